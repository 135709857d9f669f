import { endOfPeriod } from '../operations/calendar.ts';
import { monthOfName, readDate } from '../read/date-cell.ts';
import type { Token } from './lexer.ts';

/** A stretch of the calendar that an instruction names, from token `start` to before `end`. */
export type Period = {
  readonly end: number;
  readonly words: string;
} & (
  | { readonly kind: 'span'; readonly from: string; readonly until: string }
  /** A month or a quarter without a year. */
  | { readonly kind: 'season'; readonly unit: 'month' | 'quarter'; readonly number: number }
);

const ORDINALS = ['first', 'second', 'third', 'fourth'];

/** Reads a date, a month, a quarter, a half or a year at a place: `2024`, `March 2024`, `Q1 2024`, `first quarter of 2024`, `5 Jan 2024`. */
export function periodAt(tokens: readonly Token[], start: number): Period | undefined {
  return dayAt(tokens, start) ?? quarterAt(tokens, start) ?? monthAt(tokens, start) ?? yearAt(tokens, start);
}

function span(from: string, end: number, words: string): Period {
  return { kind: 'span', from, until: endOfPeriod(from), end, words };
}

/** A date in one token, or in the three or four of `January 5, 2024`. */
function dayAt(tokens: readonly Token[], start: number): Period | undefined {
  const token = tokens[start];
  if (token === undefined) return undefined;
  if (token.kind === 'date' || token.kind === 'quoted') {
    const date = readDate(token.text, 'mdy') ?? readDate(token.text, 'dmy');
    return date === undefined ? undefined : span(date, start + 1, date);
  }
  for (let length = 4; length >= 3; length--) {
    const run = tokens.slice(start, start + length);
    if (run.length < length || !run.some(({ text }) => monthOfName(text) !== undefined)) continue;
    const text = run
      .map((part) => part.text)
      .join(' ')
      .replace(' ,', ',');
    const date = readDate(text, 'dmy');
    if (date !== undefined && date.length === 10) return span(date, start + length, date);
  }
  return undefined;
}

function yearAt(tokens: readonly Token[], start: number): Period | undefined {
  const year = yearOf(tokens[start]);
  return year === undefined ? undefined : span(year, start + 1, year);
}

function yearOf(token: Token | undefined): string | undefined {
  return token !== undefined && (token.kind === 'number' || token.kind === 'word') && /^(19|20|21)\d\d$/.test(token.text)
    ? token.text
    : undefined;
}

function monthAt(tokens: readonly Token[], start: number): Period | undefined {
  const token = tokens[start];
  const month = token?.kind === 'word' ? monthOfName(token.text) : undefined;
  // "may" is a verb more often than a month, unless it is written as a name.
  if (token === undefined || month === undefined || (token.text === 'may' && yearOf(tokens[start + 1]) === undefined)) return undefined;
  const at = tokens[start + 1]?.lower === 'of' || tokens[start + 1]?.lower === ',' ? start + 2 : start + 1;
  const year = yearOf(tokens[at]);
  if (year === undefined) return { kind: 'season', unit: 'month', number: month, end: start + 1, words: token.text };
  return span(`${year}-${String(month).padStart(2, '0')}`, at + 1, `${token.text} ${year}`);
}

function quarterAt(tokens: readonly Token[], start: number): Period | undefined {
  const first = tokens[start];
  const yearFirst = yearOf(first);
  const short = /^(?:(\d{4})-?)?([qh])([1-4])$/.exec((yearFirst === undefined ? first : tokens[start + 1])?.lower ?? '');
  if (short !== null) {
    const [, attached, letter = 'q', digit = '1'] = short;
    const next = yearFirst === undefined ? start + 1 : start + 2;
    const at = tokens[next]?.lower === 'of' ? next + 1 : next;
    const year = yearFirst ?? attached ?? yearOf(tokens[at]);
    const end = yearFirst === undefined && attached === undefined && year !== undefined ? at + 1 : next;
    return partOfYear(letter === 'q' ? 'quarter' : 'half', Number(digit), year, end);
  }
  const ordinal = ORDINALS.indexOf(first?.lower ?? '') + 1;
  const unit = tokens[start + 1]?.lower;
  if (ordinal === 0 || (unit !== 'quarter' && unit !== 'half')) return undefined;
  const at = tokens[start + 2]?.lower === 'of' ? start + 3 : start + 2;
  const year = yearOf(tokens[at]);
  return partOfYear(unit, ordinal, year, year === undefined ? start + 2 : at + 1);
}

function partOfYear(unit: 'quarter' | 'half', number: number, year: string | undefined, end: number): Period | undefined {
  if (year === undefined) return unit === 'quarter' ? { kind: 'season', unit, number, end, words: `Q${number}` } : undefined;
  if (unit === 'half' && number > 2) return undefined;
  const months = unit === 'quarter' ? 3 : 6;
  const from = `${year}-${String((number - 1) * months + 1).padStart(2, '0')}`;
  const last = `${year}-${String(number * months).padStart(2, '0')}`;
  return { kind: 'span', from, until: endOfPeriod(last), end, words: `${unit === 'quarter' ? 'Q' : 'H'}${number} ${year}` };
}
