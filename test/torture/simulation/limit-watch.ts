import type { Limit, Team } from '../../../src/core/team.ts';
import type { Accuse } from './invariants.ts';

interface Draw {
  readonly atMs: number;
  tokens: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** What was drawn on limits, reckoned anew for every draw: slow, and with nothing to go wrong. */
export class LimitWatch {
  readonly #limits: Team['limits'];
  readonly #accuse: Accuse;
  readonly #draws = new Map<string, Draw[]>();
  readonly #byAttempt = new Map<string, Draw>();

  constructor(limits: Team['limits'], accuse: Accuse) {
    this.#limits = limits;
    this.#accuse = accuse;
  }

  /** An attempt takes one request of so many tokens from each of these, until it says what it took. */
  draws(key: string, limits: readonly string[], tokens: number, atMs: number): void {
    const draw: Draw = { atMs, tokens };
    this.#byAttempt.set(key, draw);
    for (const name of limits) {
      const limit = this.#limits[name];
      if (limit === undefined) continue;
      const draws = this.#draws.get(name) ?? [];
      draws.push(draw);
      this.#draws.set(name, draws);
      // Draws may be heard of in another order than that in which they were made.
      for (const last of draws) if (last.atMs >= atMs) this.#check(name, limit, draws, last);
    }
  }

  used(key: string, tokens: number): void {
    const draw = this.#byAttempt.get(key);
    if (draw !== undefined) draw.tokens = tokens;
  }

  #check(name: string, limit: Limit, draws: readonly Draw[], last: Draw): void {
    const within = (lengthMs: number): Draw[] => draws.filter(({ atMs }) => atMs > last.atMs - lengthMs && atMs <= last.atMs);
    const requests = (lengthMs: number, most = Number.POSITIVE_INFINITY): void => {
      if (most === Number.POSITIVE_INFINITY) return;
      const count = within(lengthMs).length;
      if (count > most) this.#accuse('within-limits', `${count} requests in ${lengthMs} ms on ${name}, which allows ${most}`);
    };
    const tokens = (lengthMs: number, most = Number.POSITIVE_INFINITY): void => {
      if (most === Number.POSITIVE_INFINITY) return;
      const sum = within(lengthMs).reduce((total, draw) => total + draw.tokens, 0);
      // A single draw larger than the limit goes alone.
      if (sum > most + 1e-6 && sum - last.tokens > 1e-6)
        this.#accuse('within-limits', `${sum} tokens in ${lengthMs} ms on ${name}, which allows ${most}`);
    };
    requests(MINUTE_MS, limit.requestsPerMinute);
    requests(DAY_MS, limit.requestsPerDay);
    tokens(MINUTE_MS, limit.tokensPerMinute);
    tokens(DAY_MS, limit.tokensPerDay);
  }
}
