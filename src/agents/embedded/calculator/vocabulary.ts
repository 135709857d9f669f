import type { Statistic } from './statistics.ts';

/** Infix operators in words and signs, longest first. */
export const INFIX: readonly (readonly [phrase: string, operator: string])[] = [
  ['raised to the power of', '^'],
  ['to the power of', '^'],
  ['to the power', '^'],
  ['raised to', '^'],
  ['multiplied by', '*'],
  ['divided by', '/'],
  ['times', '*'],
  ['plus', '+'],
  ['minus', '-'],
  ['over', '/'],
  ['modulo', 'mod'],
  ['mod', 'mod'],
  ['increased by', '+'],
  ['decreased by', '-'],
  ['reduced by', '-'],
  ['more than', 'more'],
  ['less than', 'less'],
  ['fewer than', 'less'],
  ['off', 'less'],
  ['of', 'of'],
  ['x', '*'],
  ['+', '+'],
  ['-', '-'],
  ['*', '*'],
  ['/', '/'],
  ['^', '^'],
];

/** How tightly operators bind; `^` and the words that look to the right bind to the right. */
export const BINDING: Readonly<Record<string, number>> = { more: 1, less: 1, '+': 2, '-': 2, '*': 3, '/': 3, mod: 3, of: 3, '^': 5 };

/** Names of functions of a list, longest first. */
export const STATISTICS: readonly (readonly [phrase: string, statistic: Statistic])[] = [
  ['population standard deviation', 'deviation'],
  ['standard deviation', 'deviation'],
  ['std dev', 'deviation'],
  ['stdev', 'deviation'],
  ['std', 'deviation'],
  ['population variance', 'variance'],
  ['variance', 'variance'],
  ['arithmetic mean', 'mean'],
  ['average', 'mean'],
  ['mean', 'mean'],
  ['median', 'median'],
  ['mode', 'mode'],
  ['minimum', 'min'],
  ['smallest', 'min'],
  ['lowest', 'min'],
  ['least', 'min'],
  ['min', 'min'],
  ['maximum', 'max'],
  ['largest', 'max'],
  ['highest', 'max'],
  ['greatest', 'max'],
  ['biggest', 'max'],
  ['max', 'max'],
  ['range', 'range'],
  ['grand total', 'sum'],
  ['sum', 'sum'],
  ['total', 'sum'],
  ['product', 'product'],
  ['count', 'count'],
];

export type Unary =
  | 'sqrt'
  | 'cbrt'
  | 'abs'
  | 'factorial'
  | 'square'
  | 'cube'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'ln'
  | 'log'
  | 'exp'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'double'
  | 'triple'
  | 'negate';

/** Functions of one number, longest first. */
export const UNARY: readonly (readonly [phrase: string, unary: Unary])[] = [
  ['square root', 'sqrt'],
  ['sqrt', 'sqrt'],
  ['√', 'sqrt'],
  ['cube root', 'cbrt'],
  ['cbrt', 'cbrt'],
  ['absolute value', 'abs'],
  ['abs', 'abs'],
  ['factorial', 'factorial'],
  ['square', 'square'],
  ['cube', 'cube'],
  ['floor', 'floor'],
  ['ceiling', 'ceil'],
  ['ceil', 'ceil'],
  ['natural logarithm', 'ln'],
  ['ln', 'ln'],
  ['logarithm', 'log'],
  ['log', 'log'],
  ['exp', 'exp'],
  ['sine', 'sin'],
  ['sin', 'sin'],
  ['cosine', 'cos'],
  ['cos', 'cos'],
  ['tangent', 'tan'],
  ['tan', 'tan'],
  ['double', 'double'],
  ['twice', 'double'],
  ['triple', 'triple'],
  ['negative', 'negate'],
];

/** Words that say "work it out" and nothing more. */
export const LEAD_INS: readonly string[] = [
  'please',
  'calculate',
  'compute',
  'evaluate',
  'work out',
  'figure out',
  'find out',
  'find',
  'determine',
  'what is',
  "what's",
  'what are',
  'whats',
  'how much is',
  'how many is',
  'how much are',
  'solve',
  'give me',
  'tell me',
  'get',
  'do',
  'show',
  'now',
  'then',
  'and then',
  'finally',
  'next',
  'exactly',
  'the value of',
  'the result of',
  'the answer to',
  'sum up',
  'so',
  'also',
  'both',
  'can you',
  'could you',
];

/** Nouns that name results of earlier work. */
export const REFERENCE_NOUNS: ReadonlySet<string> = new Set([
  'result',
  'results',
  'answer',
  'answers',
  'value',
  'values',
  'number',
  'numbers',
  'sum',
  'sums',
  'product',
  'products',
  'difference',
  'differences',
  'quotient',
  'quotients',
  'total',
  'totals',
  'average',
  'averages',
  'mean',
  'means',
  'median',
  'outcome',
  'outcomes',
  'output',
  'outputs',
  'figure',
  'figures',
  'amount',
  'amounts',
  'two',
  'three',
  'latter',
  'former',
  'ratio',
  'percentage',
  'calculation',
  'calculations',
  'remainder',
  'square',
  'root',
]);

export const PRONOUNS: ReadonlySet<string> = new Set([
  'it',
  'them',
  'they',
  'that',
  'this',
  'these',
  'those',
  'both',
  'all',
  'everything',
  'results',
]);
