import type { AgentId } from './ids.ts';

/** One agent as the scheduler saw it when it decided on a task. */
export interface Candidate {
  readonly agent: AgentId;
  /** Why it could not be chosen at all; the figures are then absent. */
  readonly ruledOut?: string;
  /** When it would be done, from the instant of the decision: waiting for a slot included. */
  readonly finishMs?: number;
  /** Why it could not begin at once. */
  readonly later?: string;
  /** Probability 0..1 that one attempt succeeds. */
  readonly success?: number;
  /** The level it declares, when `success` is what was learned. */
  readonly declared?: number;
  /** How many attempts `success` was learned from. */
  readonly trials?: number;
  /** Expected cost of the attempt; absent when the price is unknown. */
  readonly costUsd?: number;
  /** Expected utility in USD: larger is better. */
  readonly utility?: number;
}

/** Why the scheduler did what it did, in a sentence and in figures. */
export interface Decision {
  readonly why: string;
  readonly candidates?: readonly Candidate[];
}
