import type { Evidence } from './evidence.ts';

/** What is believed of an agent's success at a capability: a Beta distribution. Invariant B1: both are finite and > 0. */
export interface Belief {
  readonly good: number;
  readonly bad: number;
}

/** No belief is held as firmly as if more attempts than these had been seen. */
export const MOST_TRIALS = 400;

/** Levels of 0 and 1 are taken for these: nobody is sure to fail or to succeed. */
const LEAST_RATE = 0.02;

/** The belief of this mean that is worth `trust` attempts. */
export function priorBelief(rate: number, trust: number): Belief {
  const within = Math.min(1 - LEAST_RATE, Math.max(LEAST_RATE, Number.isNaN(rate) ? 0.5 : rate));
  return { good: within * trust, bad: (1 - within) * trust };
}

export function updated({ good, bad }: Belief, { successes, failures }: Evidence): Belief {
  const share = Math.min(1, MOST_TRIALS / Math.max(1, successes + failures));
  return { good: good + successes * share, bad: bad + failures * share };
}

export function meanOfBelief({ good, bad }: Belief): number {
  return good / (good + bad);
}

/** One standard deviation of the success rate. */
export function uncertaintyOf({ good, bad }: Belief): number {
  const weight = good + bad;
  return Math.sqrt((good * bad) / (weight * weight * (weight + 1)));
}

/** The interval that holds the success rate with 90 % probability, by Wilson's approximation. */
export function intervalOf({ good, bad }: Belief): readonly [low: number, high: number] {
  const z = 1.6449;
  const count = good + bad;
  const rate = good / count;
  const middle = (rate + (z * z) / (2 * count)) / (1 + (z * z) / count);
  const half = (z / (1 + (z * z) / count)) * Math.sqrt((rate * (1 - rate)) / count + (z * z) / (4 * count * count));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** No draw is so low or high that it rules out or assures. */
const LEAST_SUCCESS = 0.01;

/** The nearest probability that neither rules out nor assures. */
export function likely(rate: number): number {
  return Math.min(1 - LEAST_SUCCESS, Math.max(LEAST_SUCCESS, rate));
}
