import type { Objective } from '../core/team.ts';
import type { RunTerms } from './messages.ts';
import { USD_PER_HOUR_SAVED } from './utility.ts';

/** What time is worth to a run, and as of when. */
export interface Pace {
  /** What an hour sooner is worth, in USD: by the objective, more when the deadline would be missed otherwise. */
  usdPerHour: number;
  /** How many tasks were open, and when, as that was last looked at. */
  open: number;
  atMs: number;
}

export const paceOf = (objective: Objective): Pace => ({
  usdPerHour: USD_PER_HOUR_SAVED[objective],
  open: 0,
  atMs: Number.NEGATIVE_INFINITY,
});

/** From one value to the next that is tried. */
const STEP = 2;

/** What an hour may be worth to a run: what its objective says, and more, up to what it is worth to the fastest. */
function ratesOf(objective: Objective): number[] {
  const rates: number[] = [];
  for (let rate = USD_PER_HOUR_SAVED[objective]; rate < USD_PER_HOUR_SAVED.fastest; rate *= STEP) rates.push(rate);
  return [...rates, USD_PER_HOUR_SAVED.fastest];
}

/**
 * Has an hour be worth to the run the least with which something fits; the most when nothing does. A search by halves, from the value
 * that it has on.
 *
 * @param fits Whether it does with the value that the pace has now.
 */
export function settlePace(pace: Pace, objective: Objective, fits: () => boolean): void {
  const rates = ratesOf(objective);
  let [least, most] = [0, rates.length - 1];
  let middle = Math.max(0, rates.indexOf(pace.usdPerHour));
  while (least < most) {
    middle = Math.min(middle, most - 1);
    pace.usdPerHour = rates[middle] ?? pace.usdPerHour;
    if (fits()) most = middle;
    else least = middle + 1;
    middle = Math.floor((least + most) / 2);
  }
  pace.usdPerHour = rates[least] ?? pace.usdPerHour;
}

/** So much of the time that is left is planned for; the rest is for what goes wrong. */
const PLANNED_SHARE = 0.85;

/** How long the rest of a run is to take; `Infinity` without a deadline. */
export function goalMs({ deadlineAtMs }: RunTerms, nowMs: number): number {
  return deadlineAtMs === undefined ? Number.POSITIVE_INFINITY : Math.max(0, deadlineAtMs - nowMs) * PLANNED_SHARE;
}
