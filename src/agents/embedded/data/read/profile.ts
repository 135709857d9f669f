import type { Column, ColumnFacts } from '../table/table.ts';
import { MAX_KEPT_VALUES } from '../table/table.ts';
import { type ColumnFormat, dateOrderOf, decideColumn, numberStyleOf } from './column-decision.ts';
import { ColumnTally } from './column-tally.ts';
import { newPassReport, type PassReport, type RawSource } from './raw-source.ts';

/** What one whole pass over a file tells: how many rows, which columns of which type, and what is amiss. */
export interface Profile {
  readonly rowCount: number;
  readonly formats: readonly ColumnFormat[];
  readonly columns: readonly Column[];
  readonly facts: readonly ColumnFacts[];
  readonly notes: readonly string[];
}

/** All columns together keep at most this many different values. */
const VALUES_BUDGET = 100_000;

/** Reads a source once and decides on its columns. `onRows` is told how many rows were read so far. */
export async function profileSource(source: RawSource, signal: AbortSignal, onRows: (rows: number) => void): Promise<Profile> {
  const report = newPassReport();
  const tallies: ColumnTally[] = [];
  const maxValues = Math.max(20, Math.min(MAX_KEPT_VALUES, Math.floor(VALUES_BUDGET / Math.max(source.columns.length, 1))));
  let rowCount = 0;
  for await (const batch of source.batches(signal, report)) {
    addColumns(tallies, source.columns, rowCount, maxValues);
    for (const row of batch) for (let index = 0; index < tallies.length; index++) tallies[index]?.add(row[index]);
    rowCount += batch.length;
    onRows(rowCount);
  }
  addColumns(tallies, source.columns, rowCount, maxValues);
  const file = { style: numberStyleOf(tallies), order: dateOrderOf(tallies) };
  const formats = tallies.map((tally) => decideColumn(tally, file));
  return {
    rowCount,
    formats,
    columns: formats.map(columnOf),
    facts: tallies.map((tally, index) => factsOf(tally, formats[index])),
    notes: [...source.notes, ...rowNotes(report, rowCount), ...tallies.flatMap((tally, index) => columnNotes(tally, formats[index], file))],
  };
}

/** JSON objects bring new keys while they are read: what came before was blank. */
function addColumns(tallies: ColumnTally[], names: readonly string[], rowsBefore: number, maxValues: number): void {
  for (const name of names.slice(tallies.length)) {
    const tally = new ColumnTally(name, maxValues);
    tally.blanks = rowsBefore;
    tallies.push(tally);
  }
}

/** The column as the rest of the agent sees it. */
export function columnOf({ name, type, unit, decimals }: ColumnFormat): Column {
  return { name, type, ...(type === 'number' ? { decimals, ...(unit === undefined ? {} : { unit }) } : {}) };
}

function factsOf(tally: ColumnTally, format: ColumnFormat | undefined): ColumnFacts {
  const soft = format?.type === 'text' ? 0 : tally.softBlanks;
  const misfits = format?.misfits ?? 0;
  return {
    filled: tally.filled - soft - misfits,
    blanks: tally.blanks + soft + misfits,
    distinct: tally.values?.size ?? MAX_KEPT_VALUES + 1,
    ...(tally.values === undefined ? {} : { values: tally.values }),
  };
}

function rowNotes(report: PassReport, rowCount: number): string[] {
  const notes: string[] = [];
  const where = report.firstRaggedLine === undefined ? '' : ` (first on line ${report.firstRaggedLine})`;
  if (report.shortRows > 0) notes.push(`${counted(report.shortRows, 'row')} with too few cells${where}: what is missing counts as blank.`);
  if (report.longRows > 0)
    notes.push(`${counted(report.longRows, 'row')} with more cells than there are columns${where}: the cells beyond were left out.`);
  if (rowCount === 0) notes.push('There are no rows.');
  return notes;
}

const counted = (count: number, noun: string): string => `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;

function columnNotes(tally: ColumnTally, format: ColumnFormat | undefined, file: { order: string | undefined }): string[] {
  if (format === undefined) return [];
  const notes: string[] = [];
  const { name, type, misfits } = format;
  if (misfits > 0) {
    const shown = examplesOfMisfits(tally, format).map((example) => `"${example}"`);
    const example = shown.length === 0 ? '' : ` (${shown.join(', ')})`;
    notes.push(
      `${name}: ${counted(misfits, 'cell')} ${misfits === 1 ? 'is' : 'are'} no ${type}${example} and ${misfits === 1 ? 'counts' : 'count'} as blank.`,
    );
  }
  if (type === 'number' && tally.units.size > 1)
    notes.push(`${name}: mixes ${[...tally.units.keys()].join(' and ')}; the figures were not converted.`);
  if (type === 'number' && tally.percents > 0 && tally.percents < tally.numbers) {
    notes.push(
      `${name}: ${counted(tally.percents, 'figure')} of ${tally.numbers.toLocaleString('en-US')} with a percent sign; all were read as they stand.`,
    );
  }
  if (type === 'number' && tally.commaNumbers > tally.dotNumbers) notes.push(`${name}: decimal commas (1.234,56 is 1,234.56).`);
  if (type === 'date' && tally.eitherDates > 0 && tally.dayFirstDates + tally.monthFirstDates === 0 && file.order === undefined) {
    notes.push(
      `${name}: dates such as ${tally.examples.date[0] ?? '03/04/2024'} were read with the month first; nothing in the file tells.`,
    );
  }
  return notes;
}

function examplesOfMisfits(tally: ColumnTally, { type, numberStyle }: ColumnFormat): string[] {
  const { number, date, text, boolean } = tally.examples;
  if (type === 'date') return [...text, ...number].slice(0, 3);
  const offStyle = number.filter((example) => (numberStyle === 'dot' ? /,\d{1,2}$/.test(example) : /\.\d{1,2}$/.test(example)));
  return [...text, ...date, ...boolean, ...offStyle].slice(0, 3);
}
