import { TerminalError } from '../../../../core/agent-error.ts';
import type { Workbench } from '../spill/workbench.ts';
import { roundTo, tidy } from '../table/exact-sum.ts';
import { type Cell, type Column, type Row, type Table, tableOfRows } from '../table/table.ts';
import { counted, percent, quantity, sentence } from '../table/words.ts';
import { type Bucket, bucketForSpan, bucketNumber, daysOf } from './calendar.ts';
import { allGroups, GroupTally } from './group-tally.ts';
import { type Measure, measureColumns, spokenMeasure } from './measure.ts';

export interface TrendQuestion {
  readonly date: number;
  readonly measure: Measure;
  /** Further figures of the same periods, to be seen beside it; the trend is told of the first alone. */
  readonly beside?: readonly Measure[];
  /** Absent: what divides the span of dates into a readable number of parts. */
  readonly bucket?: Bucket;
}

/** A straight line through points by least squares. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Share of the variation that the line explains, 0..1. */
  readonly fit: number;
}

export const FITTED_COLUMN = 'trend';
/** A line that explains less than this is no trend worth the name. */
const CLEAR_FIT = 0.5;
const FAINT_FIT = 0.2;

/** A measure by period with a straight line through it, said in words. */
export async function trendTable(table: Table, question: TrendQuestion, bench: Workbench): Promise<Table> {
  const bucket = question.bucket ?? (await fittingBucket(table, question.date, bench));
  const tally = new GroupTally([{ column: question.date, bucket }], [question.measure, ...(question.beside ?? [])], table.columns, bench);
  try {
    for await (const batch of table.batches(bench.signal)) {
      for (const row of batch) tally.add(row);
      await tally.settle();
    }
    const periods = (await allGroups(tally))
      .flatMap(({ keys, values }) =>
        typeof values[0] === 'number' ? [{ name: String(keys[0]), value: values[0], beside: values.slice(1) }] : [],
      )
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return tableOfPeriods(table, question, bucket, periods, tally.leftOut);
  } finally {
    await tally.close();
  }
}

async function fittingBucket(table: Table, date: number, bench: Workbench): Promise<Bucket> {
  let first: string | undefined;
  let last: string | undefined;
  for await (const batch of table.batches(bench.signal)) {
    for (const row of batch) {
      const cell = row[date];
      if (typeof cell !== 'string') continue;
      if (first === undefined || cell < first) first = cell;
      if (last === undefined || cell > last) last = cell;
    }
  }
  if (first === undefined || last === undefined) throw noDates(table, date);
  if (first.length < 10 || last.length < 10) return first.length === 4 ? 'year' : 'month';
  return bucketForSpan(daysOf(last) - daysOf(first));
}

function noDates(table: Table, date: number): TerminalError {
  return new TerminalError('no-dates', `${table.title}: there are no dates in ${table.columns[date]?.name}, so there is no trend to tell.`);
}

function tableOfPeriods(
  table: Table,
  { measure, beside = [] }: Pick<TrendQuestion, 'measure' | 'beside'>,
  bucket: Bucket,
  periods: readonly { readonly name: string; readonly value: number; readonly beside: readonly Cell[] }[],
  leftOut: number,
): Table {
  const [valueColumn, ...besideColumns] = measureColumns([measure, ...beside], table.columns, [bucket]);
  if (valueColumn === undefined) throw new Error('A measure has a column.');
  const first = periods[0];
  const positions = periods.map(({ name }) => bucketNumber(name, bucket) - bucketNumber(first?.name ?? name, bucket));
  const line = fitLine(
    positions,
    periods.map(({ value }) => value),
  );
  const fitted = (position: number): number =>
    roundTo(tidy(line.intercept + line.slope * position), Math.max(valueColumn.decimals ?? 2, 2));
  const rows: Row[] = periods.map((period, index) => [
    period.name,
    period.value,
    ...(line === undefined ? [] : [fitted(positions[index] ?? 0)]),
    ...period.beside,
  ]);
  const name = valueColumn.name === FITTED_COLUMN ? 'fitted' : FITTED_COLUMN;
  const columns: Column[] = [
    { name: bucket, type: bucket === 'quarter' ? 'text' : 'date' },
    valueColumn,
    { ...valueColumn, name, decimals: Math.max(valueColumn.decimals ?? 2, 2) },
    ...besideColumns,
  ];
  const what = spokenMeasure(measure, table.columns);
  const notes = [...table.notes, ...trendNotes(what, bucket, periods, positions, line, valueColumn)];
  if (leftOut > 0) notes.push(`${counted(leftOut, 'row')} without a date left out.`);
  const all = [what, ...beside.map((other) => spokenMeasure(other, table.columns))].join(' and ');
  return tableOfRows(`Trend of ${all} by ${bucket}`, columns, rows, notes);
}

/** Least squares; flat through a single point. */
export function fitLine(xs: readonly number[], ys: readonly number[]): Line {
  const count = xs.length;
  const meanX = xs.reduce((sum, x) => sum + x, 0) / count;
  const meanY = ys.reduce((sum, y) => sum + y, 0) / count;
  let crossed = 0;
  let spreadX = 0;
  let spreadY = 0;
  for (const [index, x] of xs.entries()) {
    const y = ys[index] ?? 0;
    crossed += (x - meanX) * (y - meanY);
    spreadX += (x - meanX) ** 2;
    spreadY += (y - meanY) ** 2;
  }
  if (spreadX === 0) return { slope: 0, intercept: meanY, fit: 0 };
  const slope = crossed / spreadX;
  return { slope, intercept: meanY - slope * meanX, fit: spreadY === 0 ? 1 : crossed ** 2 / (spreadX * spreadY) };
}

function trendNotes(
  what: string,
  bucket: Bucket,
  periods: readonly { name: string; value: number }[],
  positions: readonly number[],
  line: Line,
  column: Column,
): string[] {
  const [first, last] = [periods[0], periods.at(-1)];
  if (first === undefined || last === undefined) return ['There are no dated rows with a value.'];
  if (periods.length < 3) {
    return [
      sentence(
        `${what}: ${periods.map(({ name, value }) => `${quantity(value, column)} in ${name}`).join(', ')}. A trend needs at least three periods.`,
      ),
    ];
  }
  const level = periods.reduce((sum, { value }) => sum + Math.abs(value), 0) / periods.length;
  const flat = line.slope === 0 || Math.abs(line.slope) * (positions.at(-1) ?? 1) < level * 0.02;
  const direction = line.slope > 0 ? 'rises' : 'falls';
  const step = quantity(Math.abs(line.slope), column);
  const fit = `R² ${line.fit.toFixed(2)}`;
  const said = flat
    ? `${what} is flat: it neither rises nor falls over ${counted(periods.length, bucket)}`
    : line.fit >= CLEAR_FIT
      ? `${what} ${direction} by about ${step} a ${bucket} (${fit})`
      : line.fit >= FAINT_FIT
        ? `${what} ${direction} by about ${step} a ${bucket}, but unevenly (${fit})`
        : `${what} shows no clear trend: it goes up and down from ${bucket} to ${bucket} (${fit})`;
  const change =
    first.value > 0 && last.value >= 0
      ? ` (${last.value >= first.value ? '+' : '-'}${percent(Math.abs(last.value / first.value - 1))})`
      : '';
  const highest = periods.reduce((best, period) => (period.value > best.value ? period : best));
  const lowest = periods.reduce((best, period) => (period.value < best.value ? period : best));
  const notes = [
    sentence(`${said}: ${quantity(first.value, column)} in ${first.name}, ${quantity(last.value, column)} in ${last.name}${change}.`),
    `Highest in ${highest.name} (${quantity(highest.value, column)}), lowest in ${lowest.name} (${quantity(lowest.value, column)}).`,
  ];
  const missing = (positions.at(-1) ?? 0) + 1 - periods.length;
  if (missing > 0) notes.push(`${counted(missing, bucket)} in between ${missing === 1 ? 'has' : 'have'} no rows.`);
  return notes;
}
