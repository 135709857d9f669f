import { dependenciesOf, type TaskNode } from './task-node.ts';

/**
 * Brings bottom levels up to date after tasks were added: incrementally, upwards from the new ones.
 * O(V + E) of the batch when it has no compound tasks, plus what changes above it.
 *
 * @param added In the order in which they were added: after what they depend on and are part of.
 * @param expectedMs What a leaf task is expected to take on a typical agent.
 * @returns The older tasks whose level rose.
 */
export function raiseLevels(added: readonly TaskNode[], expectedMs: (node: TaskNode) => number): Set<TaskNode> {
  const fresh = new Set<TaskNode>();
  const raised = new Set<TaskNode>();
  let flat = true;
  for (const node of added) if (node.parent !== undefined) flat = false;
  // Without parents, what rests on a task comes after it: one pass backwards does for the batch itself.
  const queue: TaskNode[] = [];
  if (flat) {
    const oldest = added[0]?.order ?? 0;
    for (let index = added.length - 1; index >= 0; index--) {
      const node = added[index];
      if (node === undefined) continue;
      node.levelMs = levelFromBelow(node, expectedMs);
      if (oldest === 0) continue;
      for (const { task } of node.task.dependsOn) {
        const before = node.run.tasks.get(task);
        if (before !== undefined && before.order < oldest) queue.push(before, ...before.children);
      }
    }
  } else {
    for (const node of added) fresh.add(node);
    queue.push(...fresh);
    queue.reverse();
  }
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

/** The longest chain after the task's end: through its dependents, or through those of its ancestors. */
function tailMs(node: TaskNode): number {
  let longest = 0;
  for (let next: TaskNode | undefined = node; next !== undefined; next = next.parent) {
    next.run.dependents.forEach(next, (dependent) => {
      longest = Math.max(longest, dependent.levelMs);
    });
  }
  return longest;
}

/** Tasks whose level rests on this one's. */
function upstreamOf(node: TaskNode): TaskNode[] {
  const before = dependenciesOf(node).flatMap((dependency) => [dependency, ...dependency.children]);
  return node.parent === undefined ? before : [...before, node.parent];
}
