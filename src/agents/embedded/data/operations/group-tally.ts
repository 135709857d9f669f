import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { TerminalError } from '../../../../core/agent-error.ts';
import type { Workbench } from '../spill/workbench.ts';
import type { Cell, Column, Row } from '../table/table.ts';
import { type Bucket, bucketOf } from './calendar.ts';
import type { Measure } from './measure.ts';
import { MeasureTally, type Partial } from './measure-tally.ts';

/** What rows are grouped by: a column's value, or the calendar bucket that its date falls in. */
export interface GroupKey {
  readonly column: number;
  readonly bucket?: Bucket;
}

/** How many groups are held in memory before what is known of them goes to scratch files. */
export const DEFAULT_HELD_GROUPS = 200_000;
const PARTITIONS = 64;
/** A group is set aside anew whenever it comes again after the others were; this bounds the scratch files to a few gigabytes. */
const MAX_SET_ASIDE = 50_000_000;

/** Rows whose key is blank: kept under a name where the key is text, left out where it is a figure or a date. */
export const BLANK_GROUP = '(blank)';

export interface Group {
  readonly keys: readonly Cell[];
  readonly rows: number;
  /** By measure; null when no row of the group has a value for it. */
  readonly values: readonly Cell[];
}

/** Adds up measures by group, row by row, in bounded memory: beyond a number of groups they are set aside in parts. */
export class GroupTally {
  readonly #keys: readonly GroupKey[];
  readonly #measures: readonly Measure[];
  readonly #columns: readonly Column[];
  readonly #bench: Workbench;
  readonly #heldGroups: number;
  readonly #indexOf = new Map<Cell, number>();
  readonly #keyCells: Cell[][] = [];
  readonly #rows: number[] = [];
  readonly #tallies: readonly MeasureTally[];
  #paths: readonly string[] | undefined;
  #setAside = 0;
  /** Rows that were in no group because a date or a figure they are grouped by is blank. */
  leftOut = 0;

  constructor(
    keys: readonly GroupKey[],
    measures: readonly Measure[],
    columns: readonly Column[],
    bench: Workbench,
    heldGroups = DEFAULT_HELD_GROUPS,
  ) {
    this.#keys = keys;
    this.#measures = measures;
    this.#columns = columns;
    this.#bench = bench;
    this.#heldGroups = heldGroups;
    this.#tallies = measures.map((measure) => new MeasureTally(measure, columns, bench));
  }

  /** True once groups were set aside: they come in parts, and in no order. */
  get isSpilled(): boolean {
    return this.#paths !== undefined;
  }

  add(row: Row): void {
    const group = this.#groupOf(row);
    if (group === undefined) {
      this.leftOut++;
      return;
    }
    this.#rows[group] = (this.#rows[group] ?? 0) + 1;
    for (const tally of this.#tallies) tally.add(group, row);
  }

  /**
   * To be awaited between batches of `add`.
   *
   * @throws TerminalError `too-many-groups` when there are too many to hold of medians or distinct values, or too many altogether.
   */
  async settle(): Promise<void> {
    for (const tally of this.#tallies) await tally.settle();
    if (this.#rows.length >= this.#heldGroups) await this.#spill();
  }

  async #spill(): Promise<void> {
    this.#setAside += this.#rows.length;
    if (this.#tallies.some((tally) => !tally.merges) || this.#setAside > MAX_SET_ASIDE) throw this.#tooMany();
    this.#paths ??= await Promise.all(Array.from({ length: PARTITIONS }, () => this.#bench.scratchPath()));
    const parts: string[][] = Array.from({ length: PARTITIONS }, () => []);
    for (const [group, rows] of this.#rows.entries()) {
      const keys = this.#keyCells[group] ?? [];
      const text = JSON.stringify(keys);
      parts[partOf(text)]?.push(`[${text},${rows},${JSON.stringify(this.#tallies.map((tally) => tally.partial(group)))}]`);
    }
    for (const [part, lines] of parts.entries())
      if (lines.length > 0)
        await appendFile(this.#paths[part] ?? '', `${lines.join('\n').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`);
    this.#forget();
  }

  #tooMany(): TerminalError {
    const names = this.#keys.map(({ column }) => this.#columns[column]?.name).join(', ');
    return new TerminalError(
      'too-many-groups',
      `Grouping by ${names} makes too many groups for this: more than ${this.#heldGroups.toLocaleString('en-US')} of medians or distinct values, or many millions of others. Filter the rows first, or group by something coarser.`,
      { for: 'task' },
    );
  }

  #forget(): void {
    this.#indexOf.clear();
    this.#keyCells.length = 0;
    this.#rows.length = 0;
    for (const tally of this.#tallies) tally.clear();
  }

  /** The groups, in the order they were first met; in parts and in no order when they were too many to hold. Repeatable. */
  async *groups(): AsyncGenerator<Group[]> {
    if (this.#paths === undefined) {
      yield await this.#held();
      return;
    }
    if (this.#rows.length > 0) await this.#spill();
    for (const path of this.#paths) {
      this.#bench.signal.throwIfAborted();
      const part = new GroupTally(this.#keys, this.#measures, this.#columns, this.#bench, Number.POSITIVE_INFINITY);
      await part.#merge(path);
      yield await part.#held();
    }
  }

  async #merge(path: string): Promise<void> {
    const lines = createInterface({ input: createReadStream(path, { flags: 'a+' }), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) {
      const [keys, rows, partials] = JSON.parse(line) as [Cell[], number, Partial[]];
      const group = this.#indexFor(keys.length === 1 ? (keys[0] ?? null) : JSON.stringify(keys), keys);
      this.#rows[group] = (this.#rows[group] ?? 0) + rows;
      for (const [index, tally] of this.#tallies.entries()) {
        const partial = partials[index];
        if (partial !== undefined) tally.merge(group, partial);
      }
    }
  }

  async #held(): Promise<Group[]> {
    const values: Cell[][] = [];
    for (const tally of this.#tallies) values.push(await tally.results(this.#rows));
    return this.#rows.map((rows, index) => ({ keys: this.#keyCells[index] ?? [], rows, values: values.map((of) => of[index] ?? null) }));
  }

  async close(): Promise<void> {
    for (const tally of this.#tallies) await tally.close();
  }

  #groupOf(row: Row): number | undefined {
    const [key, ...others] = this.#keys;
    if (key === undefined) return this.#indexFor('', []);
    const first = this.#keyCell(row, key);
    if (first === undefined) return undefined;
    if (others.length === 0) return this.#indexOf.get(first) ?? this.#indexFor(first, [first]);
    const cells: Cell[] = [first];
    for (const other of others) {
      const cell = this.#keyCell(row, other);
      if (cell === undefined) return undefined;
      cells.push(cell);
    }
    return this.#indexFor(JSON.stringify(cells), cells);
  }

  #keyCell(row: Row, { column, bucket }: GroupKey): Cell | undefined {
    const cell = row[column] ?? null;
    if (cell === null) return this.#columns[column]?.type === 'text' ? BLANK_GROUP : undefined;
    return bucket === undefined ? cell : bucketOf(cell, bucket);
  }

  #indexFor(key: Cell, cells: readonly Cell[]): number {
    const known = this.#indexOf.get(key);
    if (known !== undefined) return known;
    const index = this.#rows.length;
    this.#indexOf.set(key, index);
    this.#keyCells.push([...cells]);
    this.#rows.push(0);
    return index;
  }
}

/** All groups at once, where they are known to be few: periods, values that are compared. */
export async function allGroups(tally: GroupTally): Promise<Group[]> {
  const all: Group[] = [];
  for await (const part of tally.groups()) for (const group of part) all.push(group);
  return all;
}

/** FNV-1a, to spread keys evenly over the parts. */
function partOf(text: string): number {
  let code = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) code = Math.imul(code ^ text.charCodeAt(index), 0x01000193);
  return (code >>> 0) % PARTITIONS;
}
