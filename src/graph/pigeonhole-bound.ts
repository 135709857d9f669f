/** So many heads and tails are tried, of small graphs and of large ones. */
const THRESHOLDS = 24;
const FEW_THRESHOLDS = 6;
const LARGE = 5000;
/** No more than so many tasks in a row are counted on one slot. */
const MOST_IN_A_ROW = 16;

/** Leaves that compete for `slots` slots, by node. */
export interface Crowd {
  readonly members: Int32Array;
  readonly headsMs: Float64Array;
  readonly tailsMs: Float64Array;
  /** The least that a leaf takes any of the slots. */
  readonly durationsMs: Float64Array;
  readonly slots: number;
}

/**
 * The pigeonhole bound: of `k x slots + 1` leaves some slot does `k + 1`, one after the other. Of those with a head of at least `a` and a
 * tail of at least `c` the longest are taken, and of them the `k + 1` shortest: no makespan is below `a + c` and their sum.
 * Where there are few large tasks this is far above their work over the slots.
 *
 * @returns Milliseconds; 0 when there are no more members than slots.
 */
export function pigeonholeBoundMs({ members, headsMs, tailsMs, durationsMs, slots }: Crowd): number {
  if (members.length <= slots) return 0;
  const wanted = members.length > LARGE ? FEW_THRESHOLDS : THRESHOLDS;
  const longestFirst = members.slice().sort((a, b) => (durationsMs[b] ?? 0) - (durationsMs[a] ?? 0));
  let bound = 0;
  for (const headMs of thresholds(members, headsMs, wanted)) {
    const later = longestFirst.filter((node) => (headsMs[node] ?? 0) >= headMs);
    if (later.length <= slots) continue;
    for (const tailMs of thresholds(later, tailsMs, wanted)) {
      const inside = later.filter((node) => (tailsMs[node] ?? 0) >= tailMs);
      for (let row = 1; row < MOST_IN_A_ROW && row * slots < inside.length; row++) {
        let sum = 0;
        for (let at = row * slots; at >= row * slots - row; at--) sum += durationsMs[inside[at] ?? 0] ?? 0;
        bound = Math.max(bound, headMs + tailMs + sum);
      }
    }
  }
  return bound;
}

/** Distinct values, evenly spread over the members, the least always among them. */
function thresholds(members: Int32Array, valuesMs: Float64Array, wanted: number): Float64Array {
  const distinct = Float64Array.from(new Set(Float64Array.from(members, (node) => valuesMs[node] ?? 0))).sort();
  if (distinct.length <= wanted) return distinct;
  return Float64Array.from({ length: wanted }, (_, index) => distinct[Math.floor((index * distinct.length) / wanted)] ?? 0);
}
