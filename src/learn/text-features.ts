import { hashText } from './hashing.ts';

/** How much of a text is read: enough to know its kind, whatever its length. */
const MOST_CHARACTERS = 2000;

/** First words, and all words, are hashed to so many places. */
const LEAD_PLACES = 32;
const WORD_PLACES = 16;

/** Beyond so many deviations from what is usual, more of it says nothing more. */
const MOST_DEVIATIONS = 2.5;

const LEAD_SHARE = 0.6;
const WORD_SHARE = 0.3;
const STYLE_SHARE = 0.8;

/** Words of a kind, by what they say of the text that they stand in. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  who: ['who', 'when', 'where', 'whose', 'whom'],
  what: ['what', 'which'],
  why: ['why', 'how'],
  amount: ['many', 'much', 'total', 'sum', 'average', 'percent', 'number'],
  code: [
    'function',
    'python',
    'code',
    'def',
    'array',
    'string',
    'program',
    'class',
    'return',
    'bug',
    'test',
    'typescript',
    'javascript',
    'sql',
  ],
  order: [
    'write',
    'find',
    'compute',
    'calculate',
    'solve',
    'let',
    'if',
    'given',
    'evaluate',
    'determine',
    'simplify',
    'create',
    'make',
    'build',
  ],
  prose: ['summarise', 'summarize', 'translate', 'describe', 'explain', 'compare', 'report', 'essay', 'email', 'letter', 'story'],
  person: ['he', 'she', 'his', 'her', 'they', 'you', 'i', 'we', 'your', 'my'],
  joint: ['the', 'of', 'in'],
  article: ['a', 'an'],
};
const KIND_NAMES = Object.keys(KINDS);
const KIND_OF_WORD = new Map(KIND_NAMES.flatMap((name, kind) => (KINDS[name] ?? []).map((word) => [word, kind] as const)));

/** What is counted of a text, with the mean and deviation that are usual: requests, questions, exercises, code. */
const USUAL: readonly (readonly [mean: number, deviation: number])[] = [
  [5, 1.1], // ln length
  [3.3, 1.05], // ln words
  [0.3, 0.75], // ln lines
  [0.07, 0.1], // root of the share of digits
  [0.13, 0.07], // of capitals
  [0.02, 0.07], // of $ and \
  [0.04, 0.09], // of brackets and signs
  [0.5, 0.5], // ends in a question mark
  [0.73, 0.45], // ends a sentence
  [0.8, 0.4], // begins with a capital
  [4.8, 2.1], // letters a word
  [0.07, 0.15], // commas a word
  [0.07, 0.06], // sentence ends a word
  [0.16, 0.17], // root of the share of capitalised words after the first
  [0.02, 0.07], // quotes a word
  ...KIND_NAMES.map((): readonly [number, number] => [0.15, 0.2]), // root of the share of words of each kind
];

/** Capabilities are hashed to so many places. */
const SKILL_PLACES = 24;

/** The first features say whose text it is, not how it reads: a constant 1, and one for the capability. */
export const OFFSETS = 1 + SKILL_PLACES;

/** How many numbers describe a task. */
export const FEATURES = OFFSETS + USUAL.length + LEAD_PLACES + WORD_PLACES;

const counts = new Float64Array(USUAL.length);
const kinds = new Float64Array(KIND_NAMES.length);

/**
 * What can be told of a task from its capabilities and its words alone: a constant, the capability, figures of style, the
 * first two words and all words, hashed. Words of length about 1. Reads at most 2,000 characters; no model, no dictionary.
 *
 * @param skill The capabilities as one name; `*` for none.
 */
export function textFeatures(text: string, skill: string, into: Float64Array = new Float64Array(FEATURES)): Float64Array {
  const read = text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text;
  offsetFeatures(skill, into);
  const words = countCharacters(read);
  countWords(read, words, into);
  let offset = OFFSETS;
  for (let index = 0; index < USUAL.length; index++) {
    const [mean, deviation] = USUAL[index] ?? [0, 1];
    const deviations = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, ((counts[index] ?? 0) - mean) / deviation));
    into[offset++] = (STYLE_SHARE * deviations) / Math.sqrt(USUAL.length);
  }
  return into;
}

/** The features of a task of which only the capabilities are known. */
export function offsetFeatures(skill: string, into: Float64Array = new Float64Array(FEATURES)): Float64Array {
  into.fill(0);
  into[0] = 1;
  if (skill !== '*') into[1 + (hashText(skill) % SKILL_PLACES)] = 1;
  return into;
}

/** Fills in what is counted a character; returns the number of words. */
function countCharacters(text: string): number {
  let digits = 0;
  let capitals = 0;
  let money = 0;
  let signs = 0;
  let commas = 0;
  let ends = 0;
  let quotes = 0;
  let lines = 0;
  let letters = 0;
  let words = 0;
  let names = 0;
  let inside = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code <= 32) {
      if (code === 10) lines++;
      inside = false;
      continue;
    }
    letters++;
    const capital = code >= 65 && code <= 90;
    if (!inside) {
      words++;
      if (capital && words > 1) names++;
      inside = true;
    }
    if (capital) capitals++;
    else if (code >= 48 && code <= 57) digits++;
    else if (code === 36 || code === 92) money++;
    else if (code === 44) commas++;
    else if (code === 46 || code === 33 || code === 63) ends++;
    else if (code === 34 || code === 39 || code === 0x201c || code === 0x201d) quotes++;
    else if (isSign(code)) signs++;
  }
  const length = Math.max(1, text.length);
  const perWord = Math.max(1, words);
  const last = text.trimEnd().at(-1) ?? '';
  const first = text.charCodeAt(0);
  counts.set([
    Math.log1p(text.length),
    Math.log1p(words),
    Math.log1p(lines),
    Math.sqrt(digits / length),
    Math.sqrt(capitals / length),
    Math.sqrt(money / length),
    Math.sqrt(signs / length),
    last === '?' ? 1 : 0,
    last === '.' || last === '!' || last === '?' ? 1 : 0,
    first >= 65 && first <= 90 ? 1 : 0,
    letters / perWord,
    commas / perWord,
    ends / perWord,
    Math.sqrt(names / perWord),
    quotes / perWord,
  ]);
  return perWord;
}

/** ( ) [ ] { } < = > + * / ^ _ | */
function isSign(code: number): boolean {
  return (
    code === 40 ||
    code === 41 ||
    code === 42 ||
    code === 43 ||
    code === 47 ||
    (code >= 60 && code <= 62) ||
    code === 91 ||
    code === 93 ||
    code === 94 ||
    code === 95 ||
    (code >= 123 && code <= 125)
  );
}

/** Fills in the kinds of words, and the hashed places behind the figures of style. */
function countWords(text: string, words: number, into: Float64Array): void {
  kinds.fill(0);
  const leadAt = OFFSETS + USUAL.length;
  const wordsAt = leadAt + LEAD_PLACES;
  let place = 0;
  let squares = 0;
  for (const token of text.toLowerCase().match(/[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{M}\p{N}]/gu) ?? []) {
    const kind = KIND_OF_WORD.get(token);
    if (kind !== undefined) kinds[kind] = (kinds[kind] ?? 0) + 1;
    const hash = hashText(/^\p{N}/u.test(token) ? '0' : token);
    if (place++ < 2) into[leadAt + (hash % LEAD_PLACES)] = (into[leadAt + (hash % LEAD_PLACES)] ?? 0) + LEAD_SHARE * Math.SQRT1_2;
    const at = wordsAt + ((hash >>> 8) % WORD_PLACES);
    into[at] = (into[at] ?? 0) + ((hash >>> 16) & 1 ? 1 : -1);
  }
  for (let at = wordsAt; at < FEATURES; at++) squares += (into[at] ?? 0) ** 2;
  const scale = squares === 0 ? 0 : WORD_SHARE / Math.sqrt(squares);
  for (let at = wordsAt; at < FEATURES; at++) into[at] = (into[at] ?? 0) * scale;
  const from = counts.length - kinds.length;
  for (let kind = 0; kind < kinds.length; kind++) counts[from + kind] = Math.sqrt((kinds[kind] ?? 0) / words);
}
