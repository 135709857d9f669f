/** Power iterations; the ranks have settled long before. */
const ITERATIONS = 20;
const DAMPING = 0.85;

/**
 * How central each sentence is among the others: the stationary distribution of a walk from sentence to sentence along
 * shared terms (LexRank, Erkan and Radev 2004). Sums to at most 1. O(n²) in the number of sentences.
 */
export function centrality(terms: readonly ReadonlySet<string>[]): number[] {
  const count = terms.length;
  const weights = new Float64Array(count * count);
  const totals = new Float64Array(count);
  for (const [row, own] of terms.entries())
    for (let column = row + 1; column < count; column++) {
      const weight = overlapOf(own, terms[column] ?? own);
      weights[row * count + column] = weight;
      weights[column * count + row] = weight;
      totals[row] = (totals[row] ?? 0) + weight;
      totals[column] = (totals[column] ?? 0) + weight;
    }
  let rank = new Float64Array(count).fill(1 / Math.max(1, count));
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const share = rank.map((value, index) => ((totals[index] ?? 0) === 0 ? 0 : value / (totals[index] ?? 1)));
    rank = rank.map((_, row) => {
      let sum = 0;
      for (let column = 0; column < count; column++) sum += (weights[row * count + column] ?? 0) * (share[column] ?? 0);
      return (1 - DAMPING) / count + DAMPING * sum;
    });
  }
  return [...rank];
}

/** Shared terms over the geometric mean of the sizes: 0..1. */
export function overlapOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const term of small) if (large.has(term)) shared++;
  return shared / Math.sqrt(a.size * b.size);
}
