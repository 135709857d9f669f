import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Workbench } from '../spill/workbench.ts';
import { type Row, type Table, tableOfRows } from '../table/table.ts';
import { listed } from '../table/words.ts';
import { compareCells } from './cell-order.ts';

export interface SortKey {
  readonly column: number;
  readonly descending: boolean;
}

/** How much is sorted in memory at once, in characters and cells. */
export const DEFAULT_RUN_SIZE = 8_000_000;

/** Ranks rows by the keys; blanks come last whichever the direction. */
export function rowOrder(keys: readonly SortKey[]): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const { column, descending } of keys) {
      const [left, right] = [a[column] ?? null, b[column] ?? null];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      const difference = compareCells(left, right);
      if (difference !== 0) return descending ? -difference : difference;
    }
    return 0;
  };
}

/** The first rows in an order, without sorting the rest: what is kept is never more than twice their number. One pass. */
export async function topRows(table: Table, keys: readonly SortKey[], count: number, bench: Workbench): Promise<Table> {
  const order = rowOrder(keys);
  let kept: Row[] = [];
  let total = 0;
  for await (const batch of table.batches(bench.signal)) {
    total += batch.length;
    for (const row of batch) {
      if ((row[keys[0]?.column ?? -1] ?? null) === null) continue;
      kept.push(row);
      if (kept.length >= 2 * count + 64) kept = kept.toSorted(order).slice(0, count);
    }
  }
  const rows = kept.toSorted(order).slice(0, count);
  const by = listed(
    keys.map(({ column, descending }) => `${table.columns[column]?.name ?? ''}, ${descending ? 'highest' : 'lowest'} first`),
  );
  const notes = [...table.notes, `The ${rows.length} rows of ${total.toLocaleString('en-US')} that come first by ${by}.`];
  return tableOfRows(`${table.title}: ${rows.length} rows by ${by}`, table.columns, rows, notes);
}

/**
 * The table in an order; rows that are equal in it stay as they were. What does not fit in memory is sorted in parts, written to
 * scratch files and merged.
 */
export async function sortTable(table: Table, keys: readonly SortKey[], bench: Workbench, runSize = DEFAULT_RUN_SIZE): Promise<Table> {
  const order = rowOrder(keys);
  const runs: string[] = [];
  let rows: Row[] = [];
  let size = 0;
  for await (const batch of table.batches(bench.signal)) {
    for (const row of batch) {
      rows.push(row);
      for (const cell of row) size += typeof cell === 'string' ? cell.length + 16 : 8;
    }
    if (size < runSize) continue;
    runs.push(await writeRun(rows.toSorted(order), bench));
    rows = [];
    size = 0;
  }
  const last = rows.toSorted(order);
  const notes = [
    ...table.notes,
    `Sorted by ${listed(keys.map(({ column, descending }) => `${table.columns[column]?.name ?? ''} (${descending ? 'highest' : 'lowest'} first)`))}.`,
  ];
  if (runs.length === 0) return tableOfRows(table.title, table.columns, last, notes, table.facts);
  return {
    title: table.title,
    columns: table.columns,
    facts: table.facts,
    notes,
    ...(table.rowCount === undefined ? {} : { rowCount: table.rowCount }),
    batches: (signal) => merged(runs, last, order, signal),
  };
}

async function writeRun(rows: readonly Row[], bench: Workbench): Promise<string> {
  const path = await bench.scratchPath();
  const file = await open(path, 'w');
  try {
    for (let from = 0; from < rows.length; from += 5000) {
      await file.writeFile(
        rows
          .slice(from, from + 5000)
          .map((row) => `${oneLine(row)}\n`)
          .join(''),
      );
    }
  } finally {
    await file.close();
  }
  return path;
}

/** JSON on one line; the two Unicode line separators, which JSON leaves alone, end a line for the reader. */
function oneLine(row: Row): string {
  return JSON.stringify(row).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Merges sorted runs. There are as many runs as the table is times larger than memory allows, so each step looks at all of them. */
async function* merged(
  runs: readonly string[],
  last: readonly Row[],
  order: (a: Row, b: Row) => number,
  signal: AbortSignal,
): AsyncGenerator<Row[]> {
  const readers = [...runs.map((path) => linesOf(path, signal)), fromMemory(last)];
  const heads: (Row | undefined)[] = [];
  for (const reader of readers) heads.push(await nextRow(reader));
  let batch: Row[] = [];
  for (;;) {
    let first = -1;
    for (const [index, head] of heads.entries()) {
      const best = heads[first];
      if (head !== undefined && (best === undefined || order(head, best) < 0)) first = index;
    }
    const row = heads[first];
    const reader = readers[first];
    if (row === undefined || reader === undefined) break;
    batch.push(row);
    heads[first] = await nextRow(reader);
    if (batch.length < 5000) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function nextRow(reader: AsyncIterator<Row> | Iterator<Row>): Promise<Row | undefined> {
  const next = await reader.next();
  return next.done === true ? undefined : next.value;
}

async function* linesOf(path: string, signal: AbortSignal): AsyncGenerator<Row> {
  const lines = createInterface({ input: createReadStream(path, { signal }), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) yield JSON.parse(line) as Row;
}

function fromMemory(rows: readonly Row[]): Iterator<Row> {
  return rows.values();
}
