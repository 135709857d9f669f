import { parse } from 'csv-parse/sync';
import { isBlank } from './blank-cell.ts';
import { orderOfDate } from './date-cell.ts';
import { shapeOfNumber } from './number-cell.ts';

/** How a delimited file is written. */
export interface CsvDialect {
  readonly delimiter: string;
  /** Records before the header or the first row that are no part of the table. */
  readonly skipRecords: number;
  readonly hasHeader: boolean;
  /** Unique and not blank; from the header where there is one. */
  readonly columns: readonly string[];
  readonly notes: readonly string[];
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
const DELIMITER_NAMES: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };
const SAMPLE_RECORDS = 200;

/** The most columns that are read; a wider file is no table. */
export const MAX_COLUMNS = 5000;

/** A cell that is longer than this is a quote that was never closed. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** Guesses from the start of a file how it is written. `preferred` is the delimiter that its name promises. */
export function sniffCsv(sample: string, preferred: string | undefined): CsvDialect {
  const readings = DELIMITERS.map((delimiter) => ({ delimiter, records: sampleRecords(sample, delimiter) }));
  const best = readings.toSorted((a, b) => agreement(b.records, b.delimiter, preferred) - agreement(a.records, a.delimiter, preferred))[0];
  const { delimiter, records } = best ?? { delimiter: ',', records: [] };
  const skipRecords = leadingRecords(records);
  const table = records.slice(skipRecords);
  const hasHeader = startsWithHeader(table);
  const width = Math.max(table[0]?.length ?? 0, hasHeader ? 0 : usualWidth(table));
  const { columns, notes } = nameColumns(hasHeader ? (table[0] ?? []) : [], width);
  if (skipRecords > 0) notes.unshift(`${skipRecords === 1 ? 'One line' : `${skipRecords} lines`} above the table left out.`);
  if (!hasHeader)
    notes.unshift(`There is no header, so the columns are called ${columns.slice(0, 3).join(', ')}${columns.length > 3 ? ', …' : ''}.`);
  if (delimiter !== (preferred ?? ',')) notes.unshift(`Cells are separated by ${DELIMITER_NAMES[delimiter] ?? delimiter}.`);
  return { delimiter, skipRecords, hasHeader, columns, notes };
}

function sampleRecords(sample: string, delimiter: string): string[][] {
  const options = { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, to: SAMPLE_RECORDS } as const;
  try {
    return parse(sample, options);
  } catch {
    // A sample ends anywhere, also inside quotes: what comes before its last line break is whole more often.
    try {
      return parse(sample.slice(0, sample.lastIndexOf('\n')), { ...options, quote: false });
    } catch {
      return [];
    }
  }
}

/** How well a delimiter explains the sample: the share of records as wide as most, more for width, nothing for one column. */
function agreement(records: readonly string[][], delimiter: string, preferred: string | undefined): number {
  const width = usualWidth(records);
  if (width < 2) return delimiter === (preferred ?? ',') ? 0.01 : 0;
  const share = records.filter((record) => record.length === width).length / records.length;
  return share + Math.min(width, 20) / 100 + (delimiter === preferred ? 0.2 : 0);
}

function usualWidth(records: readonly string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

/** How many records at the start are titles and remarks: all but one cell blank, above a wider table. */
function leadingRecords(records: readonly string[][]): number {
  if (usualWidth(records) < 3) return 0;
  const start = records.findIndex((record) => record.filter((cell) => cell.trim() !== '').length > 1);
  return Math.max(start, 0);
}

/** A header names its columns: no figures in it, unless the column below holds text or the names say otherwise. */
function startsWithHeader(records: readonly string[][]): boolean {
  const [first, ...rest] = records;
  if (first === undefined) return false;
  const figures = first.filter((cell) => isFigure(cell)).length;
  if (figures === 0) return true;
  // A wide table has years for names: then some cell is still a name above figures.
  return (
    first.some((cell, column) => {
      if (cell.trim() === '' || isFigure(cell)) return false;
      const below = rest.map((record) => record[column] ?? '').filter((text) => !isBlank(text.trim()));
      return below.length > 0 && below.every((text) => isFigure(text));
    }) ||
    (figures < first.length && first.every((cell) => !isFigure(cell) || /^(19|20)\d\d$/.test(cell.trim())))
  );
}

function isFigure(cell: string): boolean {
  const text = cell.trim();
  return text !== '' && (shapeOfNumber(text) !== undefined || orderOfDate(text) !== undefined);
}

/** Gives every column a name of its own: blanks by position, repeats by a count. */
export function nameColumns(header: readonly string[], width: number): { columns: string[]; notes: string[] } {
  const notes: string[] = [];
  const taken = new Set<string>();
  const renamed: string[] = [];
  const columns: string[] = [];
  for (let index = 0; index < Math.max(header.length, width); index++) {
    const given = (header[index] ?? '').replace(/[\r\n\t]+/g, ' ').trim();
    const wanted = given === '' ? `column_${index + 1}` : given.slice(0, 200);
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
    if (name !== wanted) renamed.push(`${wanted} (the other is now ${name})`);
    taken.add(name);
    columns.push(name);
  }
  if (renamed.length > 0) notes.push(`Column names that occur twice: ${renamed.slice(0, 5).join(', ')}.`);
  return { columns, notes };
}
