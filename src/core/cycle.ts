/** Searching from every node for the shortest cycle is quadratic; from this many it is still quick. */
const MAX_SEARCHES = 64;

/**
 * A cycle of a directed graph given by successor lists, or `undefined` when there is none.
 * For a graph small enough to be read by a person it is the shortest of all; otherwise the shortest that
 * 64 searches find, the first of them from a node known to lie on one. Kahn's algorithm, then
 * breadth-first search. O(V + E).
 *
 * @returns Nodes in the order of their edges; the first is not repeated at the end.
 */
export function findCycle(successors: readonly (readonly number[])[]): number[] | undefined {
  const inDegree = new Int32Array(successors.length);
  for (const targets of successors) for (const target of targets) inDegree[target] = (inDegree[target] ?? 0) + 1;
  const order: number[] = [];
  for (const [node, degree] of inDegree.entries()) if (degree === 0) order.push(node);
  for (let head = 0; head < order.length; head++) {
    for (const target of successors[order[head] ?? 0] ?? []) {
      const left = (inDegree[target] ?? 0) - 1;
      inDegree[target] = left;
      if (left === 0) order.push(target);
    }
  }
  if (order.length === successors.length) return undefined;

  const first = nodeOnCycle(successors, inDegree);
  let shortest = shortestCycleThrough(first, successors, inDegree);
  let searches = 1;
  for (let node = 0; node < successors.length && searches < MAX_SEARCHES; node++) {
    if (inDegree[node] === 0 || node === first) continue;
    const cycle = shortestCycleThrough(node, successors, inDegree);
    if (cycle !== undefined && (shortest === undefined || cycle.length < shortest.length)) shortest = cycle;
    searches++;
  }
  return shortest;
}

/** Every node that Kahn's algorithm leaves has a predecessor that it leaves: walking back ends in a circle. */
function nodeOnCycle(successors: readonly (readonly number[])[], inDegree: Int32Array): number {
  const cameFrom = new Int32Array(successors.length);
  for (const [node, targets] of successors.entries()) if (inDegree[node] !== 0) for (const target of targets) cameFrom[target] = node;
  const seen = new Uint8Array(successors.length);
  let node = inDegree.findIndex((degree) => degree !== 0);
  while (seen[node] === 0) {
    seen[node] = 1;
    node = cameFrom[node] ?? 0;
  }
  return node;
}

function shortestCycleThrough(start: number, successors: readonly (readonly number[])[], inDegree: Int32Array): number[] | undefined {
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head] ?? start;
    for (const target of successors[node] ?? []) {
      if (target === start) return pathTo(node, start, cameFrom);
      if (inDegree[target] === 0 || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  return undefined;
}

function pathTo(end: number, start: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const path = [end];
  for (let node = end; node !== start; ) {
    node = cameFrom.get(node) ?? start;
    path.push(node);
  }
  return path.reverse();
}
