import type { Task } from '../core/task.ts';
import type { TaskGraph } from './task-graph.ts';

/** What each leaf takes, by node, from what is known of its task. */
export function durationsOf(graph: TaskGraph, durationMs: (task: Task) => number): Float64Array {
  return Float64Array.from(graph.tasks, durationMs);
}

/**
 * The bottom level of every node: the longest chain of work from its start to the end of the plan,
 * itself included. Ready tasks are started largest first; the maximum is the critical path, a lower
 * bound on the makespan at any concurrency.
 *
 * @param durationsMs By leaf; gates take no time.
 * @returns Milliseconds by node. O(V + E).
 */
export function bottomLevels(graph: TaskGraph, durationsMs: Float64Array): Float64Array {
  const { order, successorStart, successors, nodeCount } = graph;
  const levels = new Float64Array(nodeCount);
  for (let at = nodeCount - 1; at >= 0; at--) {
    const node = order[at] ?? 0;
    let longest = 0;
    for (let edge = successorStart[node] ?? 0; edge < (successorStart[node + 1] ?? 0); edge++) {
      longest = Math.max(longest, levels[successors[edge] ?? 0] ?? 0);
    }
    levels[node] = longest + (durationsMs[node] ?? 0);
  }
  return levels;
}

/**
 * The top level (head) of every node: the longest chain of work that has to be done before it can
 * start, itself not included.
 *
 * @param durationsMs By leaf; gates take no time.
 * @returns Milliseconds by node. O(V + E).
 */
export function topLevels(graph: TaskGraph, durationsMs: Float64Array): Float64Array {
  const { order, predecessorStart, predecessors, nodeCount } = graph;
  const levels = new Float64Array(nodeCount);
  for (const node of order) {
    let longest = 0;
    for (let edge = predecessorStart[node] ?? 0; edge < (predecessorStart[node + 1] ?? 0); edge++) {
      const before = predecessors[edge] ?? 0;
      longest = Math.max(longest, (levels[before] ?? 0) + (durationsMs[before] ?? 0));
    }
    levels[node] = longest;
  }
  return levels;
}
