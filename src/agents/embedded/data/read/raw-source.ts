import type { RawCell } from './column-tally.ts';

export type RawRow = readonly RawCell[];

export type DataFormat = 'csv' | 'json' | 'ndjson';

/** What only a whole pass can tell of a file. */
export interface PassReport {
  /** Rows with fewer cells than there are columns, and with more; the first line where that happens. */
  shortRows: number;
  longRows: number;
  firstRaggedLine: number | undefined;
  blankRows: number;
}

/** The rows of a file before their types are known. Repeatable: every call starts from the first row. */
export interface RawSource {
  readonly format: DataFormat;
  /** Column names. For JSON they grow while rows are read, and are complete after one pass. */
  readonly columns: readonly string[];
  /** What was found out from the start of the file: encoding, delimiter, header. */
  readonly notes: readonly string[];
  batches(signal: AbortSignal, report?: PassReport): AsyncIterable<readonly RawRow[]>;
}

export function newPassReport(): PassReport {
  return { shortRows: 0, longRows: 0, firstRaggedLine: undefined, blankRows: 0 };
}
