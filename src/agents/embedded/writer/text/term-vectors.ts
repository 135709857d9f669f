/** A sparse vector of unit length: weight by term. */
export type TermVector = ReadonlyMap<string, number>;

/**
 * TF-IDF vectors of some bags of terms, each of unit length (empty for a bag without terms).
 * Term frequency is damped (`1 + ln tf`); the inverse document frequency is smoothed.
 */
export function termVectors(bags: readonly (readonly string[])[]): TermVector[] {
  const documents = new Map<string, number>();
  for (const bag of bags) for (const term of new Set(bag)) documents.set(term, (documents.get(term) ?? 0) + 1);
  return bags.map((bag) => {
    const counts = new Map<string, number>();
    for (const term of bag) counts.set(term, (counts.get(term) ?? 0) + 1);
    const weights = new Map<string, number>();
    for (const [term, count] of counts) {
      weights.set(term, (1 + Math.log(count)) * Math.log(1 + bags.length / (documents.get(term) ?? 1)));
    }
    return unit(weights);
  });
}

/** The direction that some vectors share. */
export function centroidOf(vectors: readonly TermVector[]): TermVector {
  const sum = new Map<string, number>();
  for (const vector of vectors) for (const [term, weight] of vector) sum.set(term, (sum.get(term) ?? 0) + weight);
  return unit(sum);
}

/** The vector turned towards another one; with weight 1 to the middle between them. */
export function blend(vector: TermVector, other: TermVector, weight: number): TermVector {
  const sum = new Map(vector);
  for (const [term, value] of other) sum.set(term, (sum.get(term) ?? 0) + value * weight);
  return unit(sum);
}

/** 0 for texts with no term in common, 1 for the same terms in the same proportions. */
export function cosine(left: TermVector, right: TermVector): number {
  const [few, many] = left.size <= right.size ? [left, right] : [right, left];
  let product = 0;
  for (const [term, weight] of few) product += weight * (many.get(term) ?? 0);
  return product;
}

function unit(weights: Map<string, number>): TermVector {
  let squares = 0;
  for (const weight of weights.values()) squares += weight * weight;
  const length = Math.sqrt(squares);
  if (length > 0) for (const [term, weight] of weights) weights.set(term, weight / length);
  return weights;
}
