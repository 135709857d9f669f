import type { QuotaAnswer, QuotaDraw } from './quota-authority.ts';
import { earliestGrantMs, type LimitState } from './quota-window.ts';

/**
 * Decides on draws, in their order, and takes those granted into the states, which change in place.
 *
 * @param stateOf The state of a limit; `undefined` for one that is unbounded.
 */
export function grantDraws(draws: readonly QuotaDraw[], stateOf: (limit: string) => LimitState | undefined, nowMs: number): QuotaAnswer[] {
  return draws.map(({ id, limits, tokens, isWithin = false }): QuotaAnswer => {
    let latest: { readonly limit: string; readonly untilMs: number } | undefined;
    for (const limit of limits) {
      const state = stateOf(limit);
      const untilMs = state === undefined ? nowMs : earliestGrantMs(state, tokens, nowMs, isWithin);
      if (untilMs > nowMs && untilMs > (latest?.untilMs ?? 0)) latest = { limit, untilMs };
    }
    if (latest !== undefined) return { id, granted: false, ...latest };
    for (const limit of limits) take(stateOf(limit), tokens, nowMs, isWithin);
    return { id, granted: true };
  });
}

/** Kept in order, should another clock be ahead. */
function take(state: LimitState | undefined, tokens: number, nowMs: number, isWithin: boolean): void {
  if (state === undefined) return;
  if (!isWithin) state.held++;
  let index = state.drawn.length;
  while (index > 0 && (state.drawn[index - 1]?.atMs ?? 0) > nowMs) index--;
  state.drawn.splice(index, 0, { atMs: nowMs, tokens });
}
