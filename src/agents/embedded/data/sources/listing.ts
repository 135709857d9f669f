import type { TableOutput } from '../../../../core/output.ts';
import { sameShape, unionTables } from '../operations/union.ts';
import { type Row, type Table, tableOfRows } from '../table/table.ts';
import { counted } from '../table/words.ts';

const LISTING_COLUMNS = ['file', 'path', 'rows', 'columns'];

/** True for a list of files that a later step is to choose from. */
export function isListing({ columns }: TableOutput): boolean {
  return columns.length === LISTING_COLUMNS.length && columns.every(({ name }, index) => name === LISTING_COLUMNS[index]);
}

/** Several tables as one: put together when they have the same columns, else a list of them. */
export function tablesAsOne(tables: readonly Table[], title: string): Table {
  const [first, ...others] = tables;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined && others.every((table) => sameShape(first, table))) return unionTables(tables, title);
  const rows: Row[] = tables.map((table) => [
    table.title,
    table.path ?? null,
    table.rowCount ?? null,
    table.columns.map(({ name }) => name).join(', '),
  ]);
  const columns = LISTING_COLUMNS.map((name) => ({ name, type: name === 'rows' ? ('number' as const) : ('text' as const) }));
  return tableOfRows(title, columns, rows, [`${counted(tables.length, 'file')} of different shapes, listed with their columns.`]);
}
