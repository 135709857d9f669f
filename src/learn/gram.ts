/**
 * What a linear model needs of its observations, as sums: so records are put together by adding them, and their size
 * does not grow. The matrix of products is kept as its lower triangle, row by row.
 */
export interface Gram {
  count: number;
  /** When the agent changed, last; what was seen before has been made to count little. 0: it never did. */
  epochMs: number;
  readonly products: Float64Array;
  readonly moments: Float64Array;
}

export function createGram(size: number): Gram {
  return { count: 0, epochMs: 0, products: new Float64Array((size * (size + 1)) / 2), moments: new Float64Array(size) };
}

/** Adds one observation, of a vector of features and what was seen with it. O(size²). */
export function observeInto({ products, moments }: Gram, features: Float64Array, value: number, weight = 1): void {
  let at = 0;
  for (let row = 0; row < features.length; row++) {
    const feature = (features[row] ?? 0) * weight;
    if (feature === 0) {
      at += row + 1;
      continue;
    }
    moments[row] = (moments[row] ?? 0) + feature * value;
    for (let column = 0; column <= row; column++, at++) products[at] = (products[at] ?? 0) + feature * (features[column] ?? 0);
  }
}

/** Of sums with different epochs the later ones stand; otherwise they add up. Only the first `most` features of the other count. */
export function addGram(into: Gram, other: Gram, most = other.moments.length): void {
  if (other.epochMs < into.epochMs) return;
  if (other.epochMs > into.epochMs) scaleGram(into, 0);
  into.epochMs = other.epochMs;
  into.count += other.count;
  const products = (most * (most + 1)) / 2;
  for (let at = 0; at < products; at++) into.products[at] = (into.products[at] ?? 0) + (other.products[at] ?? 0);
  for (let at = 0; at < most; at++) into.moments[at] = (into.moments[at] ?? 0) + (other.moments[at] ?? 0);
}

/** Leaves only what the first `size` features said. */
export function truncateGram({ products, moments }: Gram, size: number): void {
  products.fill(0, (size * (size + 1)) / 2);
  moments.fill(0, size);
}

export function scaleGram(gram: Gram, factor: number): void {
  gram.count *= factor;
  for (let at = 0; at < gram.products.length; at++) gram.products[at] = (gram.products[at] ?? 0) * factor;
  for (let at = 0; at < gram.moments.length; at++) gram.moments[at] = (gram.moments[at] ?? 0) * factor;
}

/** `into` += matrix x vector, times `scale`. */
export function multiplyInto({ products }: Gram, vector: Float64Array, scale: number, into: Float64Array): void {
  let at = 0;
  for (let row = 0; row < vector.length; row++) {
    let sum = 0;
    const own = vector[row] ?? 0;
    for (let column = 0; column < row; column++, at++) {
      const product = products[at] ?? 0;
      sum += product * (vector[column] ?? 0);
      into[column] = (into[column] ?? 0) + scale * product * own;
    }
    into[row] = (into[row] ?? 0) + scale * (sum + (products[at++] ?? 0) * own);
  }
}

/**
 * The lower Cholesky factor of matrix / noise + diagonal, packed like the matrix; the diagonal must be positive, so
 * that there always is one. O(size³ / 6).
 */
export function factorise({ products }: Gram, noise: number, diagonal: Float64Array, into: Float64Array): void {
  const size = diagonal.length;
  for (let row = 0, rowAt = 0; row < size; rowAt += ++row) {
    for (let column = 0, columnAt = 0; column <= row; columnAt += ++column) {
      let value = (products[rowAt + column] ?? 0) / noise + (row === column ? (diagonal[row] ?? 0) : 0);
      for (let inner = 0; inner < column; inner++) value -= (into[rowAt + inner] ?? 0) * (into[columnAt + inner] ?? 0);
      into[rowAt + column] = row === column ? Math.sqrt(Math.max(value, 1e-12)) : value / (into[columnAt + column] ?? 1);
    }
  }
}

/** Solves factor x = vector in place. */
export function solveForwards(factor: Float64Array, vector: Float64Array): void {
  for (let row = 0, rowAt = 0; row < vector.length; rowAt += ++row) {
    let value = vector[row] ?? 0;
    for (let column = 0; column < row; column++) value -= (factor[rowAt + column] ?? 0) * (vector[column] ?? 0);
    vector[row] = value / (factor[rowAt + row] ?? 1);
  }
}

/** Solves factorᵀ x = vector in place. */
export function solveBackwards(factor: Float64Array, vector: Float64Array): void {
  for (let row = vector.length - 1; row >= 0; row--) {
    const rowAt = (row * (row + 1)) / 2;
    const value = (vector[row] ?? 0) / (factor[rowAt + row] ?? 1);
    vector[row] = value;
    for (let column = 0; column < row; column++) vector[column] = (vector[column] ?? 0) - (factor[rowAt + column] ?? 0) * value;
  }
}
