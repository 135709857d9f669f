import type { Limit } from '../core/team.ts';
import type { Owner } from './lease.ts';

/** What one attempt wants of the limits that its agent draws on: one request of so many tokens from each. */
export interface QuotaDraw {
  /** `run/task/attempt`. */
  readonly id: string;
  /** Names of limits. */
  readonly limits: readonly string[];
  /** What it is expected to take, prompt and answer together. */
  readonly tokens: number;
  /** One request more of an attempt that holds its place already: it needs none of its own. */
  readonly isWithin?: boolean;
}

export type QuotaAnswer =
  | { readonly id: string; readonly granted: true }
  /** `untilMs`: when to ask again, `Infinity` while only the end of another attempt can make room. */
  | { readonly id: string; readonly granted: false; readonly limit: string; readonly untilMs: number };

/** An attempt that has ended. */
export interface QuotaSettlement {
  readonly id: string;
  /** What it took. Absent: unknown, it counts as it was reserved. */
  readonly tokens?: number;
}

/** Who asks, and when. */
export interface QuotaAsker {
  readonly owner: Owner;
  readonly nowMs: number;
  /** What it holds counts until then unless it renews: the slots of a process that died come free. */
  readonly untilMs: number;
  /** Whether another owner is known to be gone all the same. Default: never. */
  isGone?(owner: Owner): boolean;
}

/**
 * The one authority over limits that several engines draw on, in one process or several. A limit is known by its name.
 * Invariants every authority keeps (`src/testing/quota-conformance.ts`):
 *   Q1. No interval as long as a window ever holds more draws, or more tokens, than the limit allows; but a single draw
 *       larger than the limit is let through when the window is empty, else nothing could ever make it.
 *   Q2. No more draws are held at once than the limit's concurrency.
 *   Q3. A draw is granted from all of its limits or from none.
 *   Q4. A draw that is asked for again under the same id, after an interruption, counts as one more request: it is one.
 */
export interface QuotaAuthority {
  /** Answers in the order of the draws, which are considered in that order. One step for all. */
  reserve(draws: readonly QuotaDraw[], asker: QuotaAsker): Promise<QuotaAnswer[]>;
  /**
   * Gives back at once what this owner holds, and corrects the tokens while their window still counts them. What a former owner of
   * the same attempt drew stays as it was reserved: nobody knows what that took.
   */
  settle(settlements: readonly QuotaSettlement[], owner: Owner): Promise<void>;
  /** A server has said not to come back to this limit before then. */
  rest(limit: string, untilMs: number): Promise<void>;
  /** Makes all that an owner holds count until then. */
  renewHolds(owner: Owner, untilMs: number): Promise<void>;
}

/** What is allowed of limits, by name; one that is not named is unbounded. */
export type Limits = Readonly<Record<string, Limit>>;
