import type { ColumnType } from '../../../../core/output.ts';
import { namesThings } from '../table/roles.ts';
import type { ColumnTally } from './column-tally.ts';
import type { DateOrder } from './date-cell.ts';
import type { NumberStyle } from './number-cell.ts';

/** How the raw cells of a column become typed ones. Plain data, so that two readers of a file agree. */
export interface ColumnFormat {
  readonly name: string;
  readonly type: ColumnType;
  readonly unit?: string;
  readonly decimals: number;
  readonly numberStyle: NumberStyle;
  readonly dateOrder: DateOrder;
  /** Dates are written as eight digits. */
  readonly compactDates: boolean;
  /** Cells that are not of the type, and so count as blank. */
  readonly misfits: number;
}

const NAMES_A_DAY = /date|day|datum|fecha/i;
/** One cell in ten may be a slip of the pen; more, and the column is of another type. */
const MISFITS_ALLOWED = 0.1;
const ENOUGH_TO_FORGIVE = 4;

/** The decimal mark most of the tallied numbers must have; undefined when none of them tells. */
export function numberStyleOf(tallies: Iterable<ColumnTally>): NumberStyle | undefined {
  let dot = 0;
  let comma = 0;
  for (const tally of tallies) {
    dot += tally.dotNumbers;
    comma += tally.commaNumbers;
  }
  if (dot === comma) return undefined;
  return dot > comma ? 'dot' : 'comma';
}

/** The order of day and month that most of the tallied dates must have; undefined when none of them tells. */
export function dateOrderOf(tallies: Iterable<ColumnTally>): DateOrder | undefined {
  let dayFirst = 0;
  let monthFirst = 0;
  for (const tally of tallies) {
    dayFirst += tally.dayFirstDates;
    monthFirst += tally.monthFirstDates;
  }
  if (dayFirst === monthFirst) return undefined;
  return dayFirst > monthFirst ? 'dmy' : 'mdy';
}

/** Tells a column's type from its tally. What its own cells leave open is settled by the other columns of the file, then by habit. */
export function decideColumn(tally: ColumnTally, file: { style: NumberStyle | undefined; order: DateOrder | undefined }): ColumnFormat {
  const numberStyle = numberStyleOf([tally]) ?? file.style ?? 'dot';
  const dateOrder = dateOrderOf([tally]) ?? file.order ?? 'mdy';
  const base = { name: tally.name, numberStyle, dateOrder, decimals: 0, compactDates: false, misfits: 0 };
  const figures = tally.filled - tally.softBlanks;
  const forgiven = namesThings(tally.name) || figures < ENOUGH_TO_FORGIVE ? 0 : Math.max(1, Math.floor(figures * MISFITS_ALLOWED));
  const fits = (count: number): boolean => count > 0 && figures - count <= forgiven;

  if (tally.compactDates > 0 && NAMES_A_DAY.test(tally.name) && fits(tally.compactDates + tally.dates)) {
    return { ...base, type: 'date', compactDates: true, misfits: figures - tally.compactDates - tally.dates };
  }
  if (fits(tally.numbers) && tally.codes === 0) {
    const offStyle = numberStyle === 'dot' ? tally.commaNumbers : tally.dotNumbers;
    const unit = unitOf(tally);
    return {
      ...base,
      type: 'number',
      decimals: tally.decimals,
      misfits: figures - tally.numbers + offStyle,
      ...(unit === undefined ? {} : { unit }),
    };
  }
  if (fits(tally.dates)) {
    const offOrder = dateOrder === 'dmy' ? tally.monthFirstDates : tally.dayFirstDates;
    return { ...base, type: 'date', misfits: figures - tally.dates + offOrder };
  }
  if (tally.yesNo > 0 && figures === tally.yesNo && saysYesOrNo(tally)) return { ...base, type: 'boolean' };
  return { ...base, type: 'text' };
}

/** "yes" and "false" speak for themselves; the letter N may be north, unless there is a Y as well. */
function saysYesOrNo({ values }: ColumnTally): boolean {
  const words = new Set([...(values?.keys() ?? [])].map((value) => value.toLowerCase()));
  const isLetters = [...words].every((word) => word.length === 1);
  return !isLetters || (words.has('y') && words.has('n')) || (words.has('t') && words.has('f'));
}

/** The currency of the cells, or what stands in brackets in the column's name; undefined when several currencies are mixed. */
function unitOf(tally: ColumnTally): string | undefined {
  if (tally.units.size > 1) return undefined;
  const [currency] = tally.units.keys();
  if (currency !== undefined) return currency;
  if (tally.percents > 0) return '%';
  return unitInName(tally.name);
}

const UNIT_SUFFIX = /[_\s](usd|eur|gbp|chf|jpy|kg|km|cm|mm|kwh|mwh|ms|pct)$/i;

/** The unit a column's name gives: `Weight (kg)`, `price_eur`. */
export function unitInName(name: string): string | undefined {
  const bracketed = /[([]\s*([^)\]]{1,12}?)\s*[)\]]\s*$/.exec(name)?.[1];
  if (bracketed !== undefined && !/^(total|sum|avg|average|count|n|net|gross)$/i.test(bracketed)) return bracketed;
  const suffix = UNIT_SUFFIX.exec(name)?.[1];
  if (suffix === undefined) return undefined;
  if (/^pct$/i.test(suffix)) return undefined;
  return /^(usd|eur|gbp|chf|jpy)$/i.test(suffix) ? suffix.toUpperCase() : suffix;
}
