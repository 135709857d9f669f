import { basename } from 'node:path';
import { parse } from 'csv-parse';
import { TerminalError } from '../../../../core/agent-error.ts';
import { type CsvDialect, MAX_COLUMNS, MAX_RECORD_BYTES } from './csv-dialect.ts';
import { type DataFile, utf8Chunks } from './data-file.ts';
import type { PassReport, RawRow, RawSource } from './raw-source.ts';

/** The rows of a delimited file. Rows that are too short end early, cells beyond the last column are left out; both are counted. */
export function csvSource(file: DataFile, dialect: CsvDialect, notes: readonly string[]): RawSource {
  const { columns } = dialect;
  if (columns.length > MAX_COLUMNS) {
    throw new TerminalError('too-wide', `${basename(file.path)} has ${columns.length} columns; at most ${MAX_COLUMNS} are read.`, {
      for: 'task',
    });
  }
  return {
    format: 'csv',
    columns,
    notes: [...notes, ...dialect.notes],
    batches: (signal, report) => csvBatches(file, dialect, signal, report),
  };
}

async function* csvBatches(file: DataFile, dialect: CsvDialect, signal: AbortSignal, report?: PassReport): AsyncGenerator<RawRow[]> {
  const width = dialect.columns.length;
  let unseen = dialect.skipRecords + (dialect.hasHeader ? 1 : 0);
  let batch: RawRow[] = [];
  let failure: Error | undefined;
  let lastLine = 0;
  const parser = parse({
    delimiter: dialect.delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
    // Records are taken here and not from the stream's readable side, which costs a queue entry and a turn each.
    on_record: (record: string[], info) => {
      lastLine = info.lines;
      if (unseen > 0) {
        unseen--;
        return null;
      }
      if (record.length !== width && !addRagged(record, width, info.lines, report)) return null;
      batch.push(record.length > width ? record.slice(0, width) : record);
      return null;
    },
  });
  parser.on('error', (error) => {
    failure = error;
  });
  const take = (): RawRow[] => {
    if (failure !== undefined) throw unreadable(file, failure, lastLine);
    const full = batch;
    batch = [];
    return full;
  };
  try {
    for await (const chunk of utf8Chunks(file, signal)) {
      await new Promise<void>((written) => parser.write(chunk, () => written()));
      const rows = take();
      if (rows.length > 0) yield rows;
    }
    await new Promise<void>((ended) => {
      parser.once('close', ended);
      parser.resume().end();
    });
    const rows = take();
    if (rows.length > 0) yield rows;
  } finally {
    parser.destroy();
  }
}

/** Notes a row of another width; false when it holds nothing at all and is no row. */
function addRagged(record: readonly string[], width: number, line: number, report: PassReport | undefined): boolean {
  if (record.every((cell) => cell.trim() === '')) {
    if (report !== undefined) report.blankRows++;
    return false;
  }
  if (report === undefined) return true;
  // A delimiter at the end of the line makes one blank cell too many and loses nothing.
  if (record.length > width && record.slice(width).every((cell) => cell.trim() === '')) return true;
  if (record.length < width) report.shortRows++;
  else report.longRows++;
  report.firstRaggedLine ??= line;
  return true;
}

function unreadable(file: DataFile, failure: Error & { code?: string }, lastLine: number): TerminalError {
  const what =
    failure.code === 'CSV_QUOTE_NOT_CLOSED'
      ? `a quoted cell that is opened after line ${lastLine} is never closed`
      : failure.code === 'CSV_MAX_RECORD_SIZE'
        ? `the row after line ${lastLine} is longer than ${MAX_RECORD_BYTES / 1024 ** 2} MiB, as if a quote were never closed`
        : failure.message.replace(/\.$/, '');
  const name = basename(file.path);
  return new TerminalError(
    'broken-csv',
    `${name} cannot be read as a table: ${what}. Mend the quotes in that place, or save the file anew.`,
    {
      for: 'task',
      cause: failure,
    },
  );
}
