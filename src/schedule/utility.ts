import type { Objective } from '../core/team.ts';

/**
 * What an hour sooner is worth, in USD, by objective. `balanced` pays up to 10 USD to have the
 * result an hour earlier; `cheapest` and `fastest` leave the other side as a tie-breaker.
 */
export const USD_PER_HOUR_SAVED: Readonly<Record<Objective, number>> = {
  cheapest: 0.01,
  balanced: 10,
  fastest: 1000,
};

/**
 * A task done badly costs this many times its length: to notice, to do it again, and what was built on it.
 * So an agent of level 0.9 is worth waiting for, against one of 0.4, for up to two task lengths.
 */
const BOTCH_FACTOR = 4;

const MS_PER_HOUR = 3_600_000;

export interface Prospect {
  /** From now until the attempt can start. */
  readonly waitMs: number;
  /** The attempt itself. */
  readonly durationMs: number;
  /** 0..1 */
  readonly success: number;
  /** Of one attempt. */
  readonly costUsd: number;
  /** The task's length on a typical agent: the scale of what a botched task costs. */
  readonly typicalMs: number;
}

/**
 * The expected utility, in USD, of giving a task to an agent: minus the expected cost (retries included),
 * minus what its time is worth. Larger is better; 0 would be free and instant.
 */
export function expectedUtilityUsd({ waitMs, durationMs, success, costUsd, typicalMs }: Prospect, objective: Objective): number {
  const likely = Math.max(success, 0.01);
  const timeMs = waitMs + durationMs + (1 - success) * BOTCH_FACTOR * typicalMs;
  return -(costUsd / likely) - (timeMs / MS_PER_HOUR) * USD_PER_HOUR_SAVED[objective];
}
