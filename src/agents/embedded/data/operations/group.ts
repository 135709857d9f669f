import type { Workbench } from '../spill/workbench.ts';
import { addTo, newSum, sumValue } from '../table/exact-sum.ts';
import { type Column, columnIndex, type Row, type Table, tableOfRows } from '../table/table.ts';
import { listed, spoken } from '../table/words.ts';
import { compareCells } from './cell-order.ts';
import { groupNotes } from './group-notes.ts';
import { allGroups, BLANK_GROUP, type Group, type GroupKey, GroupTally } from './group-tally.ts';
import { type Measure, measureColumns, spokenMeasure } from './measure.ts';
import { type SortKey, sortTable } from './sort.ts';
import { StandingGroups } from './standing-groups.ts';

export interface Grouping {
  readonly keys: readonly GroupKey[];
  readonly measures: readonly Measure[];
  /** Largest first (the default, unless the first key is a time), smallest first, or by the first key. */
  readonly order?: 'descending' | 'ascending' | 'key';
  /** Which measure the order is by; the first is 0. */
  readonly orderBy?: number;
  readonly limit?: number;
  /** Of the groups only those with one of these first keys are shown; shares are still of all. */
  readonly only?: readonly string[];
  /** The most groups shown for each value of the first key. */
  readonly limitWithin?: number;
}

export const SHARE_COLUMN = 'share_percent';

/**
 * One row for each group, with its measures, in one pass. Sums and counts over one key also get their share of the whole.
 * The notes say in words what stands out.
 */
export async function groupTable(table: Table, grouping: Grouping, bench: Workbench, heldGroups?: number): Promise<Table> {
  const tally = new GroupTally(grouping.keys, grouping.measures, table.columns, bench, heldGroups);
  try {
    for await (const batch of table.batches(bench.signal)) {
      for (const row of batch) tally.add(row);
      await tally.settle();
    }
    const groups = tally.isSpilled
      ? await spilledGroups(tally, grouping, orderOf(grouping, table.columns))
      : await groupsInMemory(tally, grouping, table.columns);
    return await tableOfGroups(table, grouping, groups, tally.leftOut, bench);
  } finally {
    await tally.close();
  }
}

/** Groups made ready to be shown. */
interface ShownGroups {
  /** In order. Of groups that were too many to hold: the first few, and those that stand out. */
  readonly groups: readonly Group[];
  readonly count: number;
  /** What shares are of. */
  readonly whole: number | undefined;
  /** All groups in parts, when they were too many to hold and all of them are wanted. */
  readonly parts?: () => AsyncIterable<readonly Group[]>;
}

async function groupsInMemory(tally: GroupTally, grouping: Grouping, columns: readonly Column[]): Promise<ShownGroups> {
  const all = (await allGroups(tally)).toSorted(orderOf(grouping, columns));
  const { only } = grouping;
  const groups = only === undefined ? firstWithin(all, grouping) : all.filter(({ keys: [first] }) => only.includes(String(first)));
  return { groups, count: groups.length, whole: shareable(grouping, all) };
}

async function spilledGroups(tally: GroupTally, grouping: Grouping, order: (a: Group, b: Group) => number): Promise<ShownGroups> {
  const standing = new StandingGroups(grouping.measures.length, grouping.limit ?? 0, order);
  const sum = mayShare(grouping) ? newSum() : undefined;
  let least = 0;
  for await (const part of tally.groups()) {
    standing.add(part);
    for (const { values } of part) {
      const value = typeof values[0] === 'number' ? values[0] : 0;
      least = Math.min(least, value);
      if (sum !== undefined) addTo(sum, value);
    }
  }
  const whole = sum === undefined || least < 0 ? undefined : sumValue(sum, 12);
  const all = grouping.limit === undefined ? { parts: () => tally.groups() } : {};
  return { groups: standing.groups(), count: standing.count, whole: whole === 0 ? undefined : whole, ...all };
}

async function tableOfGroups(table: Table, grouping: Grouping, shown: ShownGroups, leftOut: number, bench: Workbench): Promise<Table> {
  const { keys, measures, limit } = grouping;
  const { groups, count, whole, parts } = shown;
  const keyColumns = namedKeys(keys, table.columns);
  const valueColumns = measureColumns(
    measures,
    table.columns,
    keyColumns.map(({ name }) => name),
  );
  const share: Column[] = whole === undefined ? [] : [{ name: SHARE_COLUMN, type: 'number', unit: '%', decimals: 2 }];
  const columns = [...keyColumns, ...valueColumns, ...share];
  const rowOf = ({ keys: cells, values }: Group): Row => [
    ...cells,
    ...values,
    ...(whole === undefined ? [] : [Number(((Number(values[0]) / whole) * 100).toFixed(2))]),
  ];
  const notes = [...table.notes, ...groupNotes({ grouping, columns: table.columns, valueColumns, groups, count, whole, leftOut })];
  const title = titleOf(grouping, table.columns);
  if (parts === undefined) return tableOfRows(title, columns, (limit === undefined ? groups : groups.slice(0, limit)).map(rowOf), notes);
  const unsorted: Table = {
    title,
    columns,
    facts: columns.map(() => ({ filled: count, blanks: 0, distinct: count })),
    rowCount: count,
    notes,
    async *batches() {
      for await (const part of parts()) yield part.map(rowOf);
    },
  };
  const sorted = await sortTable(unsorted, sortKeys(grouping, table.columns), bench);
  return { ...sorted, notes };
}

/** The order of groups, as an order of the rows they become. */
function sortKeys(grouping: Grouping, columns: readonly Column[]): SortKey[] {
  const { keys, order, orderBy = 0 } = grouping;
  const byKeys = keys.map((_, column) => ({ column, descending: false }));
  if (goesByKeys(grouping, columns)) return byKeys;
  return [{ column: keys.length + orderBy, descending: order !== 'ascending' }, ...byKeys];
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
  if (goesByKeys(grouping, columns)) return byKeys;
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

/** Of the ordered groups, the first few of each value of the first key; those values in their own order. */
function firstWithin(groups: readonly Group[], { limitWithin }: Grouping): readonly Group[] {
  if (limitWithin === undefined) return groups;
  const byFirst = Map.groupBy(groups, ({ keys }) => keys[0] ?? null);
  return [...byFirst]
    .toSorted((a, b) => Number(a[0] === BLANK_GROUP) - Number(b[0] === BLANK_GROUP) || compareCells(a[0], b[0]))
    .flatMap(([, of]) => of.slice(0, limitWithin));
}

function goesByKeys({ keys, order }: Grouping, columns: readonly Column[]): boolean {
  const byTime = keys.some(({ column, bucket }) => bucket !== undefined || columns[column]?.type === 'date');
  return order === 'key' || (order === undefined && byTime);
}

/** The sum of the first measure over all groups, when shares of it mean something. */
function shareable(grouping: Grouping, groups: readonly Group[]): number | undefined {
  if (!mayShare(grouping) || groups.length < 2) return undefined;
  let whole = 0;
  for (const { values } of groups) {
    const value = values[0] ?? 0;
    if (typeof value !== 'number' || value < 0) return undefined;
    whole += value;
  }
  return whole > 0 ? Number(whole.toPrecision(15)) : undefined;
}

function mayShare({ keys, measures }: Grouping): boolean {
  const [measure] = measures;
  return keys.length === 1 && keys[0]?.bucket === undefined && (measure?.statistic === 'sum' || measure?.statistic === 'count');
}

function titleOf({ keys, measures, limit, order }: Grouping, columns: readonly Column[]): string {
  const what = listed(measures.map((measure) => spokenMeasure(measure, columns)));
  const by = keys.map(({ column, bucket }) => bucket ?? spoken(columns[column]?.name ?? ''));
  const title = by.length === 0 ? what : `${what} by ${listed(by)}`;
  const full = limit === undefined ? title : `${title}, ${order === 'ascending' ? 'bottom' : 'top'} ${limit}`;
  return full.charAt(0).toUpperCase() + full.slice(1);
}
