import { TerminalError } from '../../../../core/agent-error.ts';
import { NumberSpool } from '../spill/number-spool.ts';
import { exactQuantiles } from '../spill/quantiles.ts';
import type { Workbench } from '../spill/workbench.ts';
import { roundTo, tidy } from '../table/exact-sum.ts';
import type { Cell, Column, Row } from '../table/table.ts';
import { type Bucket, bucketOf } from './calendar.ts';
import type { Measure } from './measure.ts';

/** What rows are grouped by: a column's value, or the calendar bucket that its date falls in. */
export interface GroupKey {
  readonly column: number;
  readonly bucket?: Bucket;
}

/** Groups are held in memory, some 100 bytes each and measure. */
export const MAX_GROUPS = 1_000_000;
const MAX_DISTINCT = 2_000_000;
const MAX_MEDIAN_GROUPS = 10_000;

/** Rows whose key is blank: kept under a name where the key is text, left out where it is a figure or a date. */
export const BLANK_GROUP = '(blank)';

export interface Group {
  readonly keys: readonly Cell[];
  readonly rows: number;
  /** By measure; null when no row of the group has a value for it. */
  readonly values: readonly Cell[];
}

/** Adds up measures by group, row by row, in memory that grows with the groups and not with the rows. */
export class GroupTally {
  readonly #keys: readonly GroupKey[];
  readonly #columns: readonly Column[];
  readonly #indexOf = new Map<Cell, number>();
  readonly #keyCells: Cell[][] = [];
  readonly #rows: number[] = [];
  readonly #measures: readonly MeasureTally[];
  /** Rows that were in no group because a date or a figure they are grouped by is blank. */
  leftOut = 0;

  constructor(keys: readonly GroupKey[], measures: readonly Measure[], columns: readonly Column[], bench: Workbench) {
    this.#keys = keys;
    this.#columns = columns;
    this.#measures = measures.map((measure) => new MeasureTally(measure, columns, bench));
  }

  add(row: Row): void {
    const group = this.#groupOf(row);
    if (group === undefined) {
      this.leftOut++;
      return;
    }
    this.#rows[group] = (this.#rows[group] ?? 0) + 1;
    for (const measure of this.#measures) measure.add(group, row);
  }

  async settle(): Promise<void> {
    for (const measure of this.#measures) await measure.settle();
  }

  /** The groups in the order they were first met. */
  async groups(): Promise<Group[]> {
    const values: Cell[][] = [];
    for (const measure of this.#measures) values.push(await measure.results(this.#rows));
    return this.#rows.map((rows, index) => ({ keys: this.#keyCells[index] ?? [], rows, values: values.map((of) => of[index] ?? null) }));
  }

  async close(): Promise<void> {
    for (const measure of this.#measures) await measure.close();
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
    if (index >= MAX_GROUPS) {
      const names = this.#keys.map(({ column }) => this.#columns[column]?.name).join(', ');
      throw new TerminalError(
        'too-many-groups',
        `Grouping by ${names} makes more than ${MAX_GROUPS.toLocaleString('en-US')} groups, more than are held in memory. Filter the rows first, or group by something coarser.`,
        { for: 'task' },
      );
    }
    this.#indexOf.set(key, index);
    this.#keyCells.push([...cells]);
    this.#rows.push(0);
    return index;
  }
}

/** One measure of every group. Only what its statistic needs is kept. */
class MeasureTally {
  readonly #measure: Measure;
  readonly #column: Column | undefined;
  readonly #counts: number[] = [];
  readonly #totals: number[] = [];
  readonly #lost: number[] = [];
  readonly #means: number[] = [];
  readonly #squares: number[] = [];
  readonly #extremes: Cell[] = [];
  readonly #seen: Set<Cell>[] = [];
  readonly #spool: NumberSpool | undefined;
  #distinct = 0;

  constructor(measure: Measure, columns: readonly Column[], bench: Workbench) {
    this.#measure = measure;
    this.#column = measure.column === undefined ? undefined : columns[measure.column];
    this.#spool = measure.statistic === 'median' ? new NumberSpool(bench) : undefined;
  }

  add(group: number, row: Row): void {
    const { column, statistic } = this.#measure;
    if (column === undefined) return;
    const cell = row[column] ?? null;
    if (cell === null) return;
    this.#counts[group] = (this.#counts[group] ?? 0) + 1;
    if (statistic === 'min' || statistic === 'max') {
      const best = this.#extremes[group] ?? null;
      if (best === null || (statistic === 'min' ? cell < best : cell > best)) this.#extremes[group] = cell;
    } else if (statistic === 'distinct') this.#addDistinct(group, cell);
    else if (typeof cell === 'number') this.#addNumber(group, cell);
  }

  #addNumber(group: number, value: number): void {
    const { statistic } = this.#measure;
    if (statistic === 'sum' || statistic === 'mean') {
      const total = this.#totals[group] ?? 0;
      const next = total + value;
      this.#lost[group] = (this.#lost[group] ?? 0) + (Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total);
      this.#totals[group] = next;
    } else if (statistic === 'deviation') {
      const count = this.#counts[group] ?? 1;
      const mean = this.#means[group] ?? 0;
      const nextMean = mean + (value - mean) / count;
      this.#squares[group] = (this.#squares[group] ?? 0) + (value - mean) * (value - nextMean);
      this.#means[group] = nextMean;
    } else {
      this.#spool?.add(group);
      this.#spool?.add(value);
    }
  }

  #addDistinct(group: number, cell: Cell): void {
    this.#seen[group] ??= new Set();
    const seen = this.#seen[group];
    if (seen.has(cell)) return;
    seen.add(cell);
    this.#distinct++;
    if (this.#distinct > MAX_DISTINCT) {
      throw new TerminalError(
        'too-many-values',
        `${this.#column?.name} has more than ${MAX_DISTINCT.toLocaleString('en-US')} different values to tell apart. Filter the rows first.`,
        { for: 'task' },
      );
    }
  }

  async settle(): Promise<void> {
    await this.#spool?.settle();
  }

  async results(rows: readonly number[]): Promise<Cell[]> {
    const { statistic, column } = this.#measure;
    if (column === undefined) return [...rows];
    const decimals = this.#column?.decimals;
    if (statistic === 'median') return this.#medians(rows.length);
    return rows.map((_, group) => {
      const count = this.#counts[group] ?? 0;
      if (statistic === 'count') return count;
      if (statistic === 'distinct') return this.#seen[group]?.size ?? 0;
      if (count === 0) return null;
      const sum = roundTo((this.#totals[group] ?? 0) + (this.#lost[group] ?? 0), decimals ?? 12);
      if (statistic === 'sum') return sum;
      if (statistic === 'mean') return tidy(sum / count);
      if (statistic === 'deviation') return count < 2 ? null : tidy(Math.sqrt((this.#squares[group] ?? 0) / (count - 1)));
      return this.#extremes[group] ?? null;
    });
  }

  async #medians(groups: number): Promise<Cell[]> {
    if (groups > MAX_MEDIAN_GROUPS) {
      throw new TerminalError(
        'too-many-groups',
        `Medians are worked out for at most ${MAX_MEDIAN_GROUPS.toLocaleString('en-US')} groups; there are ${groups.toLocaleString('en-US')}. Ask for averages, or group by something coarser.`,
        { for: 'task' },
      );
    }
    if (this.#spool === undefined) return [];
    const sizes = Array.from({ length: groups }, (_, group) => this.#counts[group] ?? 0);
    const medians = await exactQuantiles(this.#spool, sizes, [0.5]);
    return medians.map(([median]) => median ?? null);
  }

  async close(): Promise<void> {
    await this.#spool?.close();
  }
}
