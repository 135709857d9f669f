import { ORDINALS } from './number-words.ts';
import type { Reader } from './reader.ts';
import type { Node, OutcomeNoun, Reference } from './syntax.ts';
import type { TokenStream } from './token-stream.ts';
import { ASKING, CONSTANTS, FUNCTIONS, INFIX, LEAD_INS, ORDERS, STATISTICS, TRAILERS, VERBS } from './vocabulary.ts';

/** Nouns for what earlier work came to, in the singular. */
const NOUNS: ReadonlySet<string> = new Set(
  'result answer value number outcome output figure amount calculation sum product difference quotient total average mean ratio'.split(' '),
);

/** With a number after them these name one result: "result 2". A "number 2" is just 2. */
const NUMBERED: ReadonlySet<string> = new Set(['result', 'answer', 'outcome', 'output', 'calculation']);

/** Earlier work itself: "the result of step 2". */
const WORK: ReadonlySet<string> = new Set(
  'task step calculation computation operation part subtask dependency stage result answer'.split(' '),
);

const OPERATIONS: ReadonlyMap<string, OutcomeNoun> = new Map([
  ['addition', 'sum'],
  ['summation', 'sum'],
  ['multiplication', 'product'],
  ['subtraction', 'difference'],
  ['division', 'quotient'],
]);

const OUTCOMES: ReadonlyMap<string, OutcomeNoun> = new Map([
  ['difference', 'difference'],
  ['quotient', 'quotient'],
  ['ratio', 'quotient'],
  ['remainder', 'remainder'],
]);

const ARTICLES: readonly string[] = [
  'all of the',
  'all of these',
  'all of those',
  'all the',
  'both of the',
  'both of these',
  'both of those',
  'both the',
  'both',
  'each of the',
  'each of these',
  'each of those',
  'each',
  'every',
  'all',
  'the',
  'these',
  'those',
  'this',
  'that',
  'your',
  'its',
  'our',
  'my',
];

const ADJECTIVES: ReadonlySet<string> = new Set(
  'previous prior earlier preceding above final resulting obtained computed calculated intermediate other individual partial numeric overall'.split(
    ' ',
  ),
);

const SINGLE: ReadonlySet<string> = new Set(['it', 'that', 'this']);
const SEVERAL: ReadonlySet<string> = new Set([
  'them',
  'they',
  'these',
  'those',
  'both',
  'all',
  'everything',
  'each',
  'all of them',
  'both of them',
]);

/** Words that end a name. */
const NO_NAMES: ReadonlySet<string> = new Set([
  ...`a an the and or then by from to in into as of for with is are was be per between than on at this that these those it them they both all each every
      percent percentage squared cubed rounded up down total nearest decimal decimals places what which how many much when if using via about only not no`.split(
    /\s+/,
  ),
  ...[...INFIX.map(({ phrase }) => phrase), ...ASKING, ...LEAD_INS, ...TRAILERS].flatMap((phrase) => phrase.split(' ').slice(0, 1)),
  ...[...STATISTICS, ...FUNCTIONS].flatMap(([phrase]) => phrase.split(' ').slice(0, 1)),
  ...ORDERS,
  ...VERBS,
  ...CONSTANTS.keys(),
]);

const singular = (word: string): string => (word.endsWith('s') ? word.slice(0, -1) : word);
const isNoun = (word: string): boolean => NOUNS.has(word) || NOUNS.has(singular(word));

/** A pointer to earlier work: "it", "the results", "the second result", "result 2", "the result of step 1". */
export function readReference({ tokens }: Reader): Node | undefined {
  return tokens.attempt(() => {
    const { column } = tokens.peek();
    const start = tokens.position;
    const reference = readPointer(tokens);
    return reference && { kind: 'reference', reference, words: tokens.textSince(start), column };
  });
}

function readPointer(tokens: TokenStream): Reference | undefined {
  const article = tokens.takeAny(ARTICLES);
  while (tokens.peek().kind === 'word' && ADJECTIVES.has(tokens.peek().text)) tokens.next();
  const place = readPlace(tokens, article !== undefined);
  if (place !== undefined) return place;
  const counted = tokens.peek().kind === 'number' && isNoun(tokens.peek(1).text) && article !== undefined;
  if (counted) tokens.next();
  const { kind, text } = tokens.peek();
  if (kind !== 'word') return article === undefined ? undefined : pronoun(article, tokens);
  const outcome = OUTCOMES.get(text);
  if (outcome !== undefined) {
    tokens.next();
    return { to: 'outcome', noun: outcome };
  }
  if (isNoun(text)) {
    tokens.next();
    return afterNoun(tokens, text, article);
  }
  if (article !== undefined) return pronoun(article, tokens);
  if (!SINGLE.has(text) && !SEVERAL.has(text)) return undefined;
  tokens.next();
  return { to: 'results', single: SINGLE.has(text) };
}

/** An article that stands for itself, as in "add both"; before a word it belongs to that. */
function pronoun(article: string, tokens: TokenStream): Reference | undefined {
  const word = article.split(' ')[0] ?? '';
  if (tokens.take('of them') || tokens.take('of these') || tokens.take('of those')) return { to: 'results', single: false };
  if (article !== word || (!SINGLE.has(word) && !SEVERAL.has(word))) return undefined;
  const { kind, text } = tokens.peek();
  if (kind === 'word' && !NO_NAMES.has(text)) return undefined;
  return kind === 'number' || kind === 'name' ? undefined : { to: 'results', single: SINGLE.has(word) };
}

/** "the second", "the first two results", "the last one" */
function readPlace(tokens: TokenStream, articled: boolean): Reference | undefined {
  return tokens.attempt(() => {
    const token = tokens.next();
    const place = token.kind === 'ordinal' ? token.place : token.kind === 'word' ? ORDINALS.get(token.text) : undefined;
    if (place === undefined) return undefined;
    const { kind, text } = tokens.peek();
    if (kind === 'number' && text === 'one') {
      tokens.next();
      return { to: 'place', place };
    }
    const count = kind === 'number' && /^\d{1,3}$/.test(tokens.numeral) && isNoun(tokens.peek(1).text) ? Number(tokens.numeral) : undefined;
    if (count !== undefined && (place === 1 || place === -1)) {
      tokens.next();
      tokens.next();
      return { to: 'places', count, last: place < 0 };
    }
    if (kind === 'word' && (isNoun(text) || WORK.has(text))) {
      tokens.next();
      skipOrigin(tokens);
      return { to: 'place', place };
    }
    // "the second", but not "a third of 90", and not "the first chapter".
    if (!articled || tokens.sees('root') || (tokens.sees('of') && !tokens.seesAny(['results', 'the results', 'them', 'these', 'those'], 1)))
      return undefined;
    if (kind === 'word' && !NO_NAMES.has(text)) return undefined;
    if (kind === 'number') return undefined;
    tokens.attempt(() =>
      tokens.take('of') && tokens.takeAny(['the results', 'results', 'them', 'these', 'those']) !== undefined ? true : undefined,
    );
    return { to: 'place', place };
  });
}

function afterNoun(tokens: TokenStream, noun: string, article: string | undefined): Reference | undefined {
  const number = tokens.peek().kind === 'number' ? tokens.numeral : undefined;
  if (number !== undefined) {
    if (!NUMBERED.has(noun) || !/^\d{1,3}$/.test(number)) return undefined;
    tokens.next();
    return { to: 'place', place: Number(number) };
  }
  const several = noun !== singular(noun) || /^(?:all|both|each|every|these|those)/.test(article ?? '');
  const origin = skipOrigin(tokens);
  return origin ?? { to: 'results', single: !several, noun };
}

/** "of step 1", "from the previous tasks", "above": where results come from. */
function skipOrigin(tokens: TokenStream): Reference | undefined {
  if (tokens.takeAny(['above', 'so far', 'obtained', 'from above', 'from before', 'column', 'values']) !== undefined) return undefined;
  return tokens.attempt(() => {
    if (tokens.takeAny(['of', 'from']) === undefined) return undefined;
    tokens.takeAny(['all the', 'both the', 'the', 'both', 'all', 'your']);
    while (ADJECTIVES.has(tokens.peek().text) && tokens.peek().kind === 'word') tokens.next();
    const token = tokens.peek();
    const place = token.kind === 'ordinal' ? token.place : token.kind === 'word' ? ORDINALS.get(token.text) : undefined;
    if (place !== undefined) tokens.next();
    else if (token.kind === 'number' && (WORK.has(singular(tokens.peek(1).text)) || isNoun(tokens.peek(1).text))) tokens.next();
    const { text, kind } = tokens.peek();
    if (kind !== 'word') return undefined;
    const operation = OPERATIONS.get(text) ?? OPERATIONS.get(singular(text));
    if (operation === undefined && !WORK.has(text) && !WORK.has(singular(text))) return undefined;
    tokens.next();
    if (place !== undefined) return { to: 'place', place };
    if (operation !== undefined) return text.endsWith('s') ? { to: 'results', single: false } : { to: 'outcome', noun: operation };
    if (tokens.peek().kind === 'number' && /^\d{1,3}$/.test(tokens.numeral)) {
      const number = Number(tokens.numeral);
      tokens.next();
      return { to: 'place', place: number };
    }
    return { to: 'results', single: text === singular(text) };
  });
}

/** A column, field or task by name: up to five words that mean nothing else here, or any words in quotation marks. */
export function readName({ tokens }: Reader): Node | undefined {
  return tokens.attempt(() => {
    tokens.takeAny(['all the', 'all', 'each', 'the', 'our', 'your']);
    const { kind, text, column } = tokens.peek();
    if (kind === 'name') {
      tokens.next();
      tokens.takeAny(['column', 'values', 'field']);
      return { kind: 'reference', reference: { to: 'name', name: text }, words: text, column };
    }
    const words: string[] = [];
    while (startsName(tokens) && words.length < 5) words.push(tokens.next().text);
    const name =
      words.length > 1 && /^(?:columns?|values?|figures?|fields?|numbers?)$/.test(words.at(-1) ?? '') ? words.slice(0, -1) : words;
    return words.length === 0
      ? undefined
      : { kind: 'reference', reference: { to: 'name', name: name.join(' ') }, words: words.join(' '), column };
  });
}

/** The next word may begin or go on with a name. */
export function startsName(tokens: TokenStream, ahead = 0): boolean {
  const { kind, text } = tokens.peek(ahead);
  return kind === 'name' || (kind === 'word' && !NO_NAMES.has(text) && !/^[°″'’]/.test(text));
}

/** The next word may begin a reference. */
export function startsReference(tokens: TokenStream, ahead = 0): boolean {
  const { kind, text } = tokens.peek(ahead);
  return (
    kind === 'word' &&
    (isNoun(text) ||
      OUTCOMES.has(text) ||
      SINGLE.has(text) ||
      SEVERAL.has(text) ||
      ORDINALS.has(text) ||
      ADJECTIVES.has(text) ||
      ARTICLES.includes(text))
  );
}
