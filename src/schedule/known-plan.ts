import { improvedLevels } from './improve.ts';
import type { SchedulerState } from './state.ts';
import type { RunNode, TaskNode } from './task-node.ts';

/** Larger plans are left as they are: there the order matters little, and looking for a better one would take long. */
const MOST_TASKS = 20_000;

/**
 * Looks for a better order of a plan that is complete before anything of it has started, on a team whose slots are all alike to it.
 *
 * @param expectedMs What a task is expected to take.
 * @returns Whether it is such a plan.
 */
export function improveOrder(state: SchedulerState, run: RunNode, expectedMs: (node: TaskNode) => number): boolean {
  const slots = state.pools.reduce((sum, { freeSlots }) => sum + freeSlots, 0);
  if (run.tasks.size > MOST_TASKS || run.tasks.size <= slots || slots === 0 || state.runs.size > 1) return false;
  if (state.agents.some(({ quotas, busy }) => quotas.length > 0 || busy > 0)) return false;
  const nodes = Array.from(run.tasks.values());
  if (!nodes.every((node) => isPlain(node, state))) return false;
  const base = nodes[0]?.order ?? 0;
  const successors: number[][] = nodes.map(() => []);
  const predecessors: number[][] = nodes.map(() => []);
  for (const [index, node] of nodes.entries()) {
    run.dependents.forEach(node, (dependent) => {
      successors[index]?.push(dependent.order - base);
      predecessors[dependent.order - base]?.push(index);
    });
  }
  const plan = { durationsMs: Float64Array.from(nodes, expectedMs), successors, predecessors, slots };
  const levels = improvedLevels(
    plan,
    Float64Array.from(nodes, ({ levelMs }) => levelMs),
  );
  if (levels === undefined) return true;
  for (const [index, node] of nodes.entries()) {
    node.levelMs = levels[index] ?? node.levelMs;
    node.queue.reorder(node);
  }
  return true;
}

/** A task that every agent may do, equally fast as far as is known, and that nothing but its dependencies holds back. */
function isPlain(node: TaskNode, { pools }: SchedulerState): boolean {
  const { task, parent, settled, attempts, queue } = node;
  if (parent !== undefined || settled !== undefined || attempts > 0 || task.priority !== 0 || task.resources.length > 0) return false;
  const { eligible, excluded } = queue.class;
  if (excluded.length > 0 || eligible.length !== pools.length) return false;
  const [first] = eligible[0]?.skills ?? [];
  return eligible.every(
    ({ latencyMs, skills }) => Number.isNaN(latencyMs) && skills.every((skill) => skill.level === first?.level && skill.slowness === 1),
  );
}
