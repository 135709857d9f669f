import type { TaskNode } from './task-node.ts';

/**
 * Brings bottom levels up to date after tasks were added: incrementally, upwards from the new ones.
 * O(V + E) of the batch when it is ordered with dependencies first, plus what changes above it.
 *
 * @param added In the order in which they were added.
 * @param expectedMs What a leaf task is expected to take on a typical agent.
 * @returns The older tasks whose level rose.
 */
export function raiseLevels(added: readonly TaskNode[], expectedMs: (node: TaskNode) => number): Set<TaskNode> {
  const fresh = new Set(added);
  const raised = new Set<TaskNode>();
  const queue = [...added].reverse();
  const queued = new Set(queue);
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head];
    if (node === undefined) break;
    queued.delete(node);
    const level = levelFromBelow(node, expectedMs);
    if (level <= node.levelMs) continue;
    node.levelMs = level;
    if (!fresh.has(node)) raised.add(node);
    for (const above of upstreamOf(node)) {
      if (queued.has(above)) continue;
      queued.add(above);
      queue.push(above);
    }
  }
  return raised;
}

function levelFromBelow(node: TaskNode, expectedMs: (node: TaskNode) => number): number {
  const tail = tailMs(node);
  if (node.children.length === 0) return expectedMs(node) + tail;
  return node.children.reduce((longest, child) => Math.max(longest, child.levelMs), tail);
}

/** The longest chain after the task's end: through its dependents, or through those of its parent. */
function tailMs(node: TaskNode): number {
  const own = node.dependents.reduce((longest, edge) => Math.max(longest, edge.to.levelMs), 0);
  return node.parent === undefined ? own : Math.max(own, tailMs(node.parent));
}

/** Tasks whose level rests on this one's. */
function upstreamOf(node: TaskNode): TaskNode[] {
  const before = node.dependsOn.flatMap((dependency) => [dependency, ...dependency.children]);
  return node.parent === undefined ? before : [...before, node.parent];
}
