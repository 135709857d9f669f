import type { AgentProfile } from '../core/agent.ts';
import type { AgentId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { levelOf, type Team } from '../core/team.ts';
import { type LowerBound, lowerBound } from '../graph/lower-bound.ts';
import { taskGraph } from '../graph/task-graph.ts';
import type { WorkforceLimit } from '../graph/workforce.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A table of more figures than this is not kept: they are worked out when asked for. */
const MAX_TABLE = 5_000_000;

export interface BoundTerms {
  readonly team: Team;
  durationMs(task: Task, agent: AgentProfile): number;
  readonly refusals?: ((task: Task) => ReadonlyMap<AgentId, string> | undefined) | undefined;
  /** Agents that differ in more than their profiles are told apart. */
  readonly toldApart: boolean;
}

/** What no schedule of these tasks on the team can beat, its limits included; agents that are alike count as one with the slots of all. */
export function teamBound(tasks: readonly Task[], { team, durationMs, refusals, toldApart }: BoundTerms): LowerBound {
  const alike = [
    ...Map.groupBy(team.agents, ({ capabilities, latencyMs, limits, kind, id }) =>
      JSON.stringify([capabilities, latencyMs, limits, kind === 'scripted' && !toldApart ? '' : id]),
    ).values(),
  ];
  const graph = taskGraph(tasks);
  const computed = (leaf: number, kind: number): number => {
    const task = graph.tasks[leaf];
    const agent = alike[kind]?.[0];
    if (task === undefined || agent === undefined || refusals?.(task)?.has(agent.id) === true) return Number.POSITIVE_INFINITY;
    return task.capabilities.every((capability) => levelOf(agent, capability) > 0) ? durationMs(task, agent) : Number.POSITIVE_INFINITY;
  };
  const table =
    graph.leafCount * alike.length > MAX_TABLE
      ? undefined
      : Float64Array.from({ length: graph.leafCount * alike.length }, (_, at) =>
          computed(Math.floor(at / alike.length), at % alike.length),
        );
  return lowerBound(graph, {
    slots: alike.map((agents) => agents.reduce((sum, { slots }) => sum + slots, 0)),
    durationMs: table === undefined ? computed : (leaf, kind) => table[leaf * alike.length + kind] ?? Number.POSITIVE_INFINITY,
    limits: limitsOf(
      team,
      alike.map(([first]) => first?.limits ?? []),
      (leaf) => graph.tasks[leaf]?.estimate,
    ),
  });
}

/** Tokens that the plan does not state count as none: what they come to is not known. */
function limitsOf(
  { limits }: Team,
  namesOf: readonly (readonly string[])[],
  estimateOf: (leaf: number) => Task['estimate'],
): WorkforceLimit[] {
  const tokens = (leaf: number): number => (estimateOf(leaf)?.inputTokens ?? 0) + (estimateOf(leaf)?.outputTokens ?? 0);
  return Object.entries(limits).map(([name, limit]) => {
    const windows = [
      { lengthMs: MINUTE_MS, capacity: limit.requestsPerMinute, amount: () => 1 },
      { lengthMs: DAY_MS, capacity: limit.requestsPerDay, amount: () => 1 },
      { lengthMs: MINUTE_MS, capacity: limit.tokensPerMinute, amount: tokens },
      { lengthMs: DAY_MS, capacity: limit.tokensPerDay, amount: tokens },
    ];
    return {
      agents: namesOf.flatMap((names, agent) => (names.includes(name) ? [agent] : [])),
      windows: windows.flatMap(({ capacity, ...rest }) => (capacity === undefined ? [] : [{ ...rest, capacity }])),
      ...(limit.concurrency === undefined ? {} : { concurrency: limit.concurrency }),
    };
  });
}
