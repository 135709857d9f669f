import type { RateLimit } from '../core/agent.ts';
import type { Limit } from '../core/team.ts';
import { backoffMs } from './retry.ts';
import { SlidingWindow } from './sliding-window.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** After a refusal so much of the rate that led to it is kept (multiplicative decrease). */
const KEPT = 0.7;

/** While the rate found is used up to this share, it grows by a twentieth of itself a window, at least by one (additive increase). */
const USED_UP = 0.9;
const GROWTH = 0.05;

/** What a server said is left, until it is there again in full. */
interface ServerCount {
  left: number;
  readonly untilMs: number;
}

/**
 * One shared limit: its windows, how many attempts hold it now, what the server says of it, and what was found of it by
 * trying. A rate that nobody declared is found as TCP finds that of a line: cut when the server refuses, raised while it does not
 * (AIMD: Chiu and Jain 1989).
 */
export class Quota {
  readonly name: string;
  readonly #requests: SlidingWindow[] = [];
  readonly #tokens: SlidingWindow[] = [];
  readonly #concurrency: number;
  #held = 0;
  /** A server said not to come back before. */
  #restUntilMs = 0;
  #requestsLeft: ServerCount | undefined;
  #tokensLeft: ServerCount | undefined;
  /** Requests a minute, as far as found out; from the first refusal on. */
  #found: SlidingWindow | undefined;
  #cutAtMs = 0;
  #refusals = 0;

  constructor(name: string, limit: Limit) {
    this.name = name;
    if (limit.requestsPerMinute !== undefined) this.#requests.push(new SlidingWindow(MINUTE_MS, limit.requestsPerMinute));
    if (limit.requestsPerDay !== undefined) this.#requests.push(new SlidingWindow(DAY_MS, limit.requestsPerDay));
    if (limit.tokensPerMinute !== undefined) this.#tokens.push(new SlidingWindow(MINUTE_MS, limit.tokensPerMinute));
    if (limit.tokensPerDay !== undefined) this.#tokens.push(new SlidingWindow(DAY_MS, limit.tokensPerDay));
    this.#concurrency = limit.concurrency ?? Number.POSITIVE_INFINITY;
  }

  /** Requests a minute that were found to be allowed; `Infinity` while no refusal has taught otherwise. */
  get foundPerMinute(): number {
    return this.#found?.capacity ?? Number.POSITIVE_INFINITY;
  }

  /** When one request of so many tokens may start; `Infinity` while only the end of another attempt can make room. */
  earliestMs(tokens: number, nowMs: number): number {
    if (this.#held >= this.#concurrency) return Number.POSITIVE_INFINITY;
    let earliest = Math.max(nowMs, this.#restUntilMs);
    for (let index = 0; index < this.#requests.length; index++)
      earliest = Math.max(earliest, this.#requests[index]?.earliestMs(1, nowMs) ?? 0);
    for (let index = 0; index < this.#tokens.length; index++)
      earliest = Math.max(earliest, this.#tokens[index]?.earliestMs(tokens, nowMs) ?? 0);
    if (this.#found !== undefined) earliest = Math.max(earliest, this.#found.earliestMs(1, nowMs));
    if (isSpent(this.#requestsLeft, 1, nowMs)) earliest = Math.max(earliest, this.#requestsLeft?.untilMs ?? 0);
    if (isSpent(this.#tokensLeft, tokens, nowMs)) earliest = Math.max(earliest, this.#tokensLeft?.untilMs ?? 0);
    return earliest;
  }

  /** Takes one request of so many tokens; the numbers of its token draws are added to `draws`. */
  reserve(tokens: number, nowMs: number, draws: number[]): void {
    this.#held++;
    for (let index = 0; index < this.#requests.length; index++) this.#requests[index]?.draw(1, nowMs);
    for (let index = 0; index < this.#tokens.length; index++) draws.push(this.#tokens[index]?.draw(tokens, nowMs) ?? -1);
    this.#found?.draw(1, nowMs);
    if (this.#requestsLeft !== undefined) this.#requestsLeft.left--;
    if (this.#tokensLeft !== undefined) this.#tokensLeft.left -= tokens;
  }

  /**
   * Gives back the concurrency and corrects the tokens to what was used; unknown use stays as reserved.
   *
   * @param first Where the draws of this quota begin among `draws`.
   * @returns Where those of the next quota begin.
   */
  settle(draws: readonly number[], first: number, usedTokens: number | undefined): number {
    this.#held--;
    if (usedTokens !== undefined)
      for (let index = 0; index < this.#tokens.length; index++) this.#tokens[index]?.correct(draws[first + index] ?? -1, usedTokens);
    return first + this.#tokens.length;
  }

  /** Takes the server at its word. What is under way may not be in its count yet, so it is taken off. */
  obey({ remainingRequests, requestsResetMs = MINUTE_MS, remainingTokens, tokensResetMs = MINUTE_MS }: RateLimit, nowMs: number): void {
    if (remainingRequests !== undefined && remainingRequests >= 0)
      this.#requestsLeft = { left: remainingRequests - this.#held, untilMs: nowMs + Math.max(0, requestsResetMs) };
    if (remainingTokens !== undefined && remainingTokens >= 0)
      this.#tokensLeft = { left: remainingTokens, untilMs: nowMs + Math.max(0, tokensResetMs) };
  }

  /**
   * The server refused a request for there being too many.
   *
   * @param startedAtMs When it was sent: of those sent before the last cut nothing more is learned.
   * @param retryAfterMs Absent: a rest of a quarter of a second, doubled with each refusal in a row.
   */
  refused(startedAtMs: number, nowMs: number, retryAfterMs: number | undefined): void {
    this.#refusals++;
    this.rest(nowMs + (retryAfterMs ?? backoffMs(this.#refusals)));
    if (this.#found === undefined) {
      this.#found = new SlidingWindow(MINUTE_MS, Number.POSITIVE_INFINITY);
      this.#cutAtMs = nowMs;
    } else if (startedAtMs >= this.#cutAtMs) {
      this.#found.capacity = Math.max(1, Math.floor(Math.min(this.#found.capacity, this.#found.drawn(nowMs)) * KEPT));
      this.#cutAtMs = nowMs;
    }
  }

  /** A request came back well: the rate found may be too low. */
  accepted(nowMs: number): void {
    this.#refusals = 0;
    const found = this.#found;
    if (found === undefined || found.capacity === Number.POSITIVE_INFINITY || found.drawn(nowMs) < found.capacity * USED_UP) return;
    found.capacity += Math.max(1, found.capacity * GROWTH) / found.capacity;
  }

  rest(untilMs: number): void {
    this.#restUntilMs = Math.max(this.#restUntilMs, untilMs);
  }
}

function isSpent(count: ServerCount | undefined, amount: number, nowMs: number): boolean {
  return count !== undefined && count.left < amount && count.untilMs > nowMs;
}
