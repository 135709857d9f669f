import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCycle } from './cycle.ts';

describe('findCycle', () => {
  it('finds none where there is none', () => {
    expect(findCycle([])).toBeUndefined();
    expect(findCycle([[1, 2], [3], [3], []])).toBeUndefined();
  });

  it('names a node that leads to itself', () => {
    expect(findCycle([[1], [1]])).toEqual([1]);
  });

  it('names the shortest of several, in the order of its edges', () => {
    // 0 -> 1 -> 2 -> 3 -> 0, and 4 -> 5 -> 4
    expect(findCycle([[1], [2], [3], [0], [5], [4]])?.toSorted()).toEqual([4, 5]);
    const cycle = findCycle([[1], [2], [0]]) ?? [];
    expect([...cycle, ...cycle].join(' ')).toContain('0 1 2');
  });

  it('is not kept busy by a long way out of a small circle', () => {
    const length = 100_000;
    const successors = Array.from({ length }, (_, node) => (node === 0 ? [] : [node - 1]));
    successors.push([length + 1, length - 1], [length]);
    expect(findCycle(successors)?.toSorted()).toEqual([length, length + 1].toSorted());
  });

  it('takes a circle of a hundred thousand', () => {
    const length = 100_000;
    expect(findCycle(Array.from({ length }, (_, node) => [(node + 1) % length]))).toHaveLength(length);
  });

  it('finds a real and shortest circle, or none when an order exists', () => {
    const graph = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(graph, (successors) => {
        const cycle = findCycle(successors);
        expect(cycle?.length).toBe(shortestReturn(successors));
        for (const [at, node] of (cycle ?? []).entries()) expect(successors[node]).toContain(cycle?.[(at + 1) % cycle.length]);
      }),
      { numRuns: 500 },
    );
  });
});

/** The least number of steps that leads any node back to itself, by relaxing all pairs. */
function shortestReturn(successors: readonly (readonly number[])[]): number | undefined {
  const steps = successors.map((targets) => successors.map((_, to) => (targets.includes(to) ? 1 : Number.POSITIVE_INFINITY)));
  for (const via of successors.keys())
    for (const row of steps)
      for (const to of successors.keys()) row[to] = Math.min(row[to] ?? 0, (row[via] ?? 0) + (steps[via]?.[to] ?? 0));
  const least = Math.min(...steps.map((row, node) => row[node] ?? 0));
  return Number.isFinite(least) ? least : undefined;
}
