import { coverage, wordsOf } from './similar-text.ts';
import type { Step } from './steps.ts';

/** `before` comes before `after`; both index steps. */
export interface Constraint {
  readonly before: number;
  readonly after: number;
}

type Direction = 'first-before-second' | 'second-before-first' | 'none';

const MUST = '(?:must|should|has to|have to|needs? to|ought to|will|can|may|is to|are to)';
const DONE = '(?:done|complete[d]?|finished|ready|over|performed|executed|carried out)';

/** How sentences tell the order of two things. The first group comes to stand before or after the second. */
const PATTERNS: readonly (readonly [RegExp, Direction])[] = [
  [
    new RegExp(
      String.raw`^(.+?)\s+and\s+(.+?)\s+(?:${MUST}\s+)?(?:be\s+|run\s+|happen\s+)?(?:${DONE}\s+)?(?:in parallel|at the same time|simultaneously|concurrently|independently)\b.*$`,
      'i',
    ),
    'none',
  ],
  [/^(.+?)\s+(?:are|is)\s+independent\s+(?:of\s+(.+))?.*$/i, 'none'],
  [
    /^(.+?)\s+(?:can(?:not|'t| not)|must not|may not|should not)\s+(?:be\s+)?(?:start(?:ed)?|begin|begun|happen|done|take place|proceed)\s+(?:until|before|unless|without)\s+(.+)$/i,
    'second-before-first',
  ],
  [
    new RegExp(
      String.raw`^(.+?)\s+(?:${MUST}\s+)?(?:can\s+)?(?:only\s+)?(?:be\s+)?(?:start(?:s|ed)?|begins?|begun|happens?|done|take place|proceeds?)?\s*(?:only\s+)?(?:once|when|after|as soon as)\s+(.+?)\s+(?:is|are|has been|have been|has|have)\s+${DONE}.*$`,
      'i',
    ),
    'second-before-first',
  ],
  [
    new RegExp(
      String.raw`^(.+?)\s+(?:${MUST}\s+)?(?:be\s+)?(?:${DONE}\s+|come\s+|comes\s+|happens?\s+|go(?:es)?\s+|occurs?\s+|takes? place\s+)(?:right\s+)?(?:before|prior to|ahead of|earlier than)\s+(.+)$`,
      'i',
    ),
    'first-before-second',
  ],
  [
    new RegExp(
      String.raw`^(.+?)\s+(?:${MUST}\s+)?(?:precedes?|enables?|unlocks?|feeds(?: into)?|leads? to|is (?:a )?(?:prerequisite|requirement|precondition)\s+(?:for|of)|is (?:needed|required)\s+(?:for|by|before))\s+(.+)$`,
      'i',
    ),
    'first-before-second',
  ],
  [
    new RegExp(
      String.raw`^(.+?)\s+(?:${MUST}\s+)?(?:be\s+)?(?:${DONE}\s+|come\s+|comes\s+|happens?\s+|starts?\s+|begins?\s+|go(?:es)?\s+|occurs?\s+)(?:only\s+)?(?:after|following|later than)\s+(.+)$`,
      'i',
    ),
    'second-before-first',
  ],
  [
    new RegExp(
      String.raw`^(.+?)\s+(?:${MUST}\s+)?(?:follows?|needs?|requires?|depends?\s+(?:up)?on|relies\s+on|rely\s+on|is dependent\s+on|waits?\s+for|must wait\s+for|has to wait\s+for|builds?\s+(?:up)?on|uses? the (?:result|output)s? of)\s+(.+)$`,
      'i',
    ),
    'second-before-first',
  ],
  [
    /^(?:once|after|when|as soon as)\s+(.+?)(?:\s+(?:is|are|has been|have been)\s+(?:done|complete[d]?|finished|ready))?,\s*(?:then\s+)?(.+)$/i,
    'first-before-second',
  ],
  [/^before\s+(.+?),\s*(.+)$/i, 'second-before-first'],
  [/^(.+?),?\s+(?:and\s+)?(?:only\s+)?then\s+(.+)$/i, 'first-before-second'],
  [/^(.+?)\s+(?:before|prior to)\s+(.+)$/i, 'first-before-second'],
  [/^(.+?)\s+(?:after|once|following)\s+(.+)$/i, 'second-before-first'],
];

/** "All steps can be done in parallel", "there is no particular order". */
const FREE =
  /^(?:all|any|each|every|these|the|there)\b.{0,60}\b(?:in parallel|at the same time|simultaneously|concurrently|independently|independent(?: of each other)?|in any order|(?:no|any) (?:particular |specific )?(?:order|dependenc(?:y|ies)|constraints?))\W*$/i;

/**
 * What a sentence says about the order of steps that were named before: by number ("step 3 needs steps 1 and 2") or by
 * their words ("packing must precede leaving"). `undefined` when it says nothing of the kind.
 */
export function readConstraint(sentence: string, steps: readonly Step[]): Constraint[] | undefined {
  if (steps.length < 2) return undefined;
  const text = sentence
    .trim()
    .replace(/[.;!]+$/, '')
    .replace(/^(?:note that|also|and|but|however|additionally|remember that|of course)[, ]+/i, '');
  if (FREE.test(text)) return [];
  for (const [pattern, direction] of PATTERNS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const first = named(match[1] ?? '', steps);
    const second = named(match[2] ?? '', steps);
    if (direction === 'none') {
      if (first.length > 0) return [];
      continue;
    }
    if (first.length === 0 || second.length === 0) continue;
    const [before, after] = direction === 'first-before-second' ? [first, second] : [second, first];
    return before.flatMap((a) => after.filter((b) => b !== a).map((b) => ({ before: a, after: b })));
  }
  return undefined;
}

/** The steps a phrase names. */
function named(phrase: string, steps: readonly Step[]): number[] {
  const bare = phrase.trim().replace(/^(?:that|both|all of|finishing|completing|doing|having finished|the)\s+/i, '');
  if (/^(?:all|everything|every)\b.*\b(?:previous|earlier|preceding|prior)\b/i.test(phrase))
    return steps.map((_, index) => index).slice(0, -1);
  if (/\bsteps?\b|\btasks?\b|^\W*\(?[0-9a-z]\)?(?:[\s,]|and|$)/i.test(bare)) {
    const numbers = numbersIn(bare);
    if (numbers.length > 0) return numbers.flatMap((number) => indexOfLabel(number, steps));
  }
  const quoted = [...bare.matchAll(/["“'‘`]([^"”'’`]{3,})["”'’`]/g)].map(([, inner]) => inner ?? '');
  const phrases = quoted.length > 0 ? quoted : [bare];
  const found = phrases.flatMap((part) => bestMatch(part, steps) ?? []);
  if (found.length > 0 || quoted.length > 0) return found;
  const halves = bare.split(/\s*,\s*(?:and\s+)?|\s+and\s+/);
  const parts = halves.map((part) => bestMatch(part, steps));
  return halves.length > 1 && parts.every((part) => part !== undefined) ? parts : [];
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

function numbersIn(text: string): string[] {
  const range = /\b(\d{1,3})\s*(?:-|–|to|through)\s*(\d{1,3})\b/.exec(text);
  if (range !== null)
    return Array.from({ length: Math.max(0, Number(range[2]) - Number(range[1]) + 1) }, (_, offset) => String(Number(range[1]) + offset));
  const ordinals = ORDINALS.flatMap((word, index) => (new RegExp(String.raw`\b${word}\b`, 'i').test(text) ? [String(index + 1)] : []));
  return [
    ...[...text.matchAll(/\b(\d{1,3})\b/g)].map(([number]) => number),
    ...ordinals,
    ...[...text.matchAll(/\b(?:steps?|tasks?)\s+([a-z])\b/gi)].map(([, letter]) => (letter ?? '').toLowerCase()),
  ];
}

function indexOfLabel(label: string, steps: readonly Step[]): number[] {
  const labelled = steps.findIndex((step) => step.label === label);
  if (labelled >= 0) return [labelled];
  const place = Number(label) - 1;
  return steps.some((step) => step.label !== undefined) || !(place in steps) ? [] : [place];
}

/** The step that has most of the phrase's words, if it has most of them. */
function bestMatch(phrase: string, steps: readonly Step[]): number | undefined {
  const words = wordsOf(phrase);
  if (words.size === 0) return undefined;
  let best: number | undefined;
  let most = 0.59;
  for (const [index, { text }] of steps.entries()) {
    const own = wordsOf(text);
    const score = coverage(words, own) * 0.8 + coverage(own, words) * 0.2;
    if (score > most) [best, most] = [index, score];
  }
  return best;
}
