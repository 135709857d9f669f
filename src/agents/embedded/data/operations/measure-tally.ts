import { TerminalError } from '../../../../core/agent-error.ts';
import { KeyedSpill } from '../spill/keyed-spill.ts';
import { NumberSpool } from '../spill/number-spool.ts';
import { exactQuantiles } from '../spill/quantiles.ts';
import type { Workbench } from '../spill/workbench.ts';
import { roundTo, tidy } from '../table/exact-sum.ts';
import type { Cell, Column, Row } from '../table/table.ts';
import type { Measure } from './measure.ts';

const MAX_MEDIAN_GROUPS = 10_000;

/** What is known of one group's values so far; two of them can be put together. Medians and distinct values have none. */
export type Partial = readonly [count: number, total: number, lost: number, mean: number, squares: number, extreme: Cell];

/** One measure of every group, by the group's number. Only what its statistic needs is kept. */
export class MeasureTally {
  readonly #measure: Measure;
  readonly #column: Column | undefined;
  readonly #counts: number[] = [];
  readonly #totals: number[] = [];
  readonly #lost: number[] = [];
  readonly #means: number[] = [];
  readonly #squares: number[] = [];
  readonly #extremes: Cell[] = [];
  readonly #values: NumberSpool | undefined;
  readonly #distinct: KeyedSpill | undefined;

  constructor(measure: Measure, columns: readonly Column[], bench: Workbench) {
    this.#measure = measure;
    this.#column = measure.column === undefined ? undefined : columns[measure.column];
    this.#values = measure.statistic === 'median' ? new NumberSpool(bench) : undefined;
    this.#distinct = measure.statistic === 'distinct' ? new KeyedSpill(bench) : undefined;
  }

  /** Whether what is known of a group can be set aside and put together later. */
  get merges(): boolean {
    return this.#values === undefined && this.#distinct === undefined;
  }

  add(group: number, row: Row): void {
    const { column, statistic } = this.#measure;
    if (column === undefined) return;
    const cell = row[column] ?? null;
    if (cell === null) return;
    this.#counts[group] = (this.#counts[group] ?? 0) + 1;
    if (statistic === 'min' || statistic === 'max') this.#addExtreme(group, cell);
    else if (this.#distinct !== undefined) this.#distinct.add(`${group}/${String(cell)}`, group);
    else if (typeof cell !== 'number') return;
    else if (this.#values !== undefined) {
      this.#values.add(group);
      this.#values.add(cell);
    } else if (statistic === 'deviation') this.#addSpread(group, 1, cell, 0);
    else this.#addTotal(group, cell, 0);
  }

  #addExtreme(group: number, cell: Cell): void {
    const best = this.#extremes[group] ?? null;
    if (cell === null) return;
    if (best === null || (this.#measure.statistic === 'min' ? cell < best : cell > best)) this.#extremes[group] = cell;
  }

  /** Neumaier's sum: what adding loses is kept apart. */
  #addTotal(group: number, value: number, lost: number): void {
    const total = this.#totals[group] ?? 0;
    const next = total + value;
    const loss = Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    this.#lost[group] = (this.#lost[group] ?? 0) + loss + lost;
    this.#totals[group] = next;
  }

  /** Chan's way of putting two sets of squared distances together; `counts` holds both already. */
  #addSpread(group: number, count: number, mean: number, squares: number): void {
    const all = this.#counts[group] ?? count;
    const before = all - count;
    const oldMean = this.#means[group] ?? 0;
    const difference = mean - oldMean;
    this.#means[group] = oldMean + (difference * count) / all;
    this.#squares[group] = (this.#squares[group] ?? 0) + squares + (difference * difference * before * count) / all;
  }

  /** What is known of a group, to be merged later. */
  partial(group: number): Partial {
    return [
      this.#counts[group] ?? 0,
      this.#totals[group] ?? 0,
      this.#lost[group] ?? 0,
      this.#means[group] ?? 0,
      this.#squares[group] ?? 0,
      this.#extremes[group] ?? null,
    ];
  }

  merge(group: number, [count, total, lost, mean, squares, extreme]: Partial): void {
    if (count === 0) return;
    this.#counts[group] = (this.#counts[group] ?? 0) + count;
    this.#addTotal(group, total, lost);
    this.#addSpread(group, count, mean, squares);
    this.#addExtreme(group, extreme);
  }

  /** Forgets all groups, after their partials were set aside. */
  clear(): void {
    for (const list of [this.#counts, this.#totals, this.#lost, this.#means, this.#squares, this.#extremes]) list.length = 0;
  }

  async settle(): Promise<void> {
    await this.#values?.settle();
    await this.#distinct?.settle();
  }

  /** The measure of every group; null for one without values. */
  async results(rows: readonly number[]): Promise<Cell[]> {
    const { statistic, column } = this.#measure;
    if (column === undefined) return [...rows];
    if (this.#values !== undefined) return this.#medians(this.#values, rows.length);
    if (this.#distinct !== undefined) {
      const counts = rows.map(() => 0);
      await this.#distinct.tellApart(
        (group) => {
          counts[group] = (counts[group] ?? 0) + 1;
        },
        () => {},
      );
      return counts;
    }
    return rows.map((_, group) => {
      const count = this.#counts[group] ?? 0;
      if (statistic === 'count') return count;
      if (count === 0) return null;
      const sum = roundTo((this.#totals[group] ?? 0) + (this.#lost[group] ?? 0), this.#column?.decimals ?? 12);
      if (statistic === 'sum') return sum;
      if (statistic === 'mean') return tidy(sum / count);
      if (statistic === 'deviation') return count < 2 ? null : tidy(Math.sqrt((this.#squares[group] ?? 0) / (count - 1)));
      return this.#extremes[group] ?? null;
    });
  }

  async #medians(values: NumberSpool, groups: number): Promise<Cell[]> {
    if (groups > MAX_MEDIAN_GROUPS) {
      throw new TerminalError(
        'too-many-groups',
        `Medians are worked out for at most ${MAX_MEDIAN_GROUPS.toLocaleString('en-US')} groups; there are ${groups.toLocaleString('en-US')}. Ask for averages, or group by something coarser.`,
        { for: 'task' },
      );
    }
    const sizes = Array.from({ length: groups }, (_, group) => this.#counts[group] ?? 0);
    const medians = await exactQuantiles(values, sizes, [0.5]);
    return medians.map(([median]) => median ?? null);
  }

  async close(): Promise<void> {
    await this.#values?.close();
  }
}
