import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { TerminalError } from '../../../../core/agent-error.ts';
import type { RawCell } from './column-tally.ts';
import { nameColumns } from './csv-dialect.ts';
import { type DataFile, utf8Chunks } from './data-file.ts';
import { elementTexts, findRows, type JsonLayout } from './json-elements.ts';
import { ObjectRows } from './object-rows.ts';
import type { PassReport, RawRow, RawSource } from './raw-source.ts';

const MAX_WHOLE_BYTES = 32 * 1024 * 1024;

/**
 * The rows of a JSON or NDJSON file: its objects, with nested ones flattened to `address.city`.
 * A list is streamed element by element; a text that is one object without such a list is one row, or, when all its
 * members are lists of the same length, a table by columns.
 *
 * @param knownColumns The columns an earlier pass found, so that they keep their places.
 */
export async function jsonSource(
  file: DataFile,
  format: 'json' | 'ndjson',
  notes: readonly string[],
  signal: AbortSignal,
  knownColumns: readonly string[],
): Promise<RawSource> {
  const name = basename(file.path);
  const layout: JsonLayout = format === 'ndjson' ? { kind: 'values', start: 0 } : await findRows(utf8Chunks(file, signal));
  const objects = new ObjectRows(name, knownColumns);
  if (layout.kind === 'whole') {
    const rows = rowsOfWhole(await readWhole(file, signal), objects, name);
    return {
      format,
      columns: objects.columns,
      notes,
      batches: async function* () {
        yield rows;
      },
    };
  }
  return {
    format,
    columns: objects.columns,
    notes,
    batches: (stop, report) =>
      format === 'ndjson' ? lineBatches(file, objects, stop, report) : elementBatches(file, layout, objects, stop, report),
  };
}

async function* elementBatches(
  file: DataFile,
  layout: JsonLayout,
  objects: ObjectRows,
  signal: AbortSignal,
  report?: PassReport,
): AsyncGenerator<RawRow[]> {
  const name = basename(file.path);
  let count = 0;
  for await (const texts of elementTexts(utf8Chunks(file, signal), layout, name)) {
    const rows: RawRow[] = [];
    for (const text of texts) {
      count++;
      addRow(rows, parsed(text, `${name}, element ${count}`), objects, report);
    }
    if (rows.length > 0) yield rows;
  }
}

async function* lineBatches(file: DataFile, objects: ObjectRows, signal: AbortSignal, report?: PassReport): AsyncGenerator<RawRow[]> {
  const name = basename(file.path);
  let line = 0;
  let carried: Buffer[] = [];
  for await (const chunk of utf8Chunks(file, signal)) {
    const rows: RawRow[] = [];
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
      const part = chunk.subarray(from, end);
      const text = (carried.length === 0 ? part : Buffer.concat([...carried, part])).toString('utf8').trim();
      carried = [];
      from = end + 1;
      line++;
      if (text !== '') addRow(rows, parsed(text, `${name}, line ${line}`), objects, report);
    }
    if (from < chunk.length) carried.push(chunk.subarray(from));
    if (carried.length > 256)
      throw new TerminalError('broken-json', `${name}, line ${line + 1} is too long to be one row.`, { for: 'task' });
    if (rows.length > 0) yield rows;
  }
  const last = Buffer.concat(carried).toString('utf8').trim();
  if (last !== '') {
    const rows: RawRow[] = [];
    addRow(rows, parsed(last, `${name}, line ${line + 1}`), objects, report);
    yield rows;
  }
}

function addRow(rows: RawRow[], value: unknown, objects: ObjectRows, report: PassReport | undefined): void {
  const row = objects.rowOf(value);
  if (row === undefined) {
    if (report !== undefined) report.blankRows++;
  } else rows.push(row);
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
    throw new TerminalError('broken-json', `${where} is not JSON: ${(cause as Error).message}. It reads: ${shown}`, { for: 'task', cause });
  }
}

async function readWhole(file: DataFile, signal: AbortSignal): Promise<unknown> {
  const name = basename(file.path);
  if (file.bytes > MAX_WHOLE_BYTES) {
    throw new TerminalError('no-rows', `${name} holds no list of objects, and is too large to be one object.`, { for: 'task' });
  }
  if (file.encoding === 'utf-8' && !file.gzip)
    return parsed((await readFile(file.path, { encoding: 'utf8', signal })).replace(/^\ufeff/, ''), name);
  const chunks: Buffer[] = [];
  for await (const chunk of utf8Chunks(file, signal)) chunks.push(chunk);
  return parsed(Buffer.concat(chunks).toString('utf8'), name);
}

/** One object as one row; lists of the same length as columns. */
function rowsOfWhole(value: unknown, objects: ObjectRows, name: string): RawRow[] {
  if (typeof value !== 'object' || value === null) {
    throw new TerminalError(
      'no-rows',
      `${name} holds ${value === null ? 'null' : `a single ${typeof value}`}, no rows. Expected a list of objects.`,
      { for: 'task' },
    );
  }
  const members = Object.entries(value);
  const lengths = new Set(members.map(([, member]) => (Array.isArray(member) ? member.length : -1)));
  const [length] = lengths;
  if (lengths.size === 1 && length !== undefined && length >= 0) {
    objects.nameColumns(
      nameColumns(
        members.map(([key]) => key),
        0,
      ).columns,
    );
    return Array.from({ length }, (_, index) => members.map(([, member]) => ((member as unknown[])[index] ?? null) as RawCell));
  }
  const row = objects.rowOf(value);
  return row === undefined ? [] : [row];
}
