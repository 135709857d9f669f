import type { Limit } from '../core/team.ts';

/** A draw on a limit as its windows see it. */
export interface Drawn {
  /** When it was granted. */
  readonly atMs: number;
  readonly tokens: number;
}

/** All that counts of one limit at one instant. */
export interface LimitState {
  readonly limit: Limit;
  /** Of the last day, oldest first. Grows as draws are granted. */
  readonly drawn: Drawn[];
  held: number;
  readonly restUntilMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Draws older than this count in no window. */
export const LONGEST_WINDOW_MS = DAY_MS;

/** When one request of so many tokens may be granted: now, later, or `Infinity` while only the end of another can make room. O(draws that count). */
export function earliestGrantMs({ limit, drawn, held, restUntilMs }: LimitState, tokens: number, nowMs: number, isWithin = false): number {
  if (!isWithin && held >= (limit.concurrency ?? Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  const request = (): number => 1;
  const tokensOf = (draw: Drawn): number => draw.tokens;
  return Math.max(
    nowMs,
    restUntilMs,
    earliestMs(drawn, request, 1, limit.requestsPerMinute, MINUTE_MS, nowMs),
    earliestMs(drawn, request, 1, limit.requestsPerDay, DAY_MS, nowMs),
    earliestMs(drawn, tokensOf, tokens, limit.tokensPerMinute, MINUTE_MS, nowMs),
    earliestMs(drawn, tokensOf, tokens, limit.tokensPerDay, DAY_MS, nowMs),
  );
}

/** Draws of a clock that is ahead count, too: a window is never taken for emptier than it may be. */
function earliestMs(
  drawn: readonly Drawn[],
  amountOf: (draw: Drawn) => number,
  amount: number,
  capacity: number | undefined,
  lengthMs: number,
  nowMs: number,
): number {
  if (capacity === undefined) return nowMs;
  let left = capacity - amount;
  // From the newest: the first that no longer fits beside those after it must have left the window.
  for (let index = drawn.length - 1; index >= 0; index--) {
    const draw = drawn[index];
    if (draw === undefined || draw.atMs + lengthMs <= nowMs) break;
    left -= amountOf(draw);
    if (left < 0) return draw.atMs + lengthMs;
  }
  return nowMs;
}
