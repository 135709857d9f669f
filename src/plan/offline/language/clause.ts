import type { Link } from './openings.ts';
import type { Token } from './token.ts';

/** A subordinate clause of time: "after packing", "before the report is sent". */
export interface Hanging {
  /** `after`: the main clause comes after it. */
  readonly relation: 'after' | 'before';
  /** It stands before the main clause, and holds for all that is said behind it: "before leaving, wash up and lock the door". */
  readonly fronted?: true;
  readonly tokens: readonly Token[];
}

/** One thing a sentence says. */
export interface Clause {
  /** `order`: something to do. `thing`: something wanted. `question`: something to find out. `statement`: nothing to do. */
  readonly kind: 'order' | 'thing' | 'question' | 'statement';
  /** What is to be done, without openings, durations and subordinate clauses of time. */
  readonly tokens: readonly Token[];
  /** The user's words for all of it, subordinate clauses included. */
  readonly text: string;
  /** The user's words without the subordinate clauses of time. */
  readonly bareText: string;
  /** The verb in its base form, for orders. */
  readonly verb?: string;
  readonly link?: Link;
  /** What stands between it and the clause before it in its sentence. */
  readonly joiner: 'none' | 'comma' | 'and';
  readonly optional: boolean;
  /** It depends on how something turned out: "if it passes, deploy". */
  readonly conditional: boolean;
  /** It is asked for politely: "please", "could you". */
  readonly polite: boolean;
  /** It names a goal: "I want to move house". */
  readonly goal: boolean;
  readonly hangings: readonly Hanging[];
  readonly durationMs?: number;
  /** What it is made of, when it introduces that: "Plan the trip: book a flight and reserve a hotel". */
  readonly parts: readonly Clause[];
}
