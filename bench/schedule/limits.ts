import type { AgentProfile } from '../../src/core/agent.ts';
import { agentId, taskId } from '../../src/core/ids.ts';
import { makeTask, type Task } from '../../src/core/task.ts';
import { type Limit, levelOf, type Team } from '../../src/core/team.ts';
import { lowerBound } from '../../src/graph/lower-bound.ts';
import { taskGraph } from '../../src/graph/task-graph.ts';
import type { WorkforceLimit } from '../../src/graph/workforce.ts';
import { seeded } from '../../src/schedule/seeded.ts';
import { type SimulatedAttempt, simulate } from '../../src/simulate/simulate.ts';
import { checkSchedule } from '../../src/testing/oracles/check-schedule.ts';
import { geometricMean } from './geometric-mean.ts';

const MINUTE_MS = 60_000;
const KINDS = ['coding', 'research', 'writing', 'analysis'];
const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
/** About how long the work takes: long against the minute of a window, so that the last one does not decide. */
const LENGTH_MS = 60 * MINUTE_MS;

interface Scenario {
  readonly team: Team;
  readonly tasks: readonly Task[];
  /** What nothing can beat, with tasks split at will and nothing left idle. */
  readonly fluidMs: number;
}

/** Agents behind one to three keys and beside them, each good at some kinds of work; what is scarce differs from seed to seed. */
function scenario(seed: number): Scenario {
  const random = seeded(seed * 7919);
  const between = (least: number, most: number): number => Math.round(least * (most / least) ** random());
  const keys = Array.from({ length: between(1, 3) }, (_, index) => `key-${index + 1}`);
  const limits = Object.fromEntries(
    keys.map((key): [string, Limit] => {
      const scarce = Math.floor(random() * 3);
      return [
        key,
        {
          ...(scarce === 2 ? {} : { requestsPerMinute: between(10, 120) }),
          ...(scarce === 0 ? {} : { tokensPerMinute: between(20_000, 200_000) }),
          ...(random() < 0.3 ? { concurrency: between(4, 16) } : {}),
        },
      ];
    }),
  );
  const agents = Array.from({ length: between(3, 10) }, (_, index): AgentProfile => {
    const sure = index % KINDS.length;
    const able = KINDS.filter((_, kind) => kind === sure || random() < 0.5);
    const key = keys[Math.floor(random() * (keys.length + 0.5))];
    return {
      id: agentId(`agent-${index + 1}`),
      kind: 'model',
      description: '',
      capabilities: Object.fromEntries(able.map((kind) => [kind, 1])),
      latencyMs: Object.fromEntries(able.map((kind) => [kind, between(1000, 10_000)])),
      slots: between(1, 12),
      limits: key === undefined ? [] : [key],
      price: { perAttemptUsd: 0.001 },
    };
  });
  const team = { agents, limits, resources: {} };
  const kinds = KINDS.filter((kind) => agents.some((agent) => levelOf(agent, kind) > 0));
  const draw = (count: number): Task[] =>
    Array.from({ length: count }, (_, index) => {
      const kind = kinds[Math.floor(random() * kinds.length)] ?? 'coding';
      return makeTask({
        id: taskId(`t${index}`),
        title: '',
        instruction: 't',
        capabilities: [kind],
        estimate: { inputTokens: between(200, 4000), outputTokens: between(50, 1000) },
      });
    });
  const sample = draw(1000);
  const tasks = draw(Math.ceil((1000 * LENGTH_MS) / fluidMs(sample, team)));
  return { team, tasks, fluidMs: fluidMs(tasks, team) };
}

function fluidMs(tasks: readonly Task[], { agents, limits }: Team): number {
  const graph = taskGraph(tasks);
  const shared = Object.entries(limits).map(([name, limit]): WorkforceLimit => {
    const { requestsPerMinute, tokensPerMinute, concurrency } = limit;
    const tokens = (leaf: number): number =>
      (graph.tasks[leaf]?.estimate?.inputTokens ?? 0) + (graph.tasks[leaf]?.estimate?.outputTokens ?? 0);
    return {
      agents: agents.flatMap((agent, index) => (agent.limits.includes(name) ? [index] : [])),
      windows: [
        ...(requestsPerMinute === undefined ? [] : [{ lengthMs: MINUTE_MS, capacity: requestsPerMinute, amount: () => 1 }]),
        ...(tokensPerMinute === undefined ? [] : [{ lengthMs: MINUTE_MS, capacity: tokensPerMinute, amount: tokens }]),
      ],
      ...(concurrency === undefined ? {} : { concurrency }),
    };
  });
  return lowerBound(graph, {
    slots: agents.map(({ slots }) => slots),
    durationMs: (leaf, agent) => agents[agent]?.latencyMs?.[graph.tasks[leaf]?.capabilities[0] ?? ''] ?? Number.POSITIVE_INFINITY,
    limits: shared,
  }).boundMs;
}

interface Outcome {
  readonly seed: number;
  /** Tasks done when the fluid schedule would have ended, over all. */
  readonly completed: number;
  readonly toMakespan: number;
  readonly violations: readonly string[];
  readonly schedule: readonly SimulatedAttempt[];
  readonly fluidMs: number;
}

/** Deals the tasks out to so many runs, and runs them side by side on one team. */
function run(seed: number, runs: number): Outcome {
  const { team, tasks, fluidMs: boundMs } = scenario(seed);
  const dealt = Array.from({ length: runs }, (_, own) => tasks.filter((_, index) => index % runs === own));
  const { schedule } = simulate(
    {
      team,
      runs: dealt.map((list) => ({ tasks: list, terms: { objective: 'fastest' as const } })),
      happen: (task, agent) => ({
        durationMs: team.agents.find(({ id }) => id === agent)?.latencyMs?.[task.capabilities[0] ?? ''] ?? 0,
        costUsd: 0.001,
        usage: { inputTokens: task.estimate?.inputTokens ?? 0, outputTokens: task.estimate?.outputTokens ?? 0 },
      }),
    },
    { reasons: false, keepCommands: false },
  );
  if (schedule.length !== tasks.length) throw new Error(`seed ${seed}: ${schedule.length} of ${tasks.length} tasks were done`);
  const attempts = schedule.map(({ usage, ...attempt }) => ({ ...attempt, ...usage }));
  const checked = dealt.map((list, index) => ({ run: `run-${index + 1}`, tasks: list }));
  return {
    seed,
    completed: schedule.filter(({ endMs }) => endMs <= boundMs).length / tasks.length,
    toMakespan: boundMs / schedule.reduce((latest, { endMs }) => Math.max(latest, endMs), 0),
    violations: checkSchedule(team, checked, attempts).map(({ rule, what }) => `${rule}: ${what}`),
    schedule,
    fluidMs: boundMs,
  };
}

/** The run that had least of its work done at half-time, over the mean of all: 1 when all got on alike. */
function fairness({ schedule, fluidMs: boundMs }: Outcome, runs: number): number {
  const done = new Map(Array.from({ length: runs }, (_, index) => [`run-${index + 1}`, 0]));
  const early = schedule.filter(({ endMs }) => endMs <= boundMs / 2);
  for (const { run: name } of early) done.set(name, (done.get(name) ?? 0) + 1);
  return Math.min(...done.values()) / (early.length / runs);
}

function print(title: string, outcomes: readonly Outcome[]): void {
  const worst = outcomes.reduce((a, b) => (b.completed < a.completed ? b : a));
  const violations = outcomes.flatMap(({ seed, violations: found }) => found.map((what) => `seed ${seed}: ${what}`));
  console.log(
    `   ${title}: completed when the fluid schedule ends ${geometricMean(outcomes.map(({ completed }) => completed)).toFixed(4)}, at least ${worst.completed.toFixed(4)} (seed ${worst.seed}); fluid bound over makespan ${geometricMean(outcomes.map(({ toMakespan }) => toMakespan)).toFixed(4)}, at least ${Math.min(...outcomes.map(({ toMakespan }) => toMakespan)).toFixed(4)}; violations ${violations.length}`,
  );
  for (const what of violations.slice(0, 5)) console.log(`     ${what}`);
}

/** 4. How much of what limits, slots and capabilities let through is used, and whether any window is ever exceeded. */
export function benchLimits(): void {
  console.log(
    `4. Limits: ${SEEDS.length} seeded teams of 3 to 10 agents behind 1 to 3 keys (requests and tokens a minute, concurrency), about an hour of work each`,
  );
  print(
    'one run',
    SEEDS.map((seed) => run(seed, 1)),
  );
  const shared = SEEDS.map((seed) => run(seed, 10));
  print('ten runs that share them', shared);
  console.log(
    `   the slowest of ten runs has done ${geometricMean(shared.map((outcome) => fairness(outcome, 10))).toFixed(4)} of the mean at half-time, at least ${Math.min(...shared.map((outcome) => fairness(outcome, 10))).toFixed(4)}`,
  );
}
