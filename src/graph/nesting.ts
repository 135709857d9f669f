import type { TaskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';

/** How tasks lie inside each other, by position in the list of tasks. */
export interface Nesting {
  /** The position of a task's parent, or -1. */
  readonly parentOf: Int32Array;
  /** 0 for a task without a parent. */
  readonly depthOf: Int32Array;
  /** 1 for a task that has children. */
  readonly isCompound: Uint8Array;
  /** All positions, a parent always before its children, otherwise in the order given. */
  readonly parentsFirst: Int32Array;
}

/**
 * How tasks are nested. A parent that is not in the list counts as none. O(V), without recursion.
 * Requires G1 and G3 (`Plan`).
 */
export function nestingOf(tasks: readonly Task[], indexOf: ReadonlyMap<TaskId, number>): Nesting {
  const parentOf = new Int32Array(tasks.length).fill(-1);
  const isCompound = new Uint8Array(tasks.length);
  for (const [index, task] of tasks.entries()) {
    const parent = task.parent === undefined ? undefined : indexOf.get(task.parent);
    if (parent === undefined) continue;
    parentOf[index] = parent;
    isCompound[parent] = 1;
  }
  const depthOf = depthsOf(parentOf);
  return { parentOf, depthOf, isCompound, parentsFirst: byDepth(depthOf) };
}

/** The depth of every task, each one climbed to once: the path up is walked back down with the depths filled in. */
function depthsOf(parentOf: Int32Array): Int32Array {
  const depthOf = new Int32Array(parentOf.length).fill(-1);
  const path: number[] = [];
  for (let start = 0; start < parentOf.length; start++) {
    let node = start;
    while (node >= 0 && (depthOf[node] ?? 0) < 0) {
      path.push(node);
      node = parentOf[node] ?? -1;
    }
    let depth = node < 0 ? 0 : (depthOf[node] ?? 0) + 1;
    for (let below = path.pop(); below !== undefined; below = path.pop()) depthOf[below] = depth++;
  }
  return depthOf;
}

/** Positions by depth, stable: a counting sort. */
function byDepth(depthOf: Int32Array): Int32Array {
  const deepest = depthOf.reduce((most, depth) => Math.max(most, depth), 0);
  const next = new Int32Array(deepest + 2);
  for (const depth of depthOf) next[depth + 1] = (next[depth + 1] ?? 0) + 1;
  for (let depth = 1; depth < next.length; depth++) next[depth] = (next[depth] ?? 0) + (next[depth - 1] ?? 0);
  const sorted = new Int32Array(depthOf.length);
  for (const [index, depth] of depthOf.entries()) {
    const place = next[depth] ?? 0;
    sorted[place] = index;
    next[depth] = place + 1;
  }
  return sorted;
}

/** How deep each task is nested: 0 without a parent. O(V). Requires G1 and G3 (`Plan`). */
export function nestingDepths(tasks: readonly Task[]): ReadonlyMap<TaskId, number> {
  const indexOf = new Map(tasks.map((task, index) => [task.id, index]));
  const { depthOf } = nestingOf(tasks, indexOf);
  return new Map(tasks.map((task, index) => [task.id, depthOf[index] ?? 0]));
}
