import type { Action } from '../language/action.ts';
import type { WholeClause } from '../language/coordination.ts';

/** One thing to do as the text has it, with its parts if it was spelled out. */
export interface Unit {
  /** Counted over the request, parts included. */
  readonly id: number;
  readonly clause: WholeClause;
  readonly action: Action;
  /** The sentence it stands in, counted over the request. */
  readonly sentence: number;
  /** The first of its sentence. */
  readonly opensSentence: boolean;
  /** The list it is an item of, counted over the request; absent outside lists. */
  readonly list?: ListPlace;
  readonly parts: readonly Unit[];
  /** Sentences that say more about it, in the user's words. */
  readonly details: readonly string[];
}

export interface ListPlace {
  readonly list: number;
  readonly ordered: boolean;
  /** From 0. */
  readonly position: number;
  /** The number or letter it was given. */
  readonly label?: string;
}

/**
 * Why one unit waits for another, from the surest to the least sure: the text states a rule; one is a condition of the other in
 * time ("after packing"); a word of sequence or the numbers of a list; a reference ("it"); what one makes is what the other uses.
 */
export const STRENGTHS = ['stated', 'timed', 'sequence', 'reference', 'flow'] as const;
export type Strength = (typeof STRENGTHS)[number];

export interface Edge {
  /** Index of the unit that comes first. */
  readonly before: number;
  readonly after: number;
  readonly strength: Strength;
}
