import type { Eligibility, LimitWindow, Workforce } from './workforce.ts';

/**
 * What the windows of limits alone let through. Leaves that only agents behind a limit can do, and that draw `w` of it together,
 * need `ceil(w / capacity)` windows, so the last of them starts that many windows less one after the first may; then it has
 * itself and its tail to go. The largest over all least heads. O(limits x n log n).
 *
 * @param bottomsMs By leaf: the longest chain from its start, each task on its fastest agent.
 * @returns Milliseconds; 0 without limits.
 */
export function limitBoundMs(
  leafCount: number,
  { slots, limits = [] }: Workforce,
  { setOf, sets }: Eligibility,
  headsMs: Float64Array,
  bottomsMs: Float64Array,
): number {
  let bound = 0;
  for (const { agents, windows } of limits) {
    const behind = new Set(agents);
    const confined = sets.map(({ has }) => slots.every((_, agent) => has[agent] === 0 || behind.has(agent)));
    const members = Int32Array.from({ length: leafCount }, (_, leaf) => leaf).filter((leaf) => confined[setOf[leaf] ?? -1] === true);
    const byHead = members.sort((a, b) => (headsMs[b] ?? 0) - (headsMs[a] ?? 0) || a - b);
    for (const window of windows) bound = Math.max(bound, throughOne(window, byHead, headsMs, bottomsMs));
  }
  return bound;
}

function throughOne(
  { lengthMs, capacity, amount }: LimitWindow,
  byHead: Int32Array,
  headsMs: Float64Array,
  bottomsMs: Float64Array,
): number {
  let bound = 0;
  let drawn = 0;
  let leastBottomMs = Number.POSITIVE_INFINITY;
  for (const leaf of byHead) {
    // One that is larger than the limit is let through alone: it counts as all of one window.
    drawn += Math.min(capacity, amount(leaf));
    leastBottomMs = Math.min(leastBottomMs, bottomsMs[leaf] ?? 0);
    const windows = Math.max(1, Math.ceil((drawn / capacity) * (1 - 1e-12)));
    bound = Math.max(bound, (headsMs[leaf] ?? 0) + (windows - 1) * lengthMs + leastBottomMs);
  }
  return bound;
}
