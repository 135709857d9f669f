import type { Workbench } from '../spill/workbench.ts';
import { type Column, type Row, type Table, tableOfRows } from '../table/table.ts';
import { figure, listed, quantity, sentence, spoken } from '../table/words.ts';
import { predicateOf } from './condition.ts';
import { allGroups, type Group, type GroupKey, GroupTally } from './group-tally.ts';
import { type Measure, measureColumns, spokenMeasure } from './measure.ts';

/** Which values of which column are held against each other, by which measures, and within which further groups. */
export interface Comparing {
  readonly column: number;
  readonly values: readonly string[];
  readonly measures: readonly Measure[];
  readonly within: readonly GroupKey[];
}

/** One row for each compared value (and further group), in the order they were named, with the differences said in words. One pass. */
export async function compareTable(table: Table, comparing: Comparing, bench: Workbench): Promise<Table> {
  const { column, values, measures, within } = comparing;
  const keys: GroupKey[] = [{ column }, ...within];
  const wanted = predicateOf({ kind: 'one-of', column, values, negated: false });
  const tally = new GroupTally(keys, measures, table.columns, bench);
  try {
    for await (const batch of table.batches(bench.signal)) {
      for (const row of batch) if (wanted(row)) tally.add(row);
      await tally.settle();
    }
    const place = (group: Group): number => values.findIndex((value) => value.toLowerCase() === String(group.keys[0]).toLowerCase());
    const groups = (await allGroups(tally)).toSorted((a, b) => {
      const inside = within.length === 0 ? 0 : String(a.keys[1]) < String(b.keys[1]) ? -1 : String(a.keys[1]) > String(b.keys[1]) ? 1 : 0;
      return inside || place(a) - place(b);
    });
    return tableOfComparison(table, comparing, keys, groups);
  } finally {
    await tally.close();
  }
}

function tableOfComparison(
  table: Table,
  { column, values, measures, within }: Comparing,
  keys: readonly GroupKey[],
  groups: readonly Group[],
): Table {
  const keyColumns = keys.map(({ column: index, bucket }) => {
    const source = table.columns[index] ?? { name: '?', type: 'text' as const };
    return bucket === undefined
      ? source
      : { name: bucket, type: bucket === 'weekday' || bucket === 'quarter' ? ('text' as const) : ('date' as const) };
  });
  const valueColumns = measureColumns(
    measures,
    table.columns,
    keyColumns.map(({ name }) => name),
  );
  const rows: Row[] = groups.map((group) => [...group.keys, ...group.values]);
  const notes = [...table.notes];
  const missing = values.filter((value) => !groups.some(({ keys: [key] }) => String(key).toLowerCase() === value.toLowerCase()));
  if (missing.length > 0) notes.push(`There are no rows for ${listed(missing)}.`);
  if (within.length === 0) {
    for (const [index, measure] of measures.entries()) {
      const said = difference(groups, index, spokenMeasure(measure, table.columns), valueColumns[index] ?? {});
      if (said !== undefined) notes.push(said);
    }
  }
  return tableOfRows(
    `${listed(values)} compared by ${spoken(table.columns[column]?.name ?? '')}`,
    [...keyColumns, ...valueColumns],
    rows,
    notes,
  );
}

function difference(groups: readonly Group[], index: number, what: string, column: Pick<Column, 'unit'>): string | undefined {
  const figures = groups
    .flatMap(({ keys, values }) => (typeof values[index] === 'number' ? [{ name: String(keys[0]), value: values[index] }] : []))
    .toSorted((a, b) => b.value - a.value);
  const [first, ...others] = figures;
  const last = others.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const all = figures.map(({ name, value }) => `${quantity(value, column)} in ${name}`);
  if (first.value === last.value) return sentence(`${what} is the same: ${listed(all)}.`);
  const gap = quantity(Number((first.value - last.value).toPrecision(12)), column);
  const times = last.value > 0 ? `, ${figure(Number((first.value / last.value).toPrecision(3)))} times as much` : '';
  return sentence(`${what}: ${listed(all)}. ${first.name} is ${gap} above ${last.name}${times}.`);
}
