import type { AgentProfile } from '../../core/agent.ts';
import type { TaskId } from '../../core/ids.ts';
import type { Task } from '../../core/task.ts';
import { levelOf, type Team } from '../../core/team.ts';
import { leafPredecessors } from './leaf-predecessors.ts';

/** Leaf tasks and agents by index: what a scheduling algorithm of the literature takes. */
export interface Problem {
  readonly tasks: readonly Task[];
  readonly agents: readonly AgentProfile[];
  /** By task, then by agent; `Infinity` where the agent cannot do it. */
  readonly durationsMs: readonly (readonly number[])[];
  /** By task: every one of these ends before it starts. */
  readonly predecessors: readonly (readonly number[])[];
  readonly successors: readonly (readonly number[])[];
  /** Each task after its predecessors. */
  readonly order: readonly number[];
}

/** One task at one agent. */
export interface Placement {
  readonly task: number;
  readonly agent: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** The problem that a plan is to a team whose declarations hold: latency by capability, else the task's estimate. */
export function problemOf(tasks: readonly Task[], { agents }: Team): Problem {
  const before = leafPredecessors(tasks);
  const leaves = tasks.filter(({ id }) => before.has(id));
  const indexOf = new Map<TaskId, number>(leaves.map(({ id }, index) => [id, index]));
  const predecessors = leaves.map(({ id }) => Array.from(before.get(id) ?? [], (dependency) => indexOf.get(dependency) ?? 0));
  const successors: number[][] = leaves.map(() => []);
  for (const [task, list] of predecessors.entries()) for (const dependency of list) successors[dependency]?.push(task);
  const waitsFor = predecessors.map((list) => list.length);
  const order = waitsFor.flatMap((count, task) => (count === 0 ? [task] : []));
  for (let head = 0; head < order.length; head++) {
    for (const successor of successors[order[head] ?? 0] ?? []) {
      const left = (waitsFor[successor] ?? 0) - 1;
      waitsFor[successor] = left;
      if (left === 0) order.push(successor);
    }
  }
  const durationsMs = leaves.map((task) => agents.map((agent) => durationMs(task, agent)));
  return { tasks: leaves, agents, durationsMs, predecessors, successors, order };
}

function durationMs({ capabilities, estimate }: Task, agent: AgentProfile): number {
  if (!capabilities.every((capability) => levelOf(agent, capability) > 0)) return Number.POSITIVE_INFINITY;
  const named = capabilities.flatMap((capability) => agent.latencyMs?.[capability] ?? []);
  return (named.length > 0 ? Math.max(...named) : agent.latencyMs?.['*']) ?? estimate?.durationMs ?? 0;
}

/** By task: the longest chain from its start to the end, each task taking what it takes the agents that can do it on average. */
export function upwardRanksMs({ durationsMs, successors, order }: Problem): Float64Array {
  const ranks = new Float64Array(order.length);
  for (const task of order.toReversed()) {
    const able = (durationsMs[task] ?? []).filter(Number.isFinite);
    const meanMs = able.reduce((sum, one) => sum + one, 0) / Math.max(1, able.length);
    ranks[task] = meanMs + (successors[task] ?? []).reduce((most, next) => Math.max(most, ranks[next] ?? 0), 0);
  }
  return ranks;
}

export function makespanMs(placements: readonly { readonly endMs: number }[]): number {
  return placements.reduce((latest, { endMs }) => Math.max(latest, endMs), 0);
}
