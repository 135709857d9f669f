import type { TableOutput } from '../../../../core/output.ts';
import { cellReader } from '../read/cell-reader.ts';
import type { RawCell } from '../read/column-tally.ts';
import { columnOf, profileSource } from '../read/profile.ts';
import type { RawRow, RawSource } from '../read/raw-source.ts';
import { type Table, tableOfRows } from '../table/table.ts';

/** The table that an output carries in its own rows. Types are read off the cells: an output may come from any agent. */
export async function tableOfOutput(output: TableOutput, signal: AbortSignal): Promise<Table> {
  const columns = Array.isArray(output.columns) ? output.columns.map(({ name }) => String(name)) : Object.keys(output.rows[0] ?? {});
  const rows: RawRow[] = output.rows.map((row) => columns.map((name) => rawOf(row[name])));
  const source: RawSource = {
    format: 'json',
    columns,
    notes: [],
    async *batches() {
      yield rows;
    },
  };
  const profile = await profileSource(source, signal, () => {});
  const declared = new Map((output.columns ?? []).map((column) => [column.name, column]));
  const formats = profile.formats.map((format) => {
    const said = declared.get(format.name);
    const unit = format.unit ?? said?.unit;
    return { ...format, ...(said?.type === 'text' ? { type: 'text' as const } : {}), ...(unit === undefined ? {} : { unit }) };
  });
  const readers = formats.map(cellReader);
  const typed = rows.map((row) => readers.map((read, index) => read(row[index])));
  return tableOfRows(
    String(output.title ?? 'table'),
    formats.map(columnOf),
    typed,
    profile.notes.filter((note) => !note.startsWith('There are no rows')),
    profile.facts,
  );
}

function rawOf(value: unknown): RawCell {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return JSON.stringify(value);
}
