/** Leaves of one kind of work that compete for the same slots, and when each may run. */
export interface Contest {
  /** The nodes that compete. */
  readonly members: Int32Array;
  /** By node: work that has to be done before it. */
  readonly headsMs: Float64Array;
  /** By node: work that has to be done after it. */
  readonly tailsMs: Float64Array;
  /** By node: its claim on `capacity`. */
  readonly workMs: Float64Array;
  /** Slot-milliseconds given out per millisecond. */
  readonly capacity: number;
  /** Given out at once, on top of that. Default 0. */
  readonly burst?: number;
}

/**
 * The head/tail window bound: the members with a head of at least `a` and a tail of at least `c` all run
 * after `a` and before `makespan - c`, so no makespan is below `a + c + (their work - burst) / capacity`. The
 * largest over all `(a, c)` that leave a member; with `a = c = 0` it is work over slots.
 *
 * Heads are swept downwards; a segment tree over the distinct tails holds `c x capacity + work` of the
 * members seen so far with a tail of at least `c`, for every `c` at once. O(n log n).
 *
 * @returns Milliseconds; 0 without members.
 */
export function windowBoundMs({ members, headsMs, tailsMs, workMs, capacity, burst = 0 }: Contest): number {
  if (members.length === 0) return 0;
  const byHead = members.slice().sort((a, b) => (headsMs[b] ?? 0) - (headsMs[a] ?? 0) || a - b);
  const tails = Float64Array.from(new Set(Float64Array.from(members, (node) => tailsMs[node] ?? 0))).sort();
  const placeOf = new Map(Array.from(tails, (tail, place) => [tail, place]));
  const tree = new SuffixTree(tails.length);
  let bound = 0;
  for (const [at, node] of byHead.entries()) {
    const headMs = headsMs[node] ?? 0;
    const tailMs = tailsMs[node] ?? 0;
    tree.add(placeOf.get(tailMs) ?? 0, tailMs * capacity, workMs[node] ?? 0);
    const next = byHead[at + 1];
    if (next === undefined || headsMs[next] !== headMs) bound = Math.max(bound, headMs + (tree.best() - burst) / capacity);
  }
  return bound;
}

/** For places with an offset and a growing weight: the largest of an offset plus all weights from its place on. */
class SuffixTree {
  readonly #size: number;
  readonly #weight: Float64Array;
  readonly #best: Float64Array;

  constructor(places: number) {
    this.#size = 2 ** Math.ceil(Math.log2(Math.max(1, places)));
    this.#weight = new Float64Array(2 * this.#size);
    this.#best = new Float64Array(2 * this.#size).fill(Number.NEGATIVE_INFINITY);
  }

  add(place: number, offset: number, weight: number): void {
    let node = this.#size + place;
    this.#weight[node] = (this.#weight[node] ?? 0) + weight;
    this.#best[node] = offset + (this.#weight[node] ?? 0);
    for (node >>= 1; node >= 1; node >>= 1) {
      const rightWeight = this.#weight[2 * node + 1] ?? 0;
      this.#weight[node] = (this.#weight[2 * node] ?? 0) + rightWeight;
      this.#best[node] = Math.max(this.#best[2 * node + 1] ?? 0, (this.#best[2 * node] ?? 0) + rightWeight);
    }
  }

  best(): number {
    return this.#best[1] ?? 0;
  }
}
