import type { Agent, AgentProfile } from '../core/agent.ts';
import type { EventBody, RunEvent } from '../core/event.ts';
import { type AgentId, agentId, runId } from '../core/ids.ts';
import { foldEvents, type RunRecord } from '../core/run-record.ts';
import type { Task } from '../core/task.ts';
import { levelOf, type Team } from '../core/team.ts';
import { lowerBound } from '../graph/lower-bound.ts';
import { taskGraph } from '../graph/task-graph.ts';
import type { RunTerms } from '../schedule/messages.ts';
import { noiseFactor } from './noise.ts';
import { rehearsalsOf } from './rehearsal.ts';
import { simulate } from './simulate.ts';
import type { SimulatedAttempt, World } from './world.ts';

/** What a task without an estimate takes an agent without a declared latency. */
const DEFAULT_DURATION_MS = 10_000;

export interface PlanSimulationOptions {
  readonly team: Team;
  /** Standard deviation of the logarithm of durations: >= 0. */
  readonly noise: number;
  readonly seed: number;
  readonly terms?: Partial<Omit<RunTerms, 'run'>>;
  readonly refusals?: (task: Task) => ReadonlyMap<AgentId, string> | undefined;
  /** Those of the team that follow a script are rehearsed: their latencies, failures and prices. */
  readonly agents?: readonly Agent[];
  /** Ms on a clock for measuring; only differences matter. */
  readonly stopwatchMs: () => number;
}

export interface PlanSimulation {
  readonly schedule: readonly SimulatedAttempt[];
  /** The run as if it had happened, for every figure and picture that a run has. */
  readonly record: RunRecord;
  /** No schedule of these tasks on this team, with the durations they had, is shorter (`lowerBound`). */
  readonly lowerBoundMs: number;
  /** What the scheduler took to decide, per leaf task. */
  readonly schedulerMicrosPerTask: number;
}

/** So many identical slots: agents of one slot each that can do anything, for nothing. */
export function identicalAgents(count: number): Team {
  const agents = Array.from(
    { length: count },
    (_, index): AgentProfile => ({
      id: agentId(`slot-${index + 1}`),
      kind: 'scripted',
      description: 'a slot',
      capabilities: { '*': 1 },
      slots: 1,
      limits: [],
      price: { perAttemptUsd: 0 },
    }),
  );
  return { agents, limits: {}, resources: {} };
}

/**
 * Runs a plan on a virtual clock with the real scheduler. A task takes the latency its agent declares, else its estimate,
 * else 10 s, times a lognormal factor. Attempts succeed, but for those of
 * agents that follow a script, which go as it says.
 *
 * @param tasks With parents and dependencies before those that name them.
 */
export function simulatePlan(
  tasks: readonly Task[],
  { team, noise, seed, terms, refusals, agents = [], stopwatchMs }: PlanSimulationOptions,
): PlanSimulation {
  const profiles = new Map(team.agents.map((agent) => [agent.id, agent]));
  const rehearse = rehearsalsOf(agents, seed);
  const world: World = {
    team,
    // On slots that are all alike the noise is of the tasks, and nothing is gained by doing one twice.
    runs: [{ tasks, terms: { hedge: agents.length > 0, ...terms }, ...(refusals === undefined ? {} : { refusals }) }],
    happen: (task, agent, attempt) => {
      const factor = noiseFactor(noise, seed, `${task.id}/${attempt}`);
      const rehearsed = rehearse(task, agent, attempt);
      if (rehearsed !== undefined) return { ...rehearsed, durationMs: rehearsed.durationMs * factor };
      const profile = profiles.get(agent);
      const costUsd = profile === undefined ? undefined : costOf(task, profile);
      return {
        durationMs: durationOf(task, profile) * factor,
        ...(costUsd === undefined ? {} : { costUsd }),
      };
    },
  };
  const { schedule, statuses, commands, schedulerMs } = simulate(world, { stopwatchMs, reasons: false });
  const parents = new Set(tasks.map(({ parent }) => parent));
  const leaves = tasks.filter(({ id }) => !parents.has(id)).length;
  const bodies: [number, EventBody][] = [
    [
      0,
      {
        type: 'run-started',
        request: '',
        options: { objective: terms?.objective ?? 'balanced', priority: 0, seed, inputs: [], directory: '/' },
        agents: team.agents.map(({ id }) => id),
      },
    ],
    [0, { type: 'tasks-planned', tasks }],
    ...schedule.flatMap((attempt): [number, EventBody][] => [
      [
        attempt.startMs,
        { type: 'attempt-started', task: attempt.task, attempt: attempt.attempt, agent: attempt.agent, decision: { why: '' } },
      ],
      [attempt.endMs, endOf(attempt)],
    ]),
    ...commands.flatMap(({ atMs, command }): [number, EventBody][] => {
      if (command.type === 'fail-task') return [[atMs, { type: 'task-failed', task: command.task, reason: command.reason }]];
      if (command.type === 'block-task')
        return [[atMs, { type: 'task-blocked', task: command.task, failedDependency: command.failedDependency }]];
      return command.type === 'skip-task' ? [[atMs, { type: 'task-skipped', task: command.task, reason: command.reason }]] : [];
    }),
  ];
  // In the order of time; at one instant ends come before the starts that they made room for.
  const rank = ([, { type }]: [number, EventBody]): number =>
    type === 'run-started' ? 0 : type === 'tasks-planned' ? 1 : type === 'attempt-started' ? 3 : 2;
  bodies.sort((a, b) => a[0] - b[0] || rank(a) - rank(b));
  const record = foldEvents(bodies.map(([atMs, body], index): RunEvent => ({ ...body, run: runId('run-1'), seq: index + 1, atMs })));
  if (record === undefined) throw new TypeError('a simulation has events');
  record.status = [...statuses.values()][0] ?? 'failed';
  // Whichever attempt it was that succeeded, it took no less than the shortest.
  const shortestMs = (task: Task, agent: AgentProfile): number => {
    let shortest = Number.POSITIVE_INFINITY;
    const scripted = rehearse(task, agent.id, 1) !== undefined;
    for (let attempt = 1; attempt <= (scripted ? task.attempts : 1); attempt++) {
      const { durationMs } = rehearse(task, agent.id, attempt) ?? { durationMs: durationOf(task, agent) };
      shortest = Math.min(shortest, durationMs * noiseFactor(noise, seed, `${task.id}/${attempt}`));
    }
    return shortest;
  };
  const done = tasks.filter(({ id }) => parents.has(id) || record.tasks.get(id)?.state.status === 'succeeded');
  const lowerBoundMs = boundMs(done, team, shortestMs, refusals, agents.length > 0);
  return { schedule, record, lowerBoundMs, schedulerMicrosPerTask: (schedulerMs * 1000) / Math.max(1, leaves) };
}

/** The bound over the agents that can do each task; agents that are alike count as one with the slots of all. */
function boundMs(
  tasks: readonly Task[],
  { agents }: Team,
  durationMs: (task: Task, agent: AgentProfile) => number,
  refusals: PlanSimulationOptions['refusals'],
  toldApart: boolean,
): number {
  const kinds = [
    ...Map.groupBy(agents, ({ capabilities, latencyMs, kind, id }) =>
      JSON.stringify([capabilities, latencyMs, kind === 'scripted' && !toldApart ? '' : id]),
    ).values(),
  ];
  const graph = taskGraph(tasks);
  return lowerBound(graph, {
    slots: kinds.map((alike) => alike.reduce((sum, { slots }) => sum + slots, 0)),
    durationMs: (leaf, kind) => {
      const task = graph.tasks[leaf];
      const agent = kinds[kind]?.[0];
      if (task === undefined || agent === undefined || refusals?.(task)?.has(agent.id) === true) return Number.POSITIVE_INFINITY;
      return task.capabilities.every((capability) => levelOf(agent, capability) > 0) ? durationMs(task, agent) : Number.POSITIVE_INFINITY;
    },
  }).boundMs;
}

function endOf({ task, attempt, agent, outcome, costUsd, usage }: SimulatedAttempt): EventBody {
  const which = { task, attempt, agent, costUsd, ...(usage === undefined ? {} : { usage }) };
  if (outcome === 'succeeded') return { type: 'attempt-succeeded', ...which, output: { inline: null }, artifacts: [] };
  if (outcome === 'cancelled') return { type: 'attempt-cancelled', ...which, reason: '' };
  return { type: 'attempt-failed', ...which, failure: { kind: 'retryable', code: 'simulated', message: 'simulated' } };
}

function durationOf({ capabilities, estimate }: Task, agent: AgentProfile | undefined): number {
  const { latencyMs } = agent ?? {};
  const named = capabilities.map((capability) => latencyMs?.[capability]).filter((latency) => latency !== undefined);
  return (named.length === 0 ? latencyMs?.['*'] : Math.max(...named)) ?? estimate?.durationMs ?? DEFAULT_DURATION_MS;
}

function costOf({ estimate }: Task, { price }: AgentProfile): number | undefined {
  const { perAttemptUsd, inputPerMillionUsd, outputPerMillionUsd } = price;
  if (perAttemptUsd === undefined && inputPerMillionUsd === undefined && outputPerMillionUsd === undefined) return undefined;
  return (
    (perAttemptUsd ?? 0) +
    ((estimate?.inputTokens ?? 0) * (inputPerMillionUsd ?? 0) + (estimate?.outputTokens ?? 0) * (outputPerMillionUsd ?? 0)) / 1e6
  );
}
