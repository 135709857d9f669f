import { describe, expect, it } from 'vitest';
import { type FluidProblem, fluidSchedule } from './fluid-schedule.ts';

const NEVER = Number.POSITIVE_INFINITY;
const vector = (...values: number[]) => Float64Array.from(values);
const rounded = (values: Float64Array): number[] => [...values].map((value) => Math.round(value * 1e6) / 1e6 + 0);

/** Two pools of one slot: the first does both kinds in 1 s, the second only the first kind, in 2 s. */
const work = vector(1000, 2000, 1000, NEVER);
const slots = [
  { ratePerMs: 1, burst: 0, draws: vector(1000, 0, 1000, 0) },
  { ratePerMs: 1, burst: 0, draws: vector(0, 2000, 0, 0) },
];
const problem = (given: Partial<FluidProblem>): FluidProblem => ({
  counts: vector(60, 60),
  pools: 2,
  workMs: work,
  costUsd: new Float64Array(4),
  supplies: slots,
  usdPerMs: 1,
  workShare: 0.01,
  ...given,
});

describe('fluidSchedule', () => {
  it('leaves to an agent what only it can do', () => {
    // 60 of the second kind and x of the first on the one, the rest on the other: 60 + x = 2 (60 - x), so x = 20.
    const { shares, lengthMs, isScarce, prices } = fluidSchedule(problem({ workShare: 0 }));
    expect(rounded(shares)).toEqual([20, 40, 60, 0]);
    expect(lengthMs).toBeCloseTo(80_000, 3);
    expect(isScarce).toEqual([true, true]);
    // A ms more of the first slot moves 1/1000 of a task to it, and the two ends by 1/3 and 2/3 of a ms of the other.
    expect(rounded(prices)).toEqual([0.666667, 0.333333]);
  });

  it('keeps within what a limit lets through, at once and by and by', () => {
    // Ten at once, then one every 2 s: 60 + x = 10 + T / 2 s behind the limit, and T = 2 s (60 - x) for the others, so x = 5.
    const limit = { ratePerMs: 1 / 2000, burst: 10, draws: vector(1, 0, 1, 0) };
    const { shares, lengthMs, isScarce } = fluidSchedule(problem({ supplies: [...slots, limit] }));
    expect(lengthMs).toBeCloseTo(110_000, 3);
    expect(rounded(shares)).toEqual([5, 55, 60, 0]);
    expect(isScarce).toEqual([false, true, true]);
  });

  it('weighs money against time', () => {
    // The second pool costs 1 USD a task and saves at most 40 s in all: at 0.0001 USD a ms that is 4 USD for 40 tasks.
    const dear = fluidSchedule(problem({ costUsd: vector(0, 1, 0, 0), usdPerMs: 0.0001 }));
    expect(rounded(dear.shares)).toEqual([60, 0, 60, 0]);
    expect(dear.lengthMs).toBeCloseTo(120_000, 3);
  });
});
