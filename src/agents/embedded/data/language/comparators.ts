import type { Comparison } from '../operations/condition.ts';
import type { Sentence } from './sentence.ts';

/** What may stand between a column and a value. */
export type Operator =
  | { readonly kind: 'compare'; readonly comparison: Comparison; readonly end: number }
  | { readonly kind: 'is'; readonly negated: boolean; readonly end: number }
  | { readonly kind: 'between'; readonly end: number }
  | { readonly kind: 'text'; readonly how: 'contains' | 'starts with' | 'ends with'; readonly negated: boolean; readonly end: number }
  | { readonly kind: 'blank'; readonly negated: boolean; readonly end: number };

type Shape = Operator extends infer Each ? (Each extends Operator ? Omit<Each, 'end'> : never) : never;

const BLANK = 'blank|empty|missing|null|absent|unknown|not set';

/** Longest first; matched at the start of the words after a column. */
const PHRASES: readonly (readonly [RegExp, Shape])[] = [
  [new RegExp(`^(?:is|are|was) not (?:${BLANK})\\b|^isn't (?:${BLANK})\\b|^is present\\b|^exists\\b`), { kind: 'blank', negated: true }],
  [new RegExp(`^(?:is|are|was) (?:${BLANK})\\b|^has no value\\b`), { kind: 'blank', negated: false }],
  [/^(?:is |are )?not between\b/, { kind: 'is', negated: true }],
  [/^(?:is |are |was |were )?(?:in )?between\b/, { kind: 'between' }],
  [
    /^(?:is |are )?(?:greater|more|higher|larger) than or equal to\b|^(?:is |are |of )?at least\b|^(?:is |are )?(?:no|not) (?:less|fewer|lower) than\b|^(?:is |are )?>=|^(?:is )?on or after\b|^since\b|^from\b|^starting\b/,
    { kind: 'compare', comparison: '>=' },
  ],
  [
    /^(?:is |are )?(?:less|fewer|lower|smaller) than or equal to\b|^(?:is |are |of )?at most\b|^(?:is |are )?(?:no|not) (?:more|greater|higher) than\b|^(?:is )?up to\b|^(?:is |are )?<=|^(?:is )?on or before\b|^until\b|^through\b/,
    { kind: 'compare', comparison: '<=' },
  ],
  [
    /^(?:is |are |was |were |of )?(?:greater|more|higher|larger|bigger|later|newer) than\b|^(?:is |are |was )?(?:over|above|beyond|exceeding|after)\b|^exceeds?\b|^(?:is |are )?>/,
    { kind: 'compare', comparison: '>' },
  ],
  [
    /^(?:is |are |was |were |of )?(?:less|fewer|lower|smaller|earlier|older) than\b|^(?:is |are |was )?(?:under|below|before)\b|^(?:is |are )?</,
    { kind: 'compare', comparison: '<' },
  ],
  [/^(?:does not|doesn't|do not|don't|not) (?:contain|include)s?\b/, { kind: 'text', how: 'contains', negated: true }],
  [/^contain(?:s|ing)?\b|^includ(?:es|ing)\b|^(?:is )?like\b|^match(?:es|ing)\b/, { kind: 'text', how: 'contains', negated: false }],
  [/^(?:start|begin)(?:s|ning|ing)? with\b/, { kind: 'text', how: 'starts with', negated: false }],
  [/^end(?:s|ing)? (?:with|in)\b/, { kind: 'text', how: 'ends with', negated: false }],
  [
    /^(?:is|are|was|were) not (?:equal to|one of|in|any of)\b|^(?:is|are|was|were) not\b|^isn't\b|^aren't\b|^does not equal\b|^not (?:equal to|in)\b|^!=|^other than\b|^not\b/,
    { kind: 'is', negated: true },
  ],
  [
    /^(?:is|are|was|were) (?:equal to|exactly|one of|either|any of|in)\b|^equals?(?: to)?\b|^is\b|^are\b|^was\b|^were\b|^=|^:|^in\b|^one of\b/,
    { kind: 'is', negated: false },
  ],
];

/** The operator at a place, if there is one. */
export function operatorAt(sentence: Sentence, start: number): Operator | undefined {
  const words: string[] = [];
  for (let index = start; index < Math.min(start + 8, sentence.tokens.length) && sentence.isFree(index); index++)
    words.push(sentence.lower(index));
  const text = words.join(' ');
  for (const [pattern, shape] of PHRASES) {
    const match = pattern.exec(text);
    if (match !== null) return { ...shape, end: start + match[0].split(' ').length };
  }
  return undefined;
}
