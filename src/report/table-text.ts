import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { truncate } from './text/display-width.ts';
import { numberText } from './text/figures.ts';
import { plainLine } from './text/plain-text.ts';
import { type TextColumn, textTable } from './text/text-table.ts';

const MAX_ROWS = 12;
const MAX_COLUMNS = 8;
const MAX_NOTES = 3;
const MAX_NOTE = 300;

interface Column {
  readonly name: string;
  readonly isNumber: boolean;
  readonly unit?: string;
}

/** A table of data: its first rows, aligned, and what its notes say. Nothing for what has not the shape of one. */
export function tableText(output: JsonObject): { readonly title?: string; readonly text: string } | undefined {
  const { title, columns, rows, rowCount, notes } = output;
  if (!Array.isArray(columns) || !Array.isArray(rows) || !rows.every(isJsonObject)) return undefined;
  const read = columns.map(columnOf);
  if (!read.every((column) => column !== undefined)) return undefined;
  const count = typeof rowCount === 'number' && rowCount > rows.length ? rowCount : rows.length;
  return {
    ...(typeof title === 'string' ? { title } : {}),
    text: [rowsText(read, rows, count), notesText(notes)].filter((part) => part !== '').join('\n'),
  };
}

/** A list of flat objects as a table, over the keys that any of them has. */
export function recordsText(records: readonly JsonObject[]): string {
  const shown = records.slice(0, MAX_ROWS);
  const names = [...new Set(shown.flatMap(Object.keys))];
  const columns = names.map((name) => ({ name, isNumber: shown.every((row) => isNumberOrNothing(row[name])) }));
  return rowsText(columns, records, records.length);
}

/** A few notes, a line each. */
export function notesText(notes: Json | undefined): string {
  if (!Array.isArray(notes)) return '';
  const texts = notes.filter((note) => typeof note === 'string').map((note) => truncate(plainLine(note), MAX_NOTE));
  return texts
    .filter((note) => note !== '')
    .slice(0, MAX_NOTES)
    .join('\n');
}

function rowsText(columns: readonly Column[], rows: readonly JsonObject[], rowCount: number): string {
  const [first] = rows;
  if (first === undefined || columns.length === 0) return 'No rows.';
  const shown = columns.slice(0, MAX_COLUMNS);
  if (rowCount === 1) return shown.map((column) => `${plainLine(column.name)}: ${withUnit(cellText(first, column), column)}`).join('\n');
  const heads = shown.map(
    (column): TextColumn => ({
      name: column.unit === undefined ? column.name : `${column.name} (${column.unit})`,
      align: column.isNumber ? 'right' : 'left',
    }),
  );
  const lines = textTable(
    heads,
    rows.slice(0, MAX_ROWS).map((row) => shown.map((column) => cellText(row, column))),
  );
  const moreRows = rowCount - Math.min(rows.length, MAX_ROWS);
  const moreColumns = columns.length - shown.length;
  if (moreRows > 0) lines.push(`... ${moreRows} more ${moreRows === 1 ? 'row' : 'rows'}`);
  if (moreColumns > 0) lines.push(`... ${moreColumns} more ${moreColumns === 1 ? 'column' : 'columns'}`);
  return lines.join('\n');
}

function columnOf(column: Json): Column | undefined {
  if (!isJsonObject(column) || typeof column['name'] !== 'string') return undefined;
  const { name, type, unit } = column;
  return { name, isNumber: type === 'number', ...(typeof unit === 'string' && unit !== '' ? { unit } : {}) };
}

function cellText(row: JsonObject, { name }: Column): string {
  const value = Object.hasOwn(row, name) ? row[name] : undefined;
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `$` and the like stand before the number, other units after it. */
function withUnit(text: string, { unit }: Column): string {
  const cell = plainLine(text);
  if (unit === undefined || cell === '') return cell;
  const sign = plainLine(unit);
  if (/^\p{Sc}$/u.test(sign)) return cell.startsWith('-') ? `-${sign}${cell.slice(1)}` : `${sign}${cell}`;
  return `${cell} ${sign}`;
}

const isNumberOrNothing = (value: Json | undefined): boolean => value === undefined || value === null || typeof value === 'number';
