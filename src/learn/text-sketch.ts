import { hashText } from './hashing.ts';

/** How much of a text is read: enough to know its kind, whatever its length. */
const MOST_CHARACTERS = 2000;

/** So many different words of a text are kept; of more, those with the least hashes. */
const MOST_WORDS = 64;

/** Beyond so many deviations from what is usual, more of it says nothing more. */
const MOST_DEVIATIONS = 2.5;

/** A deviation of 1 is kept as this whole number. */
const STEPS = 50;

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

/** How many figures of style there are. */
export const STYLES = USUAL.length;

/** What is kept of a text: enough to tell whether another is of its kind, and not enough to read it. */
export interface TextSketch {
  /** Figures of style, in fiftieths of the usual deviation from the usual mean. */
  readonly style: Int8Array;
  /** Hashes of its words, ascending, each once. */
  readonly words: Uint16Array;
}

const counts = new Float64Array(STYLES);
const kinds = new Float64Array(KIND_NAMES.length);

/** Reads at most 2,000 characters; no model, no dictionary. */
export function sketchText(text: string): TextSketch {
  const read = text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text;
  const words = countWords(read, countCharacters(read));
  const style = new Int8Array(STYLES);
  for (let index = 0; index < STYLES; index++) {
    const [mean, deviation] = USUAL[index] ?? [0, 1];
    const deviations = ((counts[index] ?? 0) - mean) / deviation;
    style[index] = Math.round(STEPS * Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, deviations)));
  }
  return { style, words };
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

/** Fills in the kinds of words; returns the hashes of the different ones. */
function countWords(text: string, words: number): Uint16Array {
  kinds.fill(0);
  const seen = new Set<number>();
  for (const token of text.toLowerCase().match(/[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{M}\p{N}]/gu) ?? []) {
    const kind = KIND_OF_WORD.get(token);
    if (kind !== undefined) kinds[kind] = (kinds[kind] ?? 0) + 1;
    seen.add(hashText(/^\p{N}/u.test(token) ? '0' : token) & 0xffff);
  }
  const from = counts.length - kinds.length;
  for (let kind = 0; kind < kinds.length; kind++) counts[from + kind] = Math.sqrt((kinds[kind] ?? 0) / words);
  return Uint16Array.from(seen).sort().slice(0, MOST_WORDS);
}
