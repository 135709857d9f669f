import type { Cell, Column, Row } from '../table/table.ts';
import { figure, quantity } from '../table/words.ts';

export type Comparison = '=' | '!=' | '>' | '>=' | '<' | '<=';

type Joined = { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] };

type Single =
  | { readonly kind: 'compare'; readonly column: number; readonly comparison: Comparison; readonly value: number }
  /** Text and booleans, compared without regard to case. */
  | { readonly kind: 'one-of'; readonly column: number; readonly values: readonly string[]; readonly negated: boolean }
  | {
      readonly kind: 'text';
      readonly column: number;
      readonly how: 'contains' | 'starts with' | 'ends with';
      readonly text: string;
      readonly negated: boolean;
    }
  | { readonly kind: 'blank'; readonly column: number; readonly negated: boolean }
  /** From the instant of `from` on, and before `until`; ISO texts, either may be absent. */
  | {
      readonly kind: 'period';
      readonly column: number;
      readonly from?: string;
      readonly until?: string;
      readonly negated: boolean;
      readonly words: string;
    }
  /** The month (1..12) or the quarter (1..4) of any year. */
  | {
      readonly kind: 'season';
      readonly column: number;
      readonly unit: 'month' | 'quarter';
      readonly number: number;
      readonly words: string;
    };

/**
 * What a row must satisfy to be kept. Columns are positions. Plain data: it is read from words, shown to people and run,
 * never evaluated as code.
 */
export type Condition = Joined | Single;

type Predicate = (row: Row) => boolean;

/** Compiles a condition to a function over rows. A blank cell satisfies nothing but `blank` and what is negated. */
export function predicateOf(condition: Condition): Predicate {
  switch (condition.kind) {
    case 'all': {
      const parts = condition.of.map(predicateOf);
      return (row) => parts.every((part) => part(row));
    }
    case 'any': {
      const parts = condition.of.map(predicateOf);
      return (row) => parts.some((part) => part(row));
    }
    case 'compare':
      return comparing(condition.column, condition.comparison, condition.value);
    case 'one-of': {
      const values = new Set(condition.values.map(folded));
      return cellPredicate(condition.column, condition.negated, (cell) => values.has(folded(String(cell))));
    }
    case 'text': {
      const text = folded(condition.text);
      const { how } = condition;
      return cellPredicate(condition.column, condition.negated, (cell) => {
        const value = folded(String(cell));
        return how === 'contains' ? value.includes(text) : how === 'starts with' ? value.startsWith(text) : value.endsWith(text);
      });
    }
    case 'blank':
      return (row) => ((row[condition.column] ?? null) === null) !== condition.negated;
    case 'period': {
      const { from, until } = condition;
      return cellPredicate(condition.column, condition.negated, (cell) => {
        const date = String(cell);
        return (from === undefined || date >= from) && (until === undefined || date < until);
      });
    }
    case 'season': {
      const { unit, number } = condition;
      return cellPredicate(condition.column, false, (cell) => {
        const month = Number(String(cell).slice(5, 7));
        return (unit === 'month' ? month : Math.ceil(month / 3)) === number;
      });
    }
  }
}

const folded = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');

function cellPredicate(column: number, negated: boolean, test: (cell: string | number | boolean) => boolean): Predicate {
  return (row) => {
    const cell: Cell = row[column] ?? null;
    return cell === null ? negated : test(cell) !== negated;
  };
}

function comparing(column: number, comparison: Comparison, value: number): Predicate {
  const test: (cell: number) => boolean = {
    '=': (cell: number) => cell === value,
    '!=': (cell: number) => cell !== value,
    '>': (cell: number) => cell > value,
    '>=': (cell: number) => cell >= value,
    '<': (cell: number) => cell < value,
    '<=': (cell: number) => cell <= value,
  }[comparison];
  return (row) => {
    const cell = row[column];
    return typeof cell === 'number' ? test(cell) : comparison === '!=';
  };
}

/** The condition in words: `region is North and revenue is above 100`. */
export function describeCondition(condition: Condition, columns: readonly Column[]): string {
  if ('of' in condition) {
    const parts = condition.of.map((part) => {
      const words = describeCondition(part, columns);
      return condition.kind === 'all' && part.kind === 'any' ? `(${words})` : words;
    });
    return parts.join(condition.kind === 'all' ? ' and ' : ' or ');
  }
  const column = columns[condition.column] ?? { name: '?', type: 'text' as const };
  const not = 'negated' in condition && condition.negated ? 'not ' : '';
  switch (condition.kind) {
    case 'compare':
      return `${column.name} is ${COMPARISON_WORDS[condition.comparison]}${column.unit === '%' ? figure(condition.value) : quantity(condition.value, column)}`;
    case 'one-of':
      return `${column.name} is ${not}${alternatives(condition.values)}`;
    case 'text':
      return not === ''
        ? `${column.name} ${condition.how} "${condition.text}"`
        : `${column.name} does not ${condition.how.replace(/s\b/, '')} "${condition.text}"`;
    case 'blank':
      return `${column.name} is ${not}blank`;
    case 'period':
      return `${column.name} is ${not}${condition.words}`;
    case 'season':
      return `${column.name} is in ${condition.words}`;
  }
}

function alternatives(values: readonly string[]): string {
  const last = values.at(-1) ?? '';
  return values.length < 2 ? last : `${values.slice(0, -1).join(', ')} or ${last}`;
}

const COMPARISON_WORDS: Readonly<Record<Comparison, string>> = {
  '=': '',
  '!=': 'not ',
  '>': 'above ',
  '>=': 'at least ',
  '<': 'below ',
  '<=': 'at most ',
};

/** The columns a condition looks at. */
export function columnsOf(condition: Condition): number[] {
  return 'of' in condition ? condition.of.flatMap(columnsOf) : [condition.column];
}
