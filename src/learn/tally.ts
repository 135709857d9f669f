/**
 * A weighted sample of one quantity, as sums, so that two samples are put together by adding them.
 * Invariant T1: all fields are finite; `weight` and `squares` are >= 0.
 */
export interface Tally {
  readonly weight: number;
  readonly sum: number;
  readonly squares: number;
}

export const EMPTY_TALLY: Tally = { weight: 0, sum: 0, squares: 0 };

export function addValue({ weight, sum, squares }: Tally, value: number, share = 1): Tally {
  return { weight: weight + share, sum: sum + share * value, squares: squares + share * value * value };
}

export function addTallies(one: Tally, other: Tally): Tally {
  return { weight: one.weight + other.weight, sum: one.sum + other.sum, squares: one.squares + other.squares };
}

export function scaleTally({ weight, sum, squares }: Tally, factor: number): Tally {
  return { weight: weight * factor, sum: sum * factor, squares: squares * factor };
}

/** The mean, or `undefined` of an empty sample. */
export function meanOf({ weight, sum }: Tally): number | undefined {
  return weight > 0 ? sum / weight : undefined;
}

/** The standard deviation of a single value, never negative; 0 for fewer than two values. */
export function deviationOf({ weight, sum, squares }: Tally): number {
  if (weight <= 1) return 0;
  const mean = sum / weight;
  return Math.sqrt(Math.max(0, squares / weight - mean * mean) * (weight / (weight - 1)));
}

/** A quantity's median and 80 % range, read from a sample of its logarithms. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** 10 % and 90 % of a normal distribution lie this many deviations from its middle. */
const NORMAL_80 = 1.2816;

/** What a lognormal quantity comes to, from the sample of its logarithms; `undefined` of an empty one. */
export function lognormalSpread(logs: Tally): Spread | undefined {
  const middle = meanOf(logs);
  if (middle === undefined) return undefined;
  const width = NORMAL_80 * deviationOf(logs);
  return { median: Math.exp(middle), low: Math.exp(middle - width), high: Math.exp(middle + width) };
}
