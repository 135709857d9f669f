import type { Limit } from '../core/team.ts';
import { SlidingWindow } from './sliding-window.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** One shared limit: its windows and how many attempts hold it now. */
export class Quota {
  readonly name: string;
  readonly #requests: SlidingWindow[] = [];
  readonly #tokens: SlidingWindow[] = [];
  readonly #concurrency: number;
  #held = 0;
  /** A server said not to come back before. */
  #restUntilMs = 0;

  constructor(name: string, limit: Limit) {
    this.name = name;
    if (limit.requestsPerMinute !== undefined) this.#requests.push(new SlidingWindow(MINUTE_MS, limit.requestsPerMinute));
    if (limit.requestsPerDay !== undefined) this.#requests.push(new SlidingWindow(DAY_MS, limit.requestsPerDay));
    if (limit.tokensPerMinute !== undefined) this.#tokens.push(new SlidingWindow(MINUTE_MS, limit.tokensPerMinute));
    if (limit.tokensPerDay !== undefined) this.#tokens.push(new SlidingWindow(DAY_MS, limit.tokensPerDay));
    this.#concurrency = limit.concurrency ?? Number.POSITIVE_INFINITY;
  }

  /** When one request of so many tokens may start; `Infinity` while only the end of another attempt can make room. */
  earliestMs(tokens: number, nowMs: number): number {
    if (this.#held >= this.#concurrency) return Number.POSITIVE_INFINITY;
    let earliest = Math.max(nowMs, this.#restUntilMs);
    for (const window of this.#requests) earliest = Math.max(earliest, window.earliestMs(1, nowMs));
    for (const window of this.#tokens) earliest = Math.max(earliest, window.earliestMs(tokens, nowMs));
    return earliest;
  }

  /** Takes one request of so many tokens; the numbers of its token draws are added to `draws`. */
  reserve(tokens: number, nowMs: number, draws: number[]): void {
    this.#held++;
    for (const window of this.#requests) window.draw(1, nowMs);
    for (const window of this.#tokens) draws.push(window.draw(tokens, nowMs));
  }

  /**
   * Gives back the concurrency and corrects the tokens to what was used; unknown use stays as reserved.
   *
   * @param first Where the draws of this quota begin among `draws`.
   * @returns Where those of the next quota begin.
   */
  settle(draws: readonly number[], first: number, usedTokens: number | undefined): number {
    this.#held--;
    for (const [index, window] of this.#tokens.entries()) {
      const draw = draws[first + index];
      if (draw !== undefined && usedTokens !== undefined) window.correct(draw, usedTokens);
    }
    return first + this.#tokens.length;
  }

  rest(untilMs: number): void {
    this.#restUntilMs = Math.max(this.#restUntilMs, untilMs);
  }
}
