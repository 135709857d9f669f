import { TerminalError } from '../../../../core/agent-error.ts';
import { NumberSpool } from '../spill/number-spool.ts';
import { exactQuantiles } from '../spill/quantiles.ts';
import type { Workbench } from '../spill/workbench.ts';
import { addTo, newSum, type RunningSum, sumValue, tidy } from '../table/exact-sum.ts';
import { isQuantity, isRate } from '../table/roles.ts';
import { type Cell, type Column, MAX_KEPT_VALUES, type Row, type Table, tableOfRows } from '../table/table.ts';
import { counted, listed, quantity } from '../table/words.ts';

interface ColumnSummary {
  readonly index: number;
  readonly column: Column;
  filled: number;
  blanks: number;
  least: Cell;
  most: Cell;
  readonly sum: RunningSum;
  mean: number;
  squares: number;
  values: Map<string, number> | undefined;
}

const MAX_NUMBER_COLUMNS = 200;

/** A row for each column: its type, how full it is, how many different values, its range, its middle, what is most common. One pass. */
export async function describeTable(table: Table, bench: Workbench): Promise<Table> {
  const summaries = table.columns.map(
    (column, index): ColumnSummary => ({
      index,
      column,
      filled: 0,
      blanks: 0,
      least: null,
      most: null,
      sum: newSum(),
      mean: 0,
      squares: 0,
      values: new Map(),
    }),
  );
  const numbers = summaries.filter(({ column }) => column.type === 'number').map(({ index }) => index);
  if (numbers.length > MAX_NUMBER_COLUMNS) {
    throw new TerminalError(
      'too-wide',
      `${table.title} has ${numbers.length} columns of numbers; at most ${MAX_NUMBER_COLUMNS} are described at once. Name the columns you want.`,
      { for: 'task' },
    );
  }
  const spool = new NumberSpool(bench);
  const groupOf = new Map(numbers.map((column, group) => [column, group]));
  let rowCount = 0;
  try {
    for await (const batch of table.batches(bench.signal)) {
      for (const row of batch) for (const summary of summaries) addCell(summary, row[summary.index] ?? null, groupOf, spool);
      rowCount += batch.length;
      await spool.settle();
    }
    const medians = await exactQuantiles(
      spool,
      numbers.map((column) => summaries[column]?.filled ?? 0),
      [0.5],
    );
    const rows = summaries.map((summary) => rowOf(summary, medians[groupOf.get(summary.index) ?? -1]?.[0]));
    return tableOfRows(`Profile of ${table.title}`, PROFILE_COLUMNS, rows, [...table.notes, ...describeNotes(summaries, rowCount)]);
  } finally {
    await spool.close();
  }
}

const PROFILE_COLUMNS: readonly Column[] = [
  { name: 'column', type: 'text' },
  { name: 'type', type: 'text' },
  { name: 'filled', type: 'number', decimals: 0 },
  { name: 'blank', type: 'number', decimals: 0 },
  { name: 'different', type: 'text' },
  { name: 'lowest', type: 'text' },
  { name: 'highest', type: 'text' },
  { name: 'total', type: 'number' },
  { name: 'average', type: 'number' },
  { name: 'median', type: 'number' },
  { name: 'standard_deviation', type: 'number' },
  { name: 'most_common', type: 'text' },
];

function addCell(summary: ColumnSummary, cell: Cell, groupOf: ReadonlyMap<number, number>, spool: NumberSpool): void {
  if (cell === null) {
    summary.blanks++;
    return;
  }
  summary.filled++;
  if (summary.least === null || cell < summary.least) summary.least = cell;
  if (summary.most === null || cell > summary.most) summary.most = cell;
  if (summary.values !== undefined) {
    const key = String(cell);
    if (summary.values.size < MAX_KEPT_VALUES || summary.values.has(key)) summary.values.set(key, (summary.values.get(key) ?? 0) + 1);
    else summary.values = undefined;
  }
  if (typeof cell !== 'number') return;
  addTo(summary.sum, cell);
  const before = cell - summary.mean;
  summary.mean += before / summary.filled;
  summary.squares += before * (cell - summary.mean);
  spool.add(groupOf.get(summary.index) ?? 0);
  spool.add(cell);
}

function rowOf({ column, filled, blanks, least, most, sum, squares, values }: ColumnSummary, median: number | undefined): Row {
  const isNumber = isQuantity(column) && filled > 0;
  const total = sumValue(sum, column.decimals);
  const [common] = [...(values ?? [])].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const repeated = common !== undefined && common[1] > 1 ? `${common[0]} (${common[1].toLocaleString('en-US')})` : null;
  return [
    column.name,
    column.unit === undefined ? column.type : `${column.type} (${column.unit})`,
    filled,
    blanks,
    values === undefined ? `more than ${MAX_KEPT_VALUES.toLocaleString('en-US')}` : String(values.size),
    least === null ? null : String(least),
    most === null ? null : String(most),
    isNumber && !isRate(column) ? total : null,
    isNumber ? tidy(total / filled) : null,
    isNumber ? (median ?? null) : null,
    isNumber && filled > 1 ? tidy(Math.sqrt(squares / (filled - 1))) : null,
    repeated,
  ];
}

function describeNotes(summaries: readonly ColumnSummary[], rowCount: number): string[] {
  const byType = Map.groupBy(summaries, ({ column }) => column.type);
  const kinds = [...byType].map(
    ([type, of]) =>
      `${of.length} ${type === 'number' ? 'of numbers' : type === 'date' ? 'of dates' : type === 'boolean' ? 'of yes or no' : 'of text'}`,
  );
  const notes = [`${counted(rowCount, 'row')} and ${counted(summaries.length, 'column')} (${kinds.join(', ')}).`];
  for (const { column, least, most } of summaries
    .filter((summary) => summary.column.type === 'date' && summary.least !== null)
    .slice(0, 2)) {
    notes.push(`${column.name} runs from ${least} to ${most}.`);
  }
  for (const { column, sum, filled } of summaries.filter((summary) => isQuantity(summary.column) && summary.filled > 0).slice(0, 6)) {
    const total = sumValue(sum, column.decimals);
    notes.push(
      `${column.name}: ${isRate(column) ? '' : `${quantity(total, column)} in total, `}${quantity(tidy(total / filled), column)} on average.`,
    );
  }
  const gaps = summaries
    .filter(({ blanks }) => blanks > 0)
    .map(({ column, blanks }) => `${column.name} (${blanks.toLocaleString('en-US')})`);
  notes.push(gaps.length === 0 ? 'No cell is blank.' : `Blank cells: ${listed(gaps, 12)}.`);
  return notes;
}
