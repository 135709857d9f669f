import type { Objective } from '../core/team.ts';

// The expected utility, in USD, of giving a task to an agent is minus its expected cost (retries included), minus what its
// time is worth: the wait, the attempt and what a botched one costs. Larger is better; 0 would be free and instant.

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
export const BOTCH_FACTOR = 4;

export const MS_PER_HOUR = 3_600_000;
