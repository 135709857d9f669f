import type { Workbench } from '../spill/workbench.ts';
import { addTo, newSum, type RunningSum, sumValue, tidy } from '../table/exact-sum.ts';
import { categories, dates, isRate, quantities } from '../table/roles.ts';
import type { Cell, Table } from '../table/table.ts';
import { counted, percent, quantity, sentence, spoken } from '../table/words.ts';
import { describeTable } from './describe.ts';
import { groupTable } from './group.ts';
import type { Measure } from './measure.ts';
import { trendTable } from './trend.ts';

interface Moments {
  count: number;
  readonly sum: RunningSum;
}

const MAX_CATEGORIES = 40;

/**
 * What there is to say about a table when no column is named: its main quantity, grouped by the category that explains most
 * of how it varies, with its overall figures and its trend in the notes. A table without quantities or categories is described column by column.
 *
 * @param measured The quantity to look at, when one was named.
 */
export async function analyzeTable(table: Table, bench: Workbench, measured?: number): Promise<Table> {
  const measure = measured ?? quantities(table)[0];
  const groups = categories(table, MAX_CATEGORIES);
  if (measure === undefined || groups.length === 0) return describeTable(table, bench);
  const { strongest, explained, overall } = await strongestCategory(table, measure, groups, bench);
  const column = table.columns[measure];
  if (column === undefined) return describeTable(table, bench);
  const statistic = isRate(column) ? 'mean' : 'sum';
  const measures: Measure[] = [{ statistic, column: measure }];
  const grouped = await groupTable({ ...table, notes: [] }, { keys: [{ column: strongest }], measures }, bench);
  const average = overall.count === 0 ? 0 : tidy(sumValue(overall.sum, column.decimals) / overall.count);
  const total = statistic === 'sum' ? `${quantity(sumValue(overall.sum, column.decimals), column)} in total, ` : '';
  const notes = [
    `${counted(overall.rows, 'row')}; ${spoken(column.name)}: ${total}${quantity(average, column)} on average.`,
    ...(groups.length > 1
      ? [
          sentence(
            `Of ${counted(groups.length, 'category')}, ${spoken(table.columns[strongest]?.name ?? '')} explains the largest part of how ${spoken(column.name)} varies: ${percent(explained)}.`,
          ),
        ]
      : []),
    ...grouped.notes,
    ...(await trendNote(table, measures[0] ?? { statistic: 'count' }, bench)),
  ];
  return { ...grouped, notes: [...table.notes, ...notes] };
}

async function trendNote(table: Table, measure: Measure, bench: Workbench): Promise<readonly string[]> {
  const [date] = dates(table);
  if (date === undefined || (table.facts[date]?.filled ?? 0) === 0) return [];
  const trend = await trendTable({ ...table, notes: [] }, { date, measure }, bench);
  return trend.notes.slice(0, 1);
}

/** The category with the largest share of the quantity's variation between its groups (eta squared), in one pass. */
async function strongestCategory(table: Table, measure: number, groups: readonly number[], bench: Workbench) {
  const tallies = groups.map(() => new Map<Cell, Moments>());
  const overall = { count: 0, rows: 0, sum: newSum() };
  let mean = 0;
  let squares = 0;
  for await (const batch of table.batches(bench.signal)) {
    for (const row of batch) {
      const value = row[measure];
      if (typeof value !== 'number') continue;
      overall.count++;
      addTo(overall.sum, value);
      const before = value - mean;
      mean += before / overall.count;
      squares += before * (value - mean);
      for (const [index, group] of groups.entries()) addMoment(tallies[index], row[group] ?? null, value);
    }
    overall.rows += batch.length;
  }
  let strongest = groups[0] ?? 0;
  let explained = -1;
  for (const [index, group] of groups.entries()) {
    const share = squares === 0 ? 0 : betweenGroups(tallies[index]?.values() ?? [], mean) / squares;
    if (share > explained) [strongest, explained] = [group, share];
  }
  return { strongest, explained: Math.min(1, Math.max(0, explained)), overall };
}

function addMoment(tally: Map<Cell, Moments> | undefined, key: Cell, value: number): void {
  if (tally === undefined) return;
  let moments = tally.get(key);
  if (moments === undefined) {
    moments = { count: 0, sum: newSum() };
    tally.set(key, moments);
  }
  moments.count++;
  addTo(moments.sum, value);
}

function betweenGroups(groups: Iterable<Moments>, mean: number): number {
  let between = 0;
  for (const { count, sum } of groups) between += count * ((sum.total + sum.lost) / count - mean) ** 2;
  return between;
}
