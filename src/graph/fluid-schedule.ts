import { maximize } from './linear-program.ts';

/** A backlog as a fluid: kinds of tasks that may be split at will among pools of agents. */
export interface FluidProblem {
  /** Tasks of each kind, at least one. */
  readonly counts: Float64Array;
  readonly pools: number;
  /** By kind, then pool: what a task takes, in ms; `Infinity` where the pool cannot do it. */
  readonly workMs: Float64Array;
  /** By kind, then pool: what a task costs, in USD. */
  readonly costUsd: Float64Array;
  readonly supplies: readonly FluidSupply[];
  /** What it is worth to be done with all of it a millisecond sooner; more than 0. */
  readonly usdPerMs: number;
  /** What a ms of work is worth as a share of a ms of delay, so that of two ways to be done at one time the shorter is taken. */
  readonly workShare: number;
}

/** Something that is given out at a steady rate: the time of slots, or what a limit lets through. */
export interface FluidSupply {
  /** More than 0. */
  readonly ratePerMs: number;
  /** What is there at once, beside the rate. */
  readonly burst: number;
  /** By kind, then pool: what a task draws. */
  readonly draws: Float64Array;
}

export interface FluidSchedule {
  /** By kind, then pool: how many tasks of the kind are for the pool. */
  readonly shares: Float64Array;
  /** By supply: whether all of it is used. */
  readonly isScarce: readonly boolean[];
  /** By supply: how much sooner all is done, in ms, for each unit more of it. */
  readonly prices: Float64Array;
  readonly lengthMs: number;
}

/** A supply is scarce from this share of its use on. */
const SCARCE = 0.97;

/**
 * The best way to share a backlog out among pools of agents: cost, and the time until all is done by what it is worth, with every supply
 * within what it gives out until then. The linear programme of a fluid relaxation (Chen and Yao, Fundamentals of Queueing Networks, 2001),
 * whose optimum leaves to each agent what the others can do least well without it. Every kind has a pool that can do it.
 */
export function fluidSchedule({ counts, pools, workMs, costUsd, supplies, usdPerMs, workShare }: FluidProblem): FluidSchedule {
  const kinds = counts.length;
  const pairs = kinds * pools;
  // Everything is scaled: shares to 0..1 of their kind, the length to that of one slot doing all, money to what a task is at most worth.
  let totalMs = 1;
  let mostUsd = Number.MIN_VALUE;
  for (let kind = 0; kind < kinds; kind++) {
    let leastMs = Number.POSITIVE_INFINITY;
    for (let pair = kind * pools; pair < (kind + 1) * pools; pair++) {
      if (workMs[pair] === Number.POSITIVE_INFINITY) continue;
      leastMs = Math.min(leastMs, workMs[pair] ?? 0);
      mostUsd = Math.max(mostUsd, costUsd[pair] ?? 0);
    }
    totalMs += (counts[kind] ?? 0) * leastMs;
  }
  const perSlotUsd = (usdPerMs * workShare) / Math.max(1, supplies.length);
  let longestMs = totalMs;
  for (const { ratePerMs, draws } of supplies)
    for (let pair = 0; pair < pairs; pair++)
      longestMs = Math.max(longestMs, ((draws[pair] ?? 0) * (counts[Math.floor(pair / pools)] ?? 0)) / ratePerMs);
  // No task is worth leaving undone.
  const worthUsd = 4 * (mostUsd + usdPerMs * longestMs);
  const gains = new Float64Array(pairs + 1);
  const rows: Float64Array[] = [];
  const limits: number[] = [];
  for (let kind = 0; kind < kinds; kind++) {
    const row = new Float64Array(pairs + 1);
    for (let pair = kind * pools; pair < (kind + 1) * pools; pair++) {
      const ms = workMs[pair] ?? Number.POSITIVE_INFINITY;
      if (ms === Number.POSITIVE_INFINITY) continue;
      row[pair] = 1;
      gains[pair] = ((counts[kind] ?? 0) * (worthUsd - (costUsd[pair] ?? 0) - perSlotUsd * ms)) / worthUsd;
    }
    rows.push(row);
    limits.push(1);
  }
  gains[pairs] = (-usdPerMs * totalMs) / worthUsd;
  for (const { ratePerMs, burst, draws } of supplies) {
    const row = new Float64Array(pairs + 1);
    const scale = ratePerMs * totalMs;
    for (let pair = 0; pair < pairs; pair++)
      if (workMs[pair] !== Number.POSITIVE_INFINITY) row[pair] = ((draws[pair] ?? 0) * (counts[Math.floor(pair / pools)] ?? 0)) / scale;
    row[pairs] = -1;
    rows.push(row);
    limits.push(burst / scale);
  }
  const { point, prices: rowPrices } = maximize(rows, Float64Array.from(limits), gains);
  const lengthMs = (point[pairs] ?? 0) * totalMs;
  const shares = Float64Array.from({ length: pairs }, (_, pair) => (point[pair] ?? 0) * (counts[Math.floor(pair / pools)] ?? 0));
  const isScarce = supplies.map(({ ratePerMs, burst, draws }) => {
    const used = shares.reduce((sum, share, pair) => sum + (share > 0 ? share * (draws[pair] ?? 0) : 0), 0);
    return used >= SCARCE * (ratePerMs * lengthMs + burst);
  });
  const prices = Float64Array.from(
    supplies,
    ({ ratePerMs }, supply) => ((rowPrices[counts.length + supply] ?? 0) * worthUsd) / (ratePerMs * totalMs * usdPerMs),
  );
  return { shares, isScarce, prices, lengthMs };
}
