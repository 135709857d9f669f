import { forEachAble } from './able.ts';
import { expectedEndMs, freeSlots } from './agent-pool.ts';
import type { SchedulerState } from './state.ts';
import type { RunNode, TaskNode } from './task-node.ts';
import type { TeamProblem } from './team-plan.ts';
import { MS_PER_HOUR } from './utility.ts';

/** The rest of a run as a problem of who does what: its tasks by index in `nodes`, agents by pool. */
export function planProblem(
  state: SchedulerState,
  run: RunNode,
  nodes: readonly TaskNode[],
  nowMs: number,
  usdPerHour = run.pace.usdPerHour,
): TeamProblem {
  const [tasks, agents] = [nodes.length, state.pools.length];
  const indexOf = new Map(nodes.map((node, index) => [node, index]));
  const durationsMs = new Float64Array(tasks * agents).fill(Number.POSITIVE_INFINITY);
  const costsUsd = new Float64Array(tasks * agents);
  const successors: number[][] = nodes.map(() => []);
  const predecessors: number[][] = nodes.map(() => []);
  const underWayOn = new Int32Array(tasks).fill(-1);
  const endsMs = new Float64Array(tasks);
  const usdPerMs = usdPerHour / MS_PER_HOUR;
  for (const [index, node] of nodes.entries()) {
    run.dependents.forEach(node, (dependent) => {
      const after = indexOf.get(dependent);
      if (after === undefined) return;
      successors[index]?.push(after);
      predecessors[after]?.push(index);
    });
    if (node.attempt !== undefined) {
      underWayOn[index] = node.attempt.agent.pool.index;
      endsMs[index] = Math.max(0, expectedEndMs(node.attempt, nowMs) - nowMs);
      continue;
    }
    forEachAble(node, (pool, { durationMs, botchedMs, paidUsd }) => {
      durationsMs[index * agents + pool.index] = durationMs;
      costsUsd[index * agents + pool.index] = paidUsd + botchedMs * usdPerMs;
    });
  }
  const slots = Int32Array.from(state.pools, ({ agents: own }) => own.reduce((sum, agent) => sum + freeSlots(agent) + agent.busy, 0));
  return { tasks, agents, slots, durationsMs, costsUsd, usdPerMs, successors, predecessors, underWayOn, endsMs };
}

/** By task and agent, what is expected to be paid for it; `Infinity` when the price is unknown. */
export function pricesOf(nodes: readonly TaskNode[], agents: number): Float64Array {
  const pricesUsd = new Float64Array(nodes.length * agents);
  for (const [index, node] of nodes.entries())
    forEachAble(node, (pool, { attemptUsd, paidUsd }) => {
      pricesUsd[index * agents + pool.index] = Number.isNaN(attemptUsd) ? Number.POSITIVE_INFINITY : paidUsd;
    });
  return pricesUsd;
}

/** Every agent that can do a task does it equally fast and for the same: then it is the order that counts, not who does what. */
export function areAlike({ tasks, agents, durationsMs, costsUsd }: TeamProblem): boolean {
  for (let task = 0; task < tasks; task++) {
    for (let pair = task * agents + 1; pair < (task + 1) * agents; pair++)
      if (durationsMs[pair] !== durationsMs[pair - 1] || costsUsd[pair] !== costsUsd[pair - 1]) return false;
  }
  return true;
}

/** Some task can be done by more than one agent; else there is nothing to share out. */
export function hasChoice({ tasks, agents, durationsMs }: TeamProblem): boolean {
  for (let task = 0; task < tasks; task++) {
    let able = 0;
    for (let pair = task * agents; pair < (task + 1) * agents; pair++) if (durationsMs[pair] !== Number.POSITIVE_INFINITY) able++;
    if (able > 1) return true;
  }
  return false;
}
