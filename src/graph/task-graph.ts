import { SkeinError } from '../core/errors.ts';
import type { TaskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { gatherDependencies } from './dependencies.ts';
import { EdgeList } from './edge-list.ts';
import { type Nesting, nestingOf } from './nesting.ts';

/**
 * The leaf tasks of a plan as a directed acyclic graph over small integers.
 *
 * Nodes `0 .. leafCount-1` are the leaf tasks, in the order of the plan. Nodes from `leafCount` on are
 * gates: points in time without work, one where a compound task with dependencies may begin, one where
 * a compound task that others depend on is done. They keep the graph as small as the plan: fifty
 * thousand parts that all wait for fifty thousand others are a hundred thousand edges, not billions.
 * A plan without compound tasks has none. A gate always has predecessors and successors.
 *
 * Neighbours of `node` are `successors[successorStart[node] .. successorStart[node + 1] - 1]`.
 */
export interface TaskGraph {
  readonly leafCount: number;
  /** Leaves and gates together. */
  readonly nodeCount: number;
  /** The leaf tasks by node. */
  readonly tasks: readonly Task[];
  /** The node of a leaf task; compound tasks have none. */
  readonly nodeOf: ReadonlyMap<TaskId, number>;
  readonly successorStart: Int32Array;
  readonly successors: Int32Array;
  readonly predecessorStart: Int32Array;
  readonly predecessors: Int32Array;
  /** Beside `predecessors`: 1 when the dependency is optional. */
  readonly predecessorOptional: Uint8Array;
  /** All nodes, each after its predecessors; among equals in the order of the plan. */
  readonly order: Int32Array;
}

/**
 * Resolves compound tasks: who depends on one waits for all its leaves, and a child waits for what its
 * ancestors depend on. A dependency named twice counts once, and is optional only when it always is.
 * O(V + E), without recursion. Requires G1 (`Plan`); a dependency or parent that is not in the list counts as none.
 *
 * @throws SkeinError `bad-plan` when the tasks wait for each other (G3).
 */
export function taskGraph(tasks: readonly Task[]): TaskGraph {
  const indexOf = new Map(tasks.map((task, index) => [task.id, index]));
  const nesting = nestingOf(tasks, indexOf);
  const dependencies = gatherDependencies(tasks, indexOf);

  const leaves: Task[] = [];
  const entryOf = new Int32Array(tasks.length).fill(-1);
  const exitOf = new Int32Array(tasks.length).fill(-1);
  const nodeOf = new Map<TaskId, number>();
  for (const [index, task] of tasks.entries()) {
    if (nesting.isCompound[index] === 1) continue;
    entryOf[index] = exitOf[index] = leaves.length;
    nodeOf.set(task.id, leaves.length);
    leaves.push(task);
  }
  let nodeCount = leaves.length;
  for (let index = 0; index < tasks.length; index++) {
    if (nesting.isCompound[index] !== 1) continue;
    if ((dependencies.start[index + 1] ?? 0) > (dependencies.start[index] ?? 0)) entryOf[index] = nodeCount++;
    if (dependencies.isNamed[index] === 1) exitOf[index] = nodeCount++;
  }

  const edges = new EdgeList(nodeCount);
  for (let index = 0; index < tasks.length; index++) {
    const entry = entryOf[index] ?? -1;
    if (entry < 0) continue;
    for (let at = dependencies.start[index] ?? 0; at < (dependencies.start[index + 1] ?? 0); at++) {
      edges.add(exitOf[dependencies.target[at] ?? 0] ?? 0, entry, dependencies.optional[at] === 1);
    }
  }
  joinToAncestors(nesting, entryOf, (outer, inner) => edges.add(outer, inner, false));
  joinToAncestors(nesting, exitOf, (outer, inner) => edges.add(inner, outer, false));

  const neighbours = edges.compress();
  const order = topologicalOrder(nodeCount, neighbours);
  return { leafCount: leaves.length, nodeCount, tasks: leaves, nodeOf, ...neighbours, order };
}

/** Calls `join` for every task with a node and its nearest ancestor with one. */
function joinToAncestors({ parentOf, parentsFirst }: Nesting, nodeOf: Int32Array, join: (outer: number, inner: number) => void): void {
  const nearest = new Int32Array(parentOf.length).fill(-1);
  for (const index of parentsFirst) {
    const parent = parentOf[index] ?? -1;
    const outer = parent < 0 ? -1 : (nearest[parent] ?? -1);
    const own = nodeOf[index] ?? -1;
    if (own >= 0 && outer >= 0) join(outer, own);
    nearest[index] = own >= 0 ? own : outer;
  }
}

/** Kahn's algorithm, first come first served. */
function topologicalOrder(
  nodeCount: number,
  { successorStart, successors, predecessorStart }: Pick<TaskGraph, 'successorStart' | 'successors' | 'predecessorStart'>,
): Int32Array {
  const order = new Int32Array(nodeCount);
  const waitsFor = new Int32Array(nodeCount);
  let known = 0;
  for (let node = 0; node < nodeCount; node++) {
    waitsFor[node] = (predecessorStart[node + 1] ?? 0) - (predecessorStart[node] ?? 0);
    if (waitsFor[node] === 0) order[known++] = node;
  }
  for (let head = 0; head < known; head++) {
    const node = order[head] ?? 0;
    for (let at = successorStart[node] ?? 0; at < (successorStart[node + 1] ?? 0); at++) {
      const successor = successors[at] ?? 0;
      const left = (waitsFor[successor] ?? 0) - 1;
      waitsFor[successor] = left;
      if (left === 0) order[known++] = successor;
    }
  }
  if (known < nodeCount) {
    throw new SkeinError('bad-plan', {
      what: 'some of the tasks wait for each other, so none of them can start',
      todo: 'Check the plan with parsePlan or checkPlan: they name the circle.',
    });
  }
  return order;
}

/** Leaf tasks that wait for nothing, in the order of the plan. */
export function sourcesOf(graph: TaskGraph): Task[] {
  return graph.tasks.filter((_, node) => graph.predecessorStart[node] === graph.predecessorStart[node + 1]);
}

/** Leaf tasks that nothing waits for, in the order of the plan. */
export function sinksOf(graph: TaskGraph): Task[] {
  return graph.tasks.filter((_, node) => graph.successorStart[node] === graph.successorStart[node + 1]);
}
