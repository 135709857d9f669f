import { basename } from 'node:path';
import type { ColumnType } from '../../../../core/output.ts';
import type { Cell, Row, Table } from '../table/table.ts';
import { cellReader } from './cell-reader.ts';
import type { ColumnFormat } from './column-decision.ts';
import { type DataFile, openDataFile } from './data-file.ts';
import { openSource } from './open-source.ts';
import { columnOf, type Profile, profileSource } from './profile.ts';
import type { RawRow, RawSource } from './raw-source.ts';

/** A file's table, with what a rewrite of it needs to know. */
export interface FileTable extends Table {
  readonly rowCount: number;
  readonly path: string;
  readonly file: DataFile;
}

/** Profiling a large file is a whole pass, and the steps of a chain read the same file one after the other. */
const MAX_KNOWN = 16;

/** The profiles of the last few files, by path, size and time of change. Plain data, so that they can go to a thread and back. */
export type KnownProfiles = Map<string, Profile>;

/** Opens files as tables and remembers what it learned of them. */
export class FileTables {
  readonly known: KnownProfiles;

  constructor(known: KnownProfiles = new Map()) {
    this.known = known;
  }

  /**
   * @param texts Names of columns that are text whatever they look like, because the step before said so.
   * @throws TerminalError for the task when the file is missing, empty, binary or broken.
   */
  async open(
    path: string,
    signal: AbortSignal,
    progress: (message: string) => void,
    texts: ReadonlySet<string> = new Set(),
  ): Promise<FileTable> {
    const file = await openDataFile(path, signal);
    const known = this.known.get(file.version);
    const source = await openSource(
      file,
      signal,
      known?.columns.map(({ name }) => name),
    );
    const profile = known ?? (await this.#learn(file, source, signal, progress));
    return tableOf(file, source, profile, texts);
  }

  async #learn(file: DataFile, source: RawSource, signal: AbortSignal, progress: (message: string) => void): Promise<Profile> {
    const name = basename(file.path);
    let reported = 0;
    const profile = await profileSource(source, signal, (rows) => {
      if (rows < reported + 1_000_000) return;
      reported = rows;
      progress(`Read ${(rows / 1e6).toFixed(0)} million rows of ${name}`);
    });
    this.known.set(file.version, profile);
    const oldest = this.known.keys().next().value;
    if (this.known.size > MAX_KNOWN && oldest !== undefined) this.known.delete(oldest);
    return profile;
  }
}

function tableOf(file: DataFile, source: RawSource, profile: Profile, texts: ReadonlySet<string>): FileTable {
  const formats = profile.formats.map((format) => (texts.has(format.name) ? { ...format, type: 'text' as ColumnType } : format));
  return {
    title: basename(file.path),
    columns: formats.map(columnOf),
    facts: profile.facts,
    rowCount: profile.rowCount,
    path: file.path,
    notes: profile.notes,
    file,
    batches: (signal) => typedBatches(source, formats, signal),
  };
}

async function* typedBatches(source: RawSource, formats: readonly ColumnFormat[], signal: AbortSignal): AsyncGenerator<Row[]> {
  const readers = formats.map(cellReader);
  const width = readers.length;
  for await (const batch of source.batches(signal)) {
    const rows: Row[] = new Array(batch.length);
    for (let index = 0; index < batch.length; index++) rows[index] = typedRow(batch[index] ?? [], readers, width);
    yield rows;
  }
}

function typedRow(raw: RawRow, readers: readonly ((cell: RawRow[number]) => Cell)[], width: number): Row {
  const cells: Cell[] = new Array(width);
  for (let index = 0; index < width; index++) cells[index] = readers[index]?.(raw[index]) ?? null;
  return cells;
}
