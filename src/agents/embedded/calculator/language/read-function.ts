import { FRACTION_WORDS, ORDINALS } from './number-words.ts';
import type { ListManner, Reader } from './reader.ts';
import type { Node, OutcomeNoun, Pair, Statistic } from './syntax.ts';
import type { TokenStream } from './token-stream.ts';
import { CONSTANTS, FUNCTIONS, STATISTICS, VERBS } from './vocabulary.ts';

const ARTICLES = ['the', 'a', 'an'];
const OF = ['of', 'for', 'across'];

const PAIRS: readonly (readonly [phrase: string, pair: Pair])[] = [
  ['absolute difference between', 'distance'],
  ['absolute difference of', 'distance'],
  ['difference between', 'distance'],
  ['difference of', 'distance'],
  ['distance between', 'distance'],
  ['quotient of', 'divide'],
  ['ratio of', 'divide'],
  ['ratio between', 'divide'],
  ...['percentage', 'percent', '%', 'relative'].flatMap((word): [string, Pair][] => [
    [`${word} change from`, 'rise'],
    [`${word} change between`, 'rise'],
    [`${word} difference between`, 'rise'],
    [`${word} increase from`, 'rise'],
    [`${word} growth from`, 'rise'],
    [`${word} decrease from`, 'fall'],
    [`${word} reduction from`, 'fall'],
    [`${word} drop from`, 'fall'],
  ]),
  ['growth rate from', 'rise'],
  ['growth from', 'rise'],
];

/** Statistics whose name alone means the result of an earlier task, or that of all earlier results. */
const NAMED_OUTCOMES: ReadonlySet<Statistic> = new Set<Statistic>([
  'sum',
  'product',
  'mean',
  'median',
  'mode',
  'min',
  'max',
  'range',
  'count',
]);

/** A function, a statistic, a constant or a part of something by name, if one comes next. */
export function readFunction(reader: Reader): Node | undefined {
  return reader.tokens.attempt(() => {
    const { tokens } = reader;
    const { column } = tokens.peek();
    const article = tokens.takeAny(ARTICLES);
    return (
      readConstant(tokens, column) ??
      readPair(reader, column) ??
      readRoot(reader, column) ??
      readLogarithm(reader, column) ??
      readStatistics(reader, column) ??
      readPlainFunction(reader, column) ??
      readPart(reader, column, article)
    );
  });
}

function readConstant(tokens: TokenStream, column: number): Node | undefined {
  if (tokens.take('golden ratio')) return { kind: 'constant', name: 'golden ratio', column };
  const { kind, text } = tokens.peek();
  const name = kind === 'word' ? CONSTANTS.get(text) : undefined;
  if (name === undefined) return undefined;
  tokens.next();
  if (text === "euler's" && !tokens.take('number')) return undefined;
  return { kind: 'constant', name, column };
}

function readPair(reader: Reader, column: number): Node | undefined {
  const { tokens } = reader;
  const found = PAIRS.find(([phrase]) => tokens.take(phrase));
  if (found !== undefined) return { kind: 'pair', name: found[1], of: reader.list({ to: true }), column };
  const remainder = tokens.takeAny(['remainder of', 'remainder when', 'remainder after', 'remainder if', 'modulus of']);
  if (remainder === undefined) return undefined;
  return tokens.attempt(() => {
    tokens.takeAny(['dividing']);
    const left = reader.operand(3, false);
    tokens.take('is');
    if (tokens.takeAny(['divided by', 'divided', 'and', '/', 'by']) === undefined) throw tokens.fault('"divided by"');
    const right = reader.operand(3, false);
    return { kind: 'operation', operator: 'mod', left, right, column };
  });
}

/** "4th root of 16", "the fifth root of 32" */
function readRoot(reader: Reader, column: number): Node | undefined {
  return reader.tokens.attempt(() => {
    const { tokens } = reader;
    const token = tokens.next();
    const place = token.kind === 'ordinal' ? token.place : token.kind === 'word' ? ORDINALS.get(token.text) : undefined;
    if (place === undefined || tokens.takeAny(['root of', 'root']) === undefined) return undefined;
    const degree: Node = { kind: 'number', numeral: String(place), column: token.column };
    return { kind: 'root', degree, value: argument(reader), column };
  });
}

/** "log base 2 of 8", "logarithm of 8 to base 2", "log2 of 8" */
function readLogarithm(reader: Reader, column: number): Node | undefined {
  return reader.tokens.attempt(() => {
    const { tokens } = reader;
    const digits = tokens.peek().kind === 'word' ? /^log_?(\d{1,9})$/.exec(tokens.peek().text)?.[1] : undefined;
    if (digits !== undefined) {
      tokens.next();
      tokens.take('of');
      return { kind: 'logarithm', base: { kind: 'number', numeral: digits, column }, value: argument(reader), column };
    }
    if (tokens.takeAny(['logarithm', 'log']) === undefined) return undefined;
    if (tokens.takeAny(['base', 'to base', 'to the base']) !== undefined) {
      const base = reader.operand(3);
      tokens.takeAny(['of']);
      return { kind: 'logarithm', base, value: argument(reader), column };
    }
    tokens.take('of');
    if (!reader.startsOperand()) return undefined;
    const value = argument(reader);
    if (tokens.takeAny(['to the base', 'to base', 'in base', 'base', 'with base']) === undefined) return undefined;
    return { kind: 'logarithm', base: reader.operand(3), value, column };
  });
}

/** One statistic or several of the same list: "the mean, median and mode of 1, 2 and 2". */
function readStatistics(reader: Reader, column: number): Node | undefined {
  const { tokens } = reader;
  const names = readStatisticNames(tokens);
  const [first, ...more] = names;
  if (first === undefined) return undefined;
  const of = statisticOperand(reader, first, more.length > 0);
  if (of === undefined) return outcome(reader, names, column);
  const nodes = names.map((name): Node => ({ kind: 'statistic', name, of, column }));
  return more.length === 0 ? nodes[0] : { kind: 'list', items: nodes, column };
}

function readStatisticNames(tokens: TokenStream): Statistic[] {
  const names: Statistic[] = [];
  const one = (): Statistic | undefined => STATISTICS.find(([phrase]) => tokens.take(phrase))?.[1];
  const first = one();
  if (first === undefined) return names;
  names.push(first);
  for (;;) {
    const next = tokens.attempt(() => {
      if (tokens.takeAny([', and', ',', 'and', '&']) === undefined) return undefined;
      tokens.takeAny(ARTICLES);
      const name = one();
      // "the sum of 1 and 2 and the sum of 3 and 4" are two sums: what follows must be a name or the "of" of all.
      return name !== undefined && (tokens.seesAny([...OF, ',', 'and', '&', '(']) || tokens.atEnd) ? name : undefined;
    });
    if (next === undefined) return names;
    names.push(next);
  }
}

/** What a statistic is of, or `undefined` when that is not said. */
function statisticOperand(reader: Reader, name: Statistic, several: boolean): Node | undefined {
  const { tokens } = reader;
  const manner: ListManner = { spans: true, endsAtWords: true };
  if (tokens.sees('(')) return reader.parenthesised();
  if (tokens.sees('[') || tokens.take(':')) return reader.list(manner);
  const row = tokens.seesAny(['from', 'between']) && tokens.peek(1).kind === 'number' && tokens.seesAny(['to', 'and', 'through'], 2);
  if (row && name !== 'range') {
    tokens.next();
    const from = reader.operand(2, false);
    if (tokens.takeAny(['to', 'and', 'through']) === undefined) throw tokens.fault('"to" and a number');
    return { kind: 'span', from, to: reader.operand(2, false), column: from.column };
  }
  if (tokens.takeAny(['of squares of', 'of the squares of']) !== undefined) {
    const value = reader.list(manner);
    return { kind: 'function', name: 'square', value, column: value.column };
  }
  if (tokens.takeAny(OF) !== undefined) {
    if (!tokens.atEnd) return reader.list(manner);
    throw tokens.fault('numbers');
  }
  return !several && reader.startsOperand() ? reader.list(manner) : undefined;
}

/** "the sum", with nothing said of what. */
function outcome(reader: Reader, names: readonly Statistic[], column: number): Node {
  const isOutcome = (name: Statistic): name is Statistic & OutcomeNoun => NAMED_OUTCOMES.has(name);
  const nodes = names.map((name): Node => {
    if (names.length === 1 && isOutcome(name)) return { kind: 'reference', reference: { to: 'outcome', noun: name }, words: name, column };
    return { kind: 'statistic', name, of: reader.implied(), column };
  });
  const [only] = nodes;
  return only !== undefined && nodes.length === 1 ? only : { kind: 'list', items: nodes, column };
}

function readPlainFunction(reader: Reader, column: number): Node | undefined {
  const { tokens } = reader;
  const verb = tokens.peek().text;
  const found = FUNCTIONS.find(([phrase]) => tokens.take(phrase));
  if (found === undefined) return undefined;
  const [phrase, name] = found;
  const of = tokens.take('of');
  const several = of && phrase.endsWith('s') && !['abs', 'cos', 'arccos', 'acos'].includes(phrase);
  if (several) return { kind: 'function', name, value: reader.list({ spans: true, endsAtWords: true }), column };
  if (of || reader.startsOperand()) return { kind: 'function', name, value: argument(reader), column };
  // "then square it" has its operand; "take the square root" goes on from what there is.
  return VERBS.has(verb) || tokens.atEnd || tokens.seesAny([',', ';', '.', 'and', 'then'])
    ? { kind: 'function', name, value: reader.implied(), column }
    : undefined;
}

/** What is in the parentheses and no more; else what binds more tightly than a product. */
function argument(reader: Reader): Node {
  return reader.tokens.sees('(') ? reader.parenthesised() : reader.operand(3);
}

/** "half", "a third", "three quarters" without its number */
function readPart(reader: Reader, column: number, article: string | undefined): Node | undefined {
  const { tokens } = reader;
  const { kind, text } = tokens.peek();
  const parts = kind === 'word' ? FRACTION_WORDS.get(text) : undefined;
  if (parts === undefined) return undefined;
  // "the third" is a place in a row.
  const part = ORDINALS.has(text)
    ? article === 'a' || (tokens.sees('of', 1) && article === undefined)
    : !text.endsWith('s') && !text.endsWith('ves');
  if (!part) return undefined;
  tokens.next();
  return { kind: 'part', count: { kind: 'number', numeral: '1', column }, parts, column };
}
