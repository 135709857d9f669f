import type { UnitPower } from '../units/unit.ts';

export type Operator = '+' | '-' | '*' | '/' | '^' | 'mod' | 'of' | 'more' | 'less' | 'choose';

/** Of a list; `sample` divides by n - 1. */
export type Statistic =
  | 'sum'
  | 'product'
  | 'mean'
  | 'median'
  | 'mode'
  | 'min'
  | 'max'
  | 'range'
  | 'sample variance'
  | 'population variance'
  | 'sample deviation'
  | 'population deviation'
  | 'geometric mean'
  | 'count'
  | 'gcd'
  | 'lcm';

/** Of two numbers, in order. */
export type Pair = 'distance' | 'subtract' | 'divide' | 'remainder' | 'share' | 'rise' | 'fall';

/** Of one number, or of each of several. */
export type FunctionName =
  | 'sqrt'
  | 'cbrt'
  | 'abs'
  | 'floor'
  | 'ceiling'
  | 'factorial'
  | 'square'
  | 'cube'
  | 'double'
  | 'triple'
  | 'quadruple'
  | 'reciprocal'
  | 'negate'
  | 'ln'
  | 'log10'
  | 'log2'
  | 'exp'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan';

export type Constant = 'pi' | 'tau' | 'e' | 'golden ratio';

/** What a reference to earlier work names. */
export type Reference =
  /** "it", "the result" when it is `single`; "them", "the results" when not. */
  | { readonly to: 'results'; readonly single: boolean; readonly noun?: string }
  /** "the second result", "result 2"; -1 is the last. */
  | { readonly to: 'place'; readonly place: number }
  /** "the first two results", "the last three" */
  | { readonly to: 'places'; readonly count: number; readonly last: boolean }
  /** "the sum", "the average": the task that made one, or the statistic of what there is. */
  | { readonly to: 'outcome'; readonly noun: OutcomeNoun }
  /** A column, a field or a task by its name. */
  | { readonly to: 'name'; readonly name: string };

export type OutcomeNoun =
  | Extract<Statistic, 'sum' | 'product' | 'mean' | 'median' | 'mode' | 'min' | 'max' | 'range' | 'count'>
  | 'difference'
  | 'quotient'
  | 'remainder';

export type Rounding = 'nearest' | 'up' | 'down' | 'off';

export type RoundTo =
  | { readonly kind: 'places'; readonly places: Node }
  | { readonly kind: 'digits'; readonly digits: Node }
  | { readonly kind: 'multiple'; readonly of: Node };

/** How a result is to be written. */
export type Form = 'percentage' | 'fraction' | 'decimal';

/**
 * An expression as it was read, before anything is worked out. `column` is where in the instruction it stands, from 1;
 * of an operation it is that of the operator.
 */
export type Node = { readonly column: number } & (
  | { readonly kind: 'number'; readonly numeral: string }
  | { readonly kind: 'constant'; readonly name: Constant }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  /** The whole numbers between two, both included. */
  | { readonly kind: 'span'; readonly from: Node; readonly to: Node }
  | { readonly kind: 'measure'; readonly value: Node; readonly unit: readonly UnitPower[] }
  | { readonly kind: 'percent'; readonly value: Node }
  /** A fraction in words: `count` times one over `parts`. */
  | { readonly kind: 'part'; readonly count: Node; readonly parts: number }
  | { readonly kind: 'negative'; readonly value: Node }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'function'; readonly name: FunctionName; readonly value: Node }
  | { readonly kind: 'statistic'; readonly name: Statistic; readonly of: Node }
  | { readonly kind: 'pair'; readonly name: Pair; readonly of: Node }
  | { readonly kind: 'root'; readonly degree: Node; readonly value: Node }
  | { readonly kind: 'logarithm'; readonly base: Node; readonly value: Node }
  /** `by` is added or subtracted, or that share of the base when it is a percentage or a fraction in words. */
  | { readonly kind: 'change'; readonly direction: 'up' | 'down'; readonly base: Node; readonly by: Node }
  | { readonly kind: 'round'; readonly rounding: Rounding; readonly value: Node; readonly to?: RoundTo }
  | { readonly kind: 'convert'; readonly value: Node; readonly unit: readonly UnitPower[] }
  | { readonly kind: 'form'; readonly form: Form; readonly value: Node }
  /** `understood`: nothing in the text says it. */
  | { readonly kind: 'reference'; readonly reference: Reference; readonly words: string; readonly understood?: true }
);

/** What an instruction says, statement by statement, with what `refuses` needs to judge it. */
export interface Program {
  readonly statements: readonly Node[];
  /** Something is worked out, and not just named. */
  readonly computes: boolean;
  /** Words taken for columns, fields or tasks, which only the outputs of dependencies can bear out. */
  readonly names: readonly string[];
  /** What is to be reckoned with is said or pointed at, and not left to be understood. */
  readonly explicit: boolean;
  /** It begins as "calculate" or "what is". */
  readonly asked: boolean;
}
