import type { Objective } from '../core/team.ts';
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
const STEP = Math.SQRT2;

const [LEAST_USD, MOST_USD] = [USD_PER_HOUR_SAVED.cheapest, USD_PER_HOUR_SAVED.fastest];

/** What an hour may be worth to a run: what its objective says, and less or more, by steps. Ascending. */
function ratesOf(objective: Objective): { readonly rates: readonly number[]; readonly own: number } {
  const own = USD_PER_HOUR_SAVED[objective];
  const less: number[] = [];
  for (let rate = own / STEP; rate > LEAST_USD; rate /= STEP) less.unshift(rate);
  if (own > LEAST_USD) less.unshift(LEAST_USD);
  const rates = [...less, own];
  for (let rate = own * STEP; rate < MOST_USD; rate *= STEP) rates.push(rate);
  if (own < MOST_USD) rates.push(MOST_USD);
  return { rates, own: less.length };
}

/** What is asked of a pace, with the value that it has at that instant. */
export interface PaceTerms {
  readonly isInTime: () => boolean;
  readonly isAffordable: () => boolean;
}

/**
 * Has an hour be worth to the run what its objective says; more, as far as that is needed to be in time; and then less, as far as that is
 * needed to have enough money. Searches by halves, from the value that it has on.
 */
export function settlePace(pace: Pace, objective: Objective, { isInTime, isAffordable }: PaceTerms): void {
  const { rates, own } = ratesOf(objective);
  const set = (place: number): void => {
    pace.usdPerHour = rates[place] ?? pace.usdPerHour;
  };
  const before = Math.max(0, rates.indexOf(pace.usdPerHour));
  // The first place from `low` to `high` at which something holds; `high` when it holds at none before.
  const first = (low: number, high: number, holds: () => boolean): number => {
    let [least, most] = [low, high];
    let middle = Math.max(low, Math.min(before, high - 1));
    while (least < most) {
      set(middle);
      if (holds()) most = middle;
      else least = middle + 1;
      middle = Math.floor((least + most) / 2);
    }
    return least;
  };
  const inTime = first(own, rates.length - 1, isInTime);
  const tooDear = first(0, inTime + 1, () => !isAffordable());
  set(Math.max(0, tooDear - 1));
}
