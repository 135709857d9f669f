import type { Artifact, Call, Outcome } from '../../../../core/agent.ts';
import type { JsonObject } from '../../../../core/json.ts';
import type { TableOutput } from '../../../../core/output.ts';
import { CsvWriter } from './csv-writer.ts';
import type { Column, Row, Table } from './table.ts';

/** How many rows an output carries itself; more are in its file. */
export const INLINE_ROWS = 1000;
/** Rows with long cells are fewer: an output is read, stored and sent as a whole. */
const INLINE_CHARACTERS = 2_000_000;

/** Where and what the rows of a finished table are. */
interface Kept {
  readonly rows: readonly Row[];
  readonly rowCount: number;
  readonly path: string | null;
  readonly written: boolean;
}

/**
 * Turns a table into an output: up to 1000 rows inline, and all of them in a CSV file when they are more.
 * A table that already is a file is not written again. `finish` is asked for notes once every row has passed.
 *
 * @param fileName For the new file, should there be one: `sales-clean.csv`.
 */
export async function tableOutcome(
  table: Table,
  call: Pick<Call, 'signal' | 'artifactPath'>,
  fileName: string,
  finish: () => readonly string[] = () => [],
): Promise<Outcome> {
  const kept =
    table.path !== undefined && table.rowCount !== undefined
      ? await headOf(table, table.path, table.rowCount, call)
      : await keep(table, call, fileName);
  const output: TableOutput = {
    kind: 'table',
    title: table.title,
    columns: table.columns.map(({ name, type, unit }) => ({ name, type, ...(unit === undefined ? {} : { unit }) })),
    rows: kept.rows.map((row) => rowObject(table.columns, row)),
    rowCount: kept.rowCount,
    path: kept.path,
    notes: [...new Set([...table.notes, ...finish()])],
  };
  const artifacts: Artifact[] = kept.written && kept.path !== null ? [{ path: kept.path, mediaType: 'text/csv', title: table.title }] : [];
  return { output, artifacts };
}

async function headOf(table: Table, path: string, rowCount: number, call: Pick<Call, 'signal' | 'artifactPath'>): Promise<Kept> {
  const rows: Row[] = [];
  const inline = new InlineBudget();
  for await (const batch of table.batches(call.signal)) {
    for (const row of batch) {
      if (!inline.takes(row)) return { rows, rowCount, path, written: false };
      rows.push(row);
    }
  }
  return { rows, rowCount, path, written: false };
}

async function keep(table: Table, call: Pick<Call, 'signal' | 'artifactPath'>, fileName: string): Promise<Kept> {
  const rows: Row[] = [];
  const inline = new InlineBudget();
  let rowCount = 0;
  let full = false;
  let writer: CsvWriter | undefined;
  try {
    for await (const batch of table.batches(call.signal)) {
      let beyond = batch;
      if (!full) {
        const fitting = batch.findIndex((row) => !inline.takes(row));
        full = fitting >= 0;
        for (const row of full ? batch.slice(0, fitting) : batch) rows.push(row);
        beyond = full ? batch.slice(fitting) : [];
        if (full) {
          writer = await CsvWriter.create(await call.artifactPath(fileName), table.columns);
          await writer.write(rows);
        }
      }
      rowCount += batch.length;
      await writer?.write(beyond);
    }
    await writer?.close();
  } catch (thrown) {
    await writer?.discard();
    throw thrown;
  }
  return { rows, rowCount, path: writer?.path ?? null, written: writer !== undefined };
}

class InlineBudget {
  #rows = 0;
  #characters = 0;

  takes(row: Row): boolean {
    this.#rows++;
    for (const cell of row) this.#characters += typeof cell === 'string' ? cell.length + 3 : 8;
    return this.#rows <= INLINE_ROWS && this.#characters <= INLINE_CHARACTERS;
  }
}

/** `Object.fromEntries` defines own properties, so a column called `__proto__` is one like any other. */
function rowObject(columns: readonly Column[], row: Row): JsonObject {
  return Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]));
}
