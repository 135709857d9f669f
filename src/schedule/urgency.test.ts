import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../testing/cases.ts';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task } from '../testing/scene.ts';
import { risesAtMs, urgencyOf } from './urgency.ts';

describe('urgency', () => {
  it('is the priority of run and task together, and one more for each minute passed over', () => {
    const node = nodesOf([agent('a')], [task('t', 1000, [], { priority: 2 })], { priority: 3 }).of('t');
    node.queue.level.waitingSinceMs = 10_000;
    // Nothing is taken off before the waiting has begun.
    expect([0, 10_000, 69_999, 70_000, 130_000].map((nowMs) => urgencyOf(node, nowMs))).toEqual([5, 5, 5, 6, 7]);
    expect([0, 10_000, 69_999, 70_000].map((nowMs) => risesAtMs(node, nowMs))).toEqual([70_000, 70_000, 70_000, 130_000]);
  });

  it('rises as the chain of work fills the time that is left: half of it, four fifths, all', () => {
    const node = nodesOf([agent('a')], [task('t', 8000)], { deadlineAtMs: 20_000 }).of('t');
    // 8 s are half of 16 s, four fifths of 10 s, and all of 8 s.
    expect([0, 3999, 4000, 10_000, 12_000, 19_999, 25_000].map((nowMs) => urgencyOf(node, nowMs))).toEqual([0, 0, 1, 2, 3, 3, 3]);
    expect([0, 4000, 10_000].map((nowMs) => risesAtMs(node, nowMs))).toEqual([4000, 4001, 10_001]);
    expect([4002, 10_002, 12_002].map((nowMs) => risesAtMs(node, nowMs))).toEqual([10_000, 12_000, 60_000]);
  });

  it('does not change before the instant at which it is said to rise, and rises by then', () => {
    const given = fc.record({
      levelMs: fc.integer({ min: 1, max: 200_000 }),
      deadlineAtMs: fc.option(fc.integer({ min: 1, max: 500_000 }), { nil: undefined }),
      waitingSinceMs: fc.integer({ min: 0, max: 100_000 }),
      nowMs: fc.integer({ min: 0, max: 400_000 }),
    });
    fc.assert(
      fc.property(given, ({ levelMs, deadlineAtMs, waitingSinceMs, nowMs }) => {
        const node = nodesOf([agent('a')], [task('t', levelMs)], deadlineAtMs === undefined ? {} : { deadlineAtMs }).of('t');
        node.queue.level.waitingSinceMs = waitingSinceMs;
        const atMs = risesAtMs(node, nowMs);
        expect(atMs).toBeGreaterThan(nowMs);
        // Thresholds that fall on this very instant, but for rounding, are looked at again a millisecond later.
        expect(urgencyOf(node, atMs - 1)).toBe(urgencyOf(node, nowMs));
        if (atMs > nowMs + 1) expect(urgencyOf(node, atMs + 1e-6)).toBeGreaterThan(urgencyOf(node, nowMs));
      }),
      { numRuns: cases(300) },
    );
  });
});
