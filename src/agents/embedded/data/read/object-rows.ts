import { TerminalError } from '../../../../core/agent-error.ts';
import type { RawCell } from './column-tally.ts';
import { MAX_COLUMNS, nameColumns } from './csv-dialect.ts';
import type { RawRow } from './raw-source.ts';

const MAX_DEPTH = 5;

/** Lays JSON values out in columns. A column is added when its key is first seen; rows before it are short, which means blank. */
export class ObjectRows {
  readonly columns: string[] = [];
  readonly #positions = new Map<string, number>();
  readonly #name: string;
  #headerOfLists = false;
  #firstList: string | undefined;

  constructor(name: string, knownColumns: readonly string[]) {
    this.#name = name;
    this.nameColumns(knownColumns);
  }

  nameColumns(columns: readonly string[]): void {
    for (const column of columns) this.#position(column);
  }

  /** The cells of one value, or undefined when it is no row: null, an empty object, the header of a list of lists. */
  rowOf(value: unknown): RawRow | undefined {
    if (value === null || value === undefined) return undefined;
    if (Array.isArray(value)) return this.#rowOfList(value);
    const row: RawCell[] = [];
    if (typeof value === 'object') this.#fill(row, value, '', 1);
    else row[this.#position('value')] = value as RawCell;
    if (row.length === 0) return undefined;
    // Holes would be slower to read and are skipped by array methods.
    for (let index = 0; index < row.length; index++) row[index] ??= null;
    return row;
  }

  #fill(row: RawCell[], object: object, prefix: string, depth: number): void {
    for (const [key, member] of Object.entries(object)) {
      const name = prefix === '' ? key : `${prefix}.${key}`;
      if (typeof member === 'object' && member !== null) {
        if (!Array.isArray(member) && depth < MAX_DEPTH) this.#fill(row, member, name, depth + 1);
        else row[this.#position(name)] = JSON.stringify(member);
      } else row[this.#position(name)] = member as RawCell;
    }
  }

  #rowOfList(values: readonly unknown[]): RawRow | undefined {
    const cells = values.map((value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as RawCell)));
    const text = cells.join('\u0000');
    if (this.#firstList === undefined) {
      const named =
        this.columns.length > 0
          ? cells.map(String).join('\u0000') === this.columns.join('\u0000')
          : cells.length > 0 && cells.every(isName);
      if (this.columns.length === 0) this.nameColumns(nameColumns(named ? cells.map(String) : [], cells.length).columns);
      this.#firstList = text;
      this.#headerOfLists = named;
    }
    // A later pass meets the header again.
    if (this.#headerOfLists && text === this.#firstList) return undefined;
    for (let index = this.columns.length; index < cells.length; index++) this.#position(`column_${index + 1}`);
    return cells;
  }

  #position(name: string): number {
    const known = this.#positions.get(name);
    if (known !== undefined) return known;
    if (this.columns.length >= MAX_COLUMNS) {
      throw new TerminalError('too-wide', `${this.#name} has more than ${MAX_COLUMNS} different keys; that is no table.`, { for: 'task' });
    }
    const position = this.columns.length;
    this.#positions.set(name, position);
    this.columns.push(name);
    return position;
  }
}

const isName = (cell: RawCell): boolean => typeof cell === 'string' && cell !== '' && !/^[\d.,$-]+$/.test(cell);
