import type { AgentProfile } from '../../../src/core/agent.ts';
import { agentId } from '../../../src/core/ids.ts';
import type { Plan } from '../../../src/core/plan.ts';
import { orderTasks } from '../../../src/execute/order-tasks.ts';
import { simulatePlan } from '../../../src/simulate/simulate-plan.ts';
import type { Chance } from '../simulation/chance.ts';

const HUGE = 1e15;

/** Agents that differ in everything that decides who gets a task, some of them as odd as a config lets them be. */
const HANDS: readonly AgentProfile[] = [
  hand('instant', { '*': 1 }, 2, { latencyMs: { '*': 0 }, price: { perAttemptUsd: 0 } }),
  hand('usual', { '*': 0.8, math: 0.4 }, 2, { price: { inputPerMillionUsd: 1, outputPerMillionUsd: 3 } }),
  hand('dear', { math: 0.9, writing: 0.9, '*': 0.3 }, 1, { price: { perAttemptUsd: HUGE } }),
  hand('slow', { '*': 0.7 }, 3, { latencyMs: { '*': 1000, writing: HUGE } }),
  hand('hopeless', { '*': 0 }, 1, { price: { perAttemptUsd: 0.01 } }),
  hand('narrow', { coding: 1 }, 1, { latencyMs: { '*': 5 }, price: { perAttemptUsd: 0.01 }, limits: ['key'] }),
];

function hand(id: string, capabilities: Record<string, number>, slots: number, more: Partial<AgentProfile>): AgentProfile {
  return { id: agentId(id), kind: 'scripted', description: '', capabilities, slots, limits: [], price: {}, ...more };
}

/** Runs a plan on a virtual clock with two agents or more. @throws Error when it does not come to an end, or not to a sane one. */
export function rehearsePlan(plan: Plan, chance: Chance): void {
  const first = chance.between(0, HANDS.length - 1);
  const agents = Array.from({ length: chance.between(2, 4) }, (_, index) => HANDS[(first + index) % HANDS.length]).filter(
    (one) => one !== undefined,
  );
  const limits = { key: { requestsPerMinute: 30, concurrency: 1 } };
  const { record, schedule } = simulatePlan(orderTasks(plan.tasks), {
    team: { agents, limits, resources: {} },
    noise: chance.pick([0, 0.3]),
    seed: 1,
    failures: chance.is(0.5),
    terms: {
      objective: chance.pick(['cheapest', 'balanced', 'fastest']),
      ...(chance.is(0.2) ? { budgetUsd: chance.pick([0, 0.05, HUGE]) } : {}),
    },
    stopwatchMs: () => 0,
  });
  if (record.status === 'running') throw new Error('the simulated run does not end');
  for (const { task, startMs, endMs } of schedule)
    if (!(endMs >= startMs)) throw new Error(`the simulated attempt of ${task} lasts from ${startMs} to ${endMs}`);
  for (const { id, slots } of agents) {
    const own = schedule.filter(({ agent }) => agent === id);
    for (const { startMs } of own) {
      const atOnce = own.filter((other) => other.startMs <= startMs && startMs < other.endMs).length;
      if (atOnce > slots) throw new Error(`${id} does ${atOnce} things at once at ${startMs}, and has ${slots} slots`);
    }
  }
}
