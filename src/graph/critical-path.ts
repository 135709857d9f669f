import type { TaskId } from '../core/ids.ts';
import { bottomLevels } from './levels.ts';
import type { TaskGraph } from './task-graph.ts';

export interface CriticalPath {
  /** Leaf tasks, first to last. */
  readonly tasks: readonly TaskId[];
  readonly lengthMs: number;
}

/**
 * The longest chain of work through the plan. Of several equally long ones, at each step the task that
 * comes first in the plan.
 *
 * @param durationsMs By leaf.
 * @param levels The bottom levels over those durations, when they are already known.
 */
export function criticalPath(graph: TaskGraph, durationsMs: Float64Array, levels = bottomLevels(graph, durationsMs)): CriticalPath {
  const tasks: TaskId[] = [];
  let node = -1;
  for (let leaf = 0; leaf < graph.leafCount; leaf++) {
    const isSource = graph.predecessorStart[leaf] === graph.predecessorStart[leaf + 1];
    if (isSource && (node < 0 || (levels[leaf] ?? 0) > (levels[node] ?? 0))) node = leaf;
  }
  const lengthMs = node < 0 ? 0 : (levels[node] ?? 0);
  while (node >= 0) {
    const task = graph.tasks[node];
    if (task !== undefined) tasks.push(task.id);
    node = longestSuccessor(graph, levels, node);
  }
  return { tasks, lengthMs };
}

function longestSuccessor({ successorStart, successors }: TaskGraph, levels: Float64Array, node: number): number {
  let best = -1;
  for (let edge = successorStart[node] ?? 0; edge < (successorStart[node + 1] ?? 0); edge++) {
    const successor = successors[edge] ?? 0;
    const gain = best < 0 ? 1 : (levels[successor] ?? 0) - (levels[best] ?? 0);
    if (gain > 0 || (gain === 0 && successor < best)) best = successor;
  }
  return best;
}
