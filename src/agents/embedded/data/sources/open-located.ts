import { writeFile } from 'node:fs/promises';
import { TerminalError } from '../../../../core/agent-error.ts';
import type { Json } from '../../../../core/json.ts';
import type { FileTables } from '../read/file-table.ts';
import type { Workbench } from '../spill/workbench.ts';
import type { Table } from '../table/table.ts';
import type { LocatedTable } from './locate.ts';
import { tableOfOutput } from './memory-source.ts';

/**
 * Opens what was located.
 *
 * @throws TerminalError `no-data` when nothing of it is a table, and the errors of reading.
 */
export async function openTables(located: readonly LocatedTable[], files: FileTables, bench: Workbench): Promise<Table[]> {
  const tables: Table[] = [];
  for (const one of located) {
    const table = await open(one, files, bench);
    if (table !== undefined) tables.push(table);
  }
  if (tables.length === 0)
    throw new TerminalError(
      'no-data',
      `What came before ("${located[0]?.title ?? ''}") holds no table: expected rows, or text in CSV or JSON.`,
    );
  return tables;
}

async function open(located: LocatedTable, files: FileTables, bench: Workbench): Promise<Table | undefined> {
  if (located.kind === 'rows') return tableOfOutput(located.output, bench.signal);
  if (located.kind === 'loose') return looseTable(located.output, located.title, files, bench);
  const { path, title, declared = [], from } = located;
  const texts = new Set(declared.filter(({ type }) => type === 'text').map(({ name }) => name));
  const table = await files.open(path, bench.signal, bench.progress, texts);
  const units = new Map(declared.map(({ name, unit }) => [name, unit]));
  const columns = table.columns.map((column) => {
    const unit = column.unit ?? units.get(column.name);
    return unit === undefined ? column : { ...column, unit };
  });
  return { ...table, columns, title, notes: from === undefined ? table.notes : [`Fetched from ${from}.`, ...table.notes] };
}

/** An answer that is a table without saying so: a list of objects, CSV in text or in a fenced block. */
async function looseTable(output: Json, title: string, files: FileTables, bench: Workbench): Promise<Table | undefined> {
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  const content = /```(?:csv|tsv|json|ndjson)?\s*\n([\s\S]+?)\n```/.exec(text)?.[1] ?? text;
  const isJson = /^\s*[[{]/.test(content);
  if (!isJson && !/^[^\n]+[,;\t|][^\n]+\n[^\n]+[,;\t|][^\n]+/.test(content.trim())) return undefined;
  const scratch = `${await bench.scratchPath()}${isJson ? '.json' : '.csv'}`;
  await writeFile(scratch, content);
  try {
    // The scratch file goes when the work is done, so it is not the table's to show.
    const { path: _, ...table } = await files.open(scratch, bench.signal, bench.progress);
    return { ...table, title };
  } catch (thrown) {
    if (TerminalError.isInstance(thrown)) return undefined;
    throw thrown;
  }
}
