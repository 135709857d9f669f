import type { Constant, FunctionName, Operator, Statistic } from './syntax.ts';

/** An infix operator as it is written; `words` ones end a list that is spelled out: "the sum of 3 and 4 times 2". */
export interface InfixPhrase {
  readonly phrase: string;
  readonly operator: Operator;
  readonly words: boolean;
  /** The operands stand the other way round: "3 subtracted from 5". */
  readonly reversed: boolean;
}

const infix = (operator: Operator, ...phrases: readonly string[]): InfixPhrase[] =>
  phrases.map((phrase) => ({
    phrase,
    operator,
    words: '+-*/moreless'.includes(operator) && /[a-z]{2}/.test(phrase),
    reversed: / (?:from|into)$/.test(phrase),
  }));

/** Longer phrases before their beginnings. */
export const INFIX: readonly InfixPhrase[] = [
  ...infix('^', 'raised to the power of', 'raised to the', 'raised to', 'to the power of', 'to the power', '^'),
  ...infix('*', 'multiplied by', 'multiplied with', 'times', 'x', '*'),
  ...infix('/', 'divided by', 'divided into', 'out of', 'over', '/'),
  ...infix('mod', 'modulo', 'modulus', 'mod'),
  ...infix('more', 'more than', 'greater than', 'larger than', 'higher than'),
  ...infix('less', 'less than', 'fewer than', 'lower than', 'smaller than', 'off of', 'off'),
  ...infix('+', 'plus', 'added to', 'increased by', '+'),
  ...infix('-', 'subtracted from', 'deducted from', 'taken away from', 'taken from', 'minus', 'decreased by', 'reduced by', 'less', '-'),
  ...infix('choose', 'choose'),
  ...infix('of', 'of', 'tip on', 'tax on', 'sales tax on', 'vat on', 'commission on', 'interest on'),
];

/** Operators set apart by a comma: they take all that was said before it. */
export const COMMA_INFIX: readonly InfixPhrase[] = [
  ...infix('*', ', multiplied by', ', times'),
  ...infix('/', ', divided by'),
  ...infix('+', ', plus', ', increased by'),
  ...infix('-', ', minus', ', decreased by', ', reduced by', ', less'),
];

/** How tightly operators bind; conversions and roundings bind at 0.5, looser than all of them. */
export const BINDING: Readonly<Record<Operator, number>> = {
  more: 1,
  less: 1,
  '+': 2,
  '-': 2,
  '*': 3,
  '/': 3,
  mod: 3,
  of: 3,
  choose: 3.5,
  '^': 5,
};

export const TAIL_BINDING = 0.5;
export const SIGN_BINDING = 4;

type Phrases<Meaning> = readonly (readonly [phrase: string, meaning: Meaning])[];

const phrases = <Meaning>(meaning: Meaning, text: string): [string, Meaning][] => text.split('|').map((phrase) => [phrase, meaning]);

/** Functions of a list. Longer phrases before their beginnings. */
export const STATISTICS: Phrases<Statistic> = [
  ...phrases<Statistic>('population deviation', 'population standard deviation|population stdev'),
  ...phrases<Statistic>('sample deviation', 'sample standard deviation|standard deviation|std dev|stdev|stddev|std'),
  ...phrases<Statistic>('population variance', 'population variance'),
  ...phrases<Statistic>('sample variance', 'sample variance|variance|var'),
  ...phrases<Statistic>('geometric mean', 'geometric mean'),
  ...phrases<Statistic>('mean', 'arithmetic mean|average|mean|avg'),
  ...phrases<Statistic>('median', 'median'),
  ...phrases<Statistic>('mode', 'mode'),
  ...phrases<Statistic>('min', 'minimum|smallest|smaller|lowest|lower|least|lesser|min'),
  ...phrases<Statistic>('max', 'maximum|largest|larger|highest|higher|greatest|greater|biggest|bigger|max'),
  ...phrases<Statistic>('range', 'range'),
  ...phrases<Statistic>('sum', 'grand total|sum total|summation|sum|total'),
  ...phrases<Statistic>('product', 'product'),
  ...phrases<Statistic>('count', 'count'),
  ...phrases<Statistic>('gcd', 'greatest common divisor|greatest common factor|highest common factor|gcd|gcf|hcf'),
  ...phrases<Statistic>('lcm', 'least common multiple|lowest common multiple|lcm'),
].toSorted(([a], [b]) => b.length - a.length);

/** Functions of one number. Longer phrases before their beginnings. */
export const FUNCTIONS: Phrases<FunctionName> = [
  ...phrases<FunctionName>('sqrt', 'square root|square roots|sqrt|√'),
  ...phrases<FunctionName>('cbrt', 'cube root|cube roots|cbrt|∛'),
  ...phrases<FunctionName>('abs', 'absolute value|abs'),
  ...phrases<FunctionName>('floor', 'floor'),
  ...phrases<FunctionName>('ceiling', 'ceiling|ceil'),
  ...phrases<FunctionName>('factorial', 'factorial'),
  ...phrases<FunctionName>('square', 'square|squares'),
  ...phrases<FunctionName>('cube', 'cube|cubes'),
  ...phrases<FunctionName>('reciprocal', 'reciprocal|multiplicative inverse|inverse'),
  ...phrases<FunctionName>('ln', 'natural logarithm|natural log|ln'),
  ...phrases<FunctionName>('log10', 'common logarithm|log10|logarithm|log'),
  ...phrases<FunctionName>('log2', 'binary logarithm|log2'),
  ...phrases<FunctionName>('exp', 'exponential|exp'),
  ...phrases<FunctionName>('sin', 'sine|sin'),
  ...phrases<FunctionName>('cos', 'cosine|cos'),
  ...phrases<FunctionName>('tan', 'tangent|tan'),
  ...phrases<FunctionName>('asin', 'arcsine|arcsin|asin'),
  ...phrases<FunctionName>('acos', 'arccosine|arccos|acos'),
  ...phrases<FunctionName>('atan', 'arctangent|arctan|atan'),
  ...phrases<FunctionName>('double', 'double|twice|doubling'),
  ...phrases<FunctionName>('triple', 'triple|thrice'),
  ...phrases<FunctionName>('quadruple', 'quadruple'),
  ...phrases<FunctionName>('negate', 'negative|negate'),
].toSorted(([a], [b]) => b.length - a.length);

/** Functions that are orders too: before "it" they begin a statement, as in "add 3 and 4 and double it". */
export const VERBS: ReadonlySet<string> = new Set([
  'double',
  'triple',
  'quadruple',
  'square',
  'cube',
  'negate',
  'average',
  'total',
  'sum',
  'count',
]);

/** Words that begin a statement, and never a number. */
export const ORDERS: ReadonlySet<string> = new Set(
  `add subtract deduct multiply divide split increase grow raise boost decrease reduce lower cut discount drop halve round truncate
   convert express change calculate compute evaluate`.split(/\s+/),
);

export const CONSTANTS: ReadonlyMap<string, Constant> = new Map([
  ['pi', 'pi'],
  ['π', 'pi'],
  ['tau', 'tau'],
  ['τ', 'tau'],
  ['e', 'e'],
  ["euler's", 'e'],
  ['phi', 'golden ratio'],
  ['φ', 'golden ratio'],
]);

/** Words that ask for something to be worked out. */
export const ASKING: readonly string[] = [
  'calculate',
  'compute',
  'evaluate',
  'work out',
  'figure out',
  'determine',
  'solve',
  'simplify',
  'what number is',
  'what is',
  "what's",
  'whats',
  'what are',
  'how much is',
  'how much are',
  'how many is',
  'what do you get if you',
  'what do you get when you',
];

/** Words before an expression that say nothing of it. */
export const LEAD_INS: readonly string[] = [
  'please',
  'can you',
  'could you',
  'find out',
  'find',
  'give me',
  'tell me',
  'give',
  'get',
  'do',
  'show me',
  'show',
  'report',
  'return',
  'print',
  'output',
  'state',
  'display',
  'now',
  'and then',
  'then',
  'after that',
  'afterwards',
  'finally',
  'lastly',
  'next',
  'first ,',
  'firstly',
  'secondly',
  'start with',
  'starting with',
  'starting from',
  'take',
  'also',
  'so',
  'exactly',
  'the following',
  'use the calculator to',
];

/** Words after an expression that say nothing of it. */
export const TRAILERS: readonly string[] = [
  'together',
  'altogether',
  'in total',
  'in all',
  'with each other',
  'by each other',
  'please',
  'exactly',
  'for me',
  'thank you',
  'thanks',
  'each',
  'respectively',
  'and report the result',
  'and return the result',
  'and show the result',
  'and give the result',
  'and state the result',
  'and print the result',
  'and report the answer',
  'and give the answer',
  'equal parts',
  'equals what',
  'equals',
  'is what',
];
