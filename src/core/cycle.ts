/** Searching from every node for the shortest cycle is quadratic; from this many it is still quick. */
const MAX_SEARCHES = 64;

/**
 * A cycle of a directed graph given by successor lists, or `undefined` when there is none.
 * It is the shortest through any of the first 64 nodes that lie on one; for a graph small enough
 * to be read by a person, the shortest of all. Kahn's algorithm, then breadth-first search. O(V + E).
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

  let shortest: number[] | undefined;
  let searches = 0;
  for (const [node, degree] of inDegree.entries()) {
    if (degree === 0) continue;
    const cycle = shortestCycleThrough(node, successors, inDegree);
    if (cycle === undefined) continue;
    if (shortest === undefined || cycle.length < shortest.length) shortest = cycle;
    searches++;
    if (searches >= MAX_SEARCHES) break;
  }
  return shortest;
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
