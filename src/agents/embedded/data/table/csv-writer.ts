import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Cell, Column, Row } from './table.ts';

const FLUSH_CHARACTERS = 128 * 1024;

/**
 * One line of CSV, without its end. Text is quoted when it must be, and also when it starts with = + - or @:
 * a spreadsheet may take such text for a formula. We never alter it and never evaluate it; the quotes mark it as text
 * for readers that heed them. Numbers are bare, negative ones too.
 */
export function csvLine(row: Row): string {
  let line = '';
  for (let index = 0; index < row.length; index++) line += index === 0 ? csvCell(row[index] ?? null) : `,${csvCell(row[index] ?? null)}`;
  // A lone blank cell would be an empty line, which is no row.
  return line === '' ? '""' : line;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  return /[",\r\n]|^[=+\-@\s]|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Writes a table to a new CSV file, a megabyte at a time. */
export class CsvWriter {
  readonly path: string;
  readonly #handle: FileHandle;
  #pending: string[] = [];
  #characters = 0;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  static async create(path: string, columns: readonly Column[]): Promise<CsvWriter> {
    const writer = new CsvWriter(path, await open(path, 'w'));
    writer.#add(csvLine(columns.map(({ name }) => name)));
    return writer;
  }

  async write(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      this.#add(csvLine(row));
      if (this.#characters >= FLUSH_CHARACTERS) await this.#flush();
    }
  }

  async close(): Promise<void> {
    await this.#flush();
    await this.#handle.close();
  }

  /** Closes and deletes a file that will not be finished. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.path, { force: true });
  }

  #add(line: string): void {
    this.#pending.push(line);
    this.#characters += line.length + 1;
  }

  async #flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    const text = `${this.#pending.join('\n')}\n`;
    this.#pending = [];
    this.#characters = 0;
    await this.#handle.writeFile(text);
  }
}
