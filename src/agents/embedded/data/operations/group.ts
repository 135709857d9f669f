import type { Workbench } from '../spill/workbench.ts';
import { type Cell, type Column, columnIndex, type Row, type Table, tableOfRows } from '../table/table.ts';
import { listed, spoken } from '../table/words.ts';
import { compareBuckets } from './calendar.ts';
import { groupNotes } from './group-notes.ts';
import { BLANK_GROUP, type Group, type GroupKey, GroupTally } from './group-tally.ts';
import { type Measure, measureColumns, spokenMeasure } from './measure.ts';

export interface Grouping {
  readonly keys: readonly GroupKey[];
  readonly measures: readonly Measure[];
  /** Largest first (the default, unless the first key is a time), smallest first, or by the first key. */
  readonly order?: 'descending' | 'ascending' | 'key';
  /** Which measure the order is by; the first is 0. */
  readonly orderBy?: number;
  readonly limit?: number;
  /** The most groups shown for each value of the first key. */
  readonly limitWithin?: number;
}

export const SHARE_COLUMN = 'share_percent';

/**
 * One row for each group, with its measures, in one pass. Sums and counts over one key also get their share of the whole.
 * The notes say in words what stands out.
 */
export async function groupTable(table: Table, grouping: Grouping, bench: Workbench): Promise<Table> {
  const tally = new GroupTally(grouping.keys, grouping.measures, table.columns, bench);
  try {
    for await (const batch of table.batches(bench.signal)) {
      for (const row of batch) tally.add(row);
      await tally.settle();
    }
    return tableOfGroups(table, grouping, await tally.groups(), tally.leftOut);
  } finally {
    await tally.close();
  }
}

function tableOfGroups(table: Table, grouping: Grouping, groups: readonly Group[], leftOut: number): Table {
  const { keys, measures, limit } = grouping;
  const keyColumns = namedKeys(keys, table.columns);
  const valueColumns = measureColumns(
    measures,
    table.columns,
    keyColumns.map(({ name }) => name),
  );
  const ordered = firstWithin(groups.toSorted(orderOf(grouping, table.columns)), grouping);
  const whole = shareable(grouping, ordered);
  const rows: Row[] = ordered.map(({ keys: cells, values }) => [
    ...cells,
    ...values,
    ...(whole === undefined ? [] : [Number(((Number(values[0]) / whole) * 100).toFixed(2))]),
  ]);
  const share: Column[] = whole === undefined ? [] : [{ name: SHARE_COLUMN, type: 'number', unit: '%', decimals: 2 }];
  const columns = [...keyColumns, ...valueColumns, ...share];
  const notes = [...table.notes, ...groupNotes({ grouping, columns: table.columns, valueColumns, groups: ordered, whole, leftOut })];
  return tableOfRows(titleOf(grouping, table.columns), columns, limit === undefined ? rows : rows.slice(0, limit), notes);
}

function namedKeys(keys: readonly GroupKey[], columns: readonly Column[]): Column[] {
  const taken = new Set<string>();
  return keys.map(({ column, bucket }) => {
    const source = columns[column] ?? { name: '?', type: 'text' as const };
    const name =
      bucket === undefined
        ? source.name
        : taken.has(bucket) || (columnIndex(columns, bucket) >= 0 && columns[column]?.name !== bucket)
          ? `${source.name}_${bucket}`
          : bucket;
    taken.add(name);
    if (bucket === undefined) return { ...source, name };
    if (bucket === 'day') return { name: source.name, type: 'date' };
    return { name, type: bucket === 'weekday' || bucket === 'quarter' ? 'text' : 'date' };
  });
}

function orderOf(grouping: Grouping, columns: readonly Column[]): (a: Group, b: Group) => number {
  const { keys, order, orderBy = 0 } = grouping;
  const byKeys = (a: Group, b: Group): number => {
    for (const index of keys.keys()) {
      const difference = compareCells(a.keys[index] ?? null, b.keys[index] ?? null);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const byTime = keys.some(({ column, bucket }) => bucket !== undefined || columns[column]?.type === 'date');
  if (order === 'key' || (order === undefined && byTime)) return byKeys;
  const sign = order === 'ascending' ? -1 : 1;
  return (a, b) => {
    // Rows without a key are no contender for first or last place.
    const blank = Number(a.keys.includes(BLANK_GROUP)) - Number(b.keys.includes(BLANK_GROUP));
    if (blank !== 0) return blank;
    const [left, right] = [a.values[orderBy] ?? null, b.values[orderBy] ?? null];
    // Groups without a value come last whichever the order.
    if (left === null || right === null) return left === right ? byKeys(a, b) : left === null ? 1 : -1;
    return sign * compareCells(right, left) || byKeys(a, b);
  };
}

/** Numbers by size, text by the alphabet and weekdays by the week; null before all. */
export function compareCells(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareBuckets(String(a), String(b));
}

/** Of the ordered groups, the first few of each value of the first key; those values in their own order. */
function firstWithin(groups: readonly Group[], { limitWithin }: Grouping): readonly Group[] {
  if (limitWithin === undefined) return groups;
  const byFirst = Map.groupBy(groups, ({ keys }) => keys[0] ?? null);
  return [...byFirst]
    .toSorted((a, b) => Number(a[0] === BLANK_GROUP) - Number(b[0] === BLANK_GROUP) || compareCells(a[0], b[0]))
    .flatMap(([, of]) => of.slice(0, limitWithin));
}

/** The sum of the first measure over all groups, when shares of it mean something. */
function shareable({ keys, measures }: Grouping, groups: readonly Group[]): number | undefined {
  const [measure] = measures;
  const counts = measure?.statistic === 'sum' || measure?.statistic === 'count';
  if (keys.length !== 1 || measures.length === 0 || !counts || keys[0]?.bucket !== undefined || groups.length < 2) return undefined;
  let whole = 0;
  for (const { values } of groups) {
    const value = values[0] ?? 0;
    if (typeof value !== 'number' || value < 0) return undefined;
    whole += value;
  }
  return whole > 0 ? Number(whole.toPrecision(15)) : undefined;
}

function titleOf({ keys, measures, limit, order }: Grouping, columns: readonly Column[]): string {
  const what = listed(measures.map((measure) => spokenMeasure(measure, columns)));
  const by = keys.map(({ column, bucket }) => bucket ?? spoken(columns[column]?.name ?? ''));
  const title = by.length === 0 ? what : `${what} by ${listed(by)}`;
  const full = limit === undefined ? title : `${title}, ${order === 'ascending' ? 'bottom' : 'top'} ${limit}`;
  return full.charAt(0).toUpperCase() + full.slice(1);
}
