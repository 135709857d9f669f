import type { Operator } from './comparators.ts';
import type { Described, Parsed } from './condition-values.ts';
import { numberAt } from './condition-values.ts';
import { type Period, periodAt } from './period.ts';
import type { Sentence } from './sentence.ts';

/** `order_date after 2024-03-01`, `date between January and March 2024`. */
export function aboutDate(sentence: Sentence, column: number, operator: Operator): Parsed | undefined {
  const period = periodAt(sentence.tokens, operator.end);
  if (period === undefined) return undefined;
  if (operator.kind === 'between' || (operator.kind === 'compare' && operator.comparison === '>=')) {
    const joined = /^(and|to|until|through|till)$/.test(sentence.lower(period.end));
    const last = joined ? periodAt(sentence.tokens, period.end + 1) : undefined;
    if (last !== undefined && (operator.kind === 'between' || sentence.lower(period.end) !== 'and'))
      return spanFromTo(column, period, last);
    if (operator.kind === 'between') return undefined;
  }
  if (operator.kind === 'compare' || operator.kind === 'is') return dated(column, operator, period);
  return undefined;
}

function spanFromTo(column: number, first: Period, last: Period): Parsed | undefined {
  if (last.kind !== 'span') return undefined;
  const from =
    first.kind === 'span'
      ? first.from
      : first.unit === 'month'
        ? `${last.from.slice(0, 4)}-${String(first.number).padStart(2, '0')}`
        : undefined;
  if (from === undefined) return undefined;
  return {
    condition: { kind: 'period', column, from, until: last.until, negated: false, words: `from ${first.words} to ${last.words}` },
    end: last.end,
  };
}

function dated(column: number, operator: Extract<Operator, { kind: 'compare' | 'is' }>, period: Period): Parsed | undefined {
  const { end, words } = period;
  if (period.kind === 'season') {
    return operator.kind === 'is' && !operator.negated
      ? { condition: { kind: 'season', column, unit: period.unit, number: period.number, words }, end }
      : undefined;
  }
  const { from, until } = period;
  const base = { kind: 'period', column, negated: false } as const;
  if (operator.kind === 'is') return { condition: { ...base, from, until, negated: operator.negated, words: `in ${words}` }, end };
  switch (operator.comparison) {
    case '>':
      return { condition: { ...base, from: until, words: `after ${words}` }, end };
    case '>=':
      return { condition: { ...base, from, words: `from ${words} on` }, end };
    case '<':
      return { condition: { ...base, until: from, words: `before ${words}` }, end };
    default:
      return { condition: { ...base, until, words: `until ${words}` }, end };
  }
}

/** `in 2024`, `since March 2024`, `between 2023 and 2024`: about the table's only date, or its first. */
export function timeAlone(sentence: Sentence, start: number, table: Described): Parsed | undefined {
  const word = sentence.lower(start);
  if (!/^(in|during|for|of|from|since|after|before|until|between|on|through|within)$/.test(word)) return undefined;
  const at = /^(the|year)$/.test(sentence.lower(start + 1)) ? start + 2 : start + 1;
  const period = periodAt(sentence.tokens, at);
  if (period === undefined) return undefined;
  const date = table.columns.findIndex(({ type }) => type === 'date');
  if (date < 0) return yearColumn(sentence, start, at, table);
  if (/^(between|from)$/.test(word)) {
    const joined = /^(and|to|until|through|till)$/.test(sentence.lower(period.end));
    const last = joined ? periodAt(sentence.tokens, period.end + 1) : undefined;
    if (last !== undefined) return spanFromTo(date, period, last);
  }
  const comparison = ({ since: '>=', after: '>', before: '<', until: '<=', through: '<=' } as const)[word as 'since'] as '>=' | undefined;
  const operator: Operator = comparison === undefined ? { kind: 'is', negated: false, end: at } : { kind: 'compare', comparison, end: at };
  return dated(date, operator, period);
}

/** A table whose years are numbers of their own. */
function yearColumn(sentence: Sentence, start: number, at: number, table: Described): Parsed | undefined {
  const column = table.columns.findIndex(({ name, type }) => type === 'number' && /(^|_)year$/i.test(name));
  const year = numberAt(sentence, at);
  if (column < 0 || year === undefined || !/^(in|for|during|of)$/.test(sentence.lower(start))) return undefined;
  return { condition: { kind: 'compare', column, comparison: '=', value: year }, end: at + 1 };
}
