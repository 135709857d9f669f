import type { RateLimit } from '../core/agent.ts';
import type { Limit } from '../core/team.ts';
import { backoffMs } from './retry.ts';
import { SlidingWindow } from './sliding-window.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** After a refusal so much of the rate that was granted is kept (multiplicative decrease). */
const KEPT = 0.85;

/** A minute in which all of the rate found was used raises it by a twentieth, at least by one request (additive increase). */
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
  readonly concurrency: number;
  #held = 0;
  /** A server said not to come back before. */
  #restUntilMs = 0;
  #requestsLeft: ServerCount | undefined;
  #tokensLeft: ServerCount | undefined;
  /** Requests a minute, as far as found out; from the first refusal on. */
  #found: SlidingWindow | undefined;
  /** When that was last cut: what is refused within a minute of it is refused for what was sent before. */
  #cutAtMs = 0;
  #raisedAtMs = 0;
  #refusals = 0;
  /** What calls that wait are to have first. */
  #claimedRequests = 0;
  #claimedTokens = 0;

  constructor(name: string, limit: Limit) {
    this.name = name;
    if (limit.requestsPerMinute !== undefined) this.#requests.push(new SlidingWindow(MINUTE_MS, limit.requestsPerMinute));
    if (limit.requestsPerDay !== undefined) this.#requests.push(new SlidingWindow(DAY_MS, limit.requestsPerDay));
    if (limit.tokensPerMinute !== undefined) this.#tokens.push(new SlidingWindow(MINUTE_MS, limit.tokensPerMinute));
    if (limit.tokensPerDay !== undefined) this.#tokens.push(new SlidingWindow(DAY_MS, limit.tokensPerDay));
    this.concurrency = limit.concurrency ?? Number.POSITIVE_INFINITY;
  }

  /** Requests a minute that were found to be allowed; `Infinity` while no refusal has taught otherwise. */
  get foundPerMinute(): number {
    return this.#found?.capacity ?? Number.POSITIVE_INFINITY;
  }

  /** What its windows let through in the long run, and at once. */
  rates(nowMs: number): { readonly isTokens: boolean; readonly ratePerMs: number; readonly burst: number }[] {
    const found = this.#found === undefined || this.#found.capacity === Number.POSITIVE_INFINITY ? [] : [this.#found];
    return [...this.#requests, ...found, ...this.#tokens].map((window) => ({
      isTokens: this.#tokens.includes(window),
      ratePerMs: window.capacity / window.lengthMs,
      burst: Math.max(0, window.capacity - window.drawn(nowMs)),
    }));
  }

  /** When one request of so many tokens may start; `Infinity` while only the end of another attempt can make room. */
  earliestMs(tokens: number, nowMs: number): number {
    return this.hasPlace ? this.opensAtMs(tokens, nowMs) : Number.POSITIVE_INFINITY;
  }

  /** One more may hold it at once. */
  get hasPlace(): boolean {
    return this.#held < this.concurrency;
  }

  /** When its windows have room for one request of so many tokens, beside what is claimed. */
  opensAtMs(wantedTokens: number, nowMs: number): number {
    const requests = 1 + this.#claimedRequests;
    const tokens = wantedTokens + this.#claimedTokens;
    let earliest = Math.max(nowMs, this.#restUntilMs);
    for (let index = 0; index < this.#requests.length; index++)
      earliest = Math.max(earliest, this.#requests[index]?.earliestMs(requests, nowMs) ?? 0);
    for (let index = 0; index < this.#tokens.length; index++)
      earliest = Math.max(earliest, this.#tokens[index]?.earliestMs(tokens, nowMs) ?? 0);
    if (this.#found !== undefined) earliest = Math.max(earliest, this.#found.earliestMs(requests, nowMs));
    if (isSpent(this.#requestsLeft, requests, nowMs)) earliest = Math.max(earliest, this.#requestsLeft?.untilMs ?? 0);
    if (isSpent(this.#tokensLeft, tokens, nowMs)) earliest = Math.max(earliest, this.#tokensLeft?.untilMs ?? 0);
    return earliest;
  }

  /** Keeps room for a request of so many tokens that waits. */
  claim(tokens: number): void {
    this.#claimedRequests++;
    this.#claimedTokens += tokens;
  }

  unclaim(): void {
    this.#claimedRequests = 0;
    this.#claimedTokens = 0;
  }

  /** How many draws one request takes that may be corrected. */
  get drawCount(): number {
    return this.#tokens.length + 1;
  }

  /**
   * Takes one request of so many tokens, and writes the numbers of its draws, by which they can be corrected, to `draws`.
   *
   * @param first Where those of this quota begin there.
   * @returns Where those of the next quota begin.
   */
  reserve(tokens: number, nowMs: number, draws: number[], first: number): number {
    this.#held++;
    const count = this.#tokens.length;
    for (let index = 0; index < this.#requests.length; index++) this.#requests[index]?.draw(1, nowMs);
    for (let index = 0; index < count; index++) draws[first + index] = this.#tokens[index]?.draw(tokens, nowMs) ?? -1;
    draws[first + count] = this.#found?.draw(1, nowMs) ?? -1;
    if (this.#requestsLeft !== undefined) this.#requestsLeft.left--;
    if (this.#tokensLeft !== undefined) this.#tokensLeft.left -= tokens;
    return first + count + 1;
  }

  /** Gives back the concurrency and corrects the draws: `giveBack` and `correct`. */
  settle(draws: readonly number[], first: number, usedTokens: number | undefined, wasRefused: boolean): number {
    this.giveBack();
    return this.correct(draws, first, usedTokens, wasRefused);
  }

  giveBack(): void {
    this.#held--;
  }

  /**
   * Corrects the tokens to what was used; unknown use stays as reserved.
   *
   * @param first Where the draws of this quota begin among `draws`.
   * @param wasRefused The server did not take it, so it does not count against the rate found.
   * @returns Where those of the next quota begin.
   */
  correct(draws: readonly number[], first: number, usedTokens: number | undefined, wasRefused: boolean): number {
    const count = this.#tokens.length;
    if (wasRefused) this.#found?.correct(draws[first + count] ?? -1, 0);
    if (usedTokens !== undefined)
      for (let index = 0; index < count; index++) this.#tokens[index]?.correct(draws[first + index] ?? -1, usedTokens);
    return first + count + 1;
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
   * @param retryAfterMs Absent: a rest of a quarter of a second, doubled with each refusal in a row.
   */
  refused(nowMs: number, retryAfterMs: number | undefined): void {
    this.#refusals++;
    this.rest(nowMs + (retryAfterMs ?? backoffMs(this.#refusals)));
    if (this.#found === undefined) {
      // Until a whole minute has been watched, resting has to do.
      this.#found = new SlidingWindow(MINUTE_MS, Number.POSITIVE_INFINITY);
      this.#cutAtMs = nowMs;
    } else if (nowMs >= this.#cutAtMs + MINUTE_MS) {
      this.#found.capacity = Math.max(1, Math.floor(Math.min(this.#found.capacity, this.#found.drawn(nowMs)) * KEPT));
      this.#cutAtMs = nowMs;
    }
  }

  /** A request came back well: the rate found may be too low. */
  accepted(nowMs: number): void {
    this.#refusals = 0;
    const found = this.#found;
    if (found === undefined || found.capacity === Number.POSITIVE_INFINITY || nowMs < Math.max(this.#cutAtMs, this.#raisedAtMs) + MINUTE_MS)
      return;
    if (found.drawn(nowMs) + 1 <= found.capacity) return;
    found.capacity += Math.max(1, Math.floor(found.capacity * GROWTH));
    this.#raisedAtMs = nowMs;
  }

  rest(untilMs: number): void {
    this.#restUntilMs = Math.max(this.#restUntilMs, untilMs);
  }
}

function isSpent(count: ServerCount | undefined, amount: number, nowMs: number): boolean {
  return count !== undefined && count.left < amount && count.untilMs > nowMs;
}
