import { nearestName } from '../../../../core/nearest-name.ts';
import type { Step } from '../language/steps.ts';
import type { Workbench } from '../spill/workbench.ts';
import { type Column, mapRows, type Row, type Table } from '../table/table.ts';
import { counted, listed } from '../table/words.ts';
import { analyzeTable } from './analyze.ts';
import { dropBlanks, fillBlanks } from './blanks.ts';
import { type Bucket, bucketNumber, bucketOf } from './calendar.ts';
import { cleanTable, repeatedRows, withoutDuplicates } from './clean.ts';
import { compareTable } from './compare.ts';
import { type Condition, describeCondition, predicateOf } from './condition.ts';
import { correlationTable } from './correlate.ts';
import { describeTable } from './describe.ts';
import { groupTable } from './group.ts';
import { histogramTable } from './histogram.ts';
import { outlierTable, withoutOutliers } from './outliers.ts';
import { sortTable, topRows } from './sort.ts';
import { trendTable } from './trend.ts';

/** A table, and what can only be said of it once its rows have passed. */
export interface StepResult {
  readonly table: Table;
  readonly finish?: () => readonly string[];
}

/** Does one step. Rows stream where they can: filters and selections do nothing until they are read. */
export async function runStep(step: Step, table: Table, bench: Workbench): Promise<StepResult> {
  switch (step.do) {
    case 'clean':
      return { table: await cleanTable(table, bench) };
    case 'deduplicate': {
      const { table: unique, dropped } = await withoutDuplicates(table, bench, step.columns);
      const by = step.columns === undefined ? '' : ` by ${listed(step.columns.map((index) => table.columns[index]?.name ?? ''))}`;
      return {
        table: {
          ...unique,
          notes: [...table.notes, dropped === 0 ? `No duplicate rows${by}.` : `${counted(dropped, 'duplicate row')}${by} removed.`],
        },
      };
    }
    case 'show-duplicates':
      return { table: await repeatedRows(table, bench) };
    case 'drop-blanks':
      return { table: dropBlanks(table, step.columns) };
    case 'fill-blanks':
      return { table: await fillBlanks(table, step.columns, step.filling, bench) };
    case 'filter':
      return filtered(table, step.condition);
    case 'recent':
      return { table: await recentRows(table, step, bench) };
    case 'select':
      return { table: selected(table, step.columns) };
    case 'group':
      return { table: await groupTable(table, step.grouping, bench) };
    case 'trend':
      return { table: await trendTable(table, step.question, bench) };
    case 'outliers':
      return {
        table: step.remove
          ? await withoutOutliers(table, step.columns, step.method, bench)
          : await outlierTable(table, step.columns, step.method, bench),
      };
    case 'correlate':
      return { table: await correlationTable(table, step.columns, bench) };
    case 'compare':
      return { table: await compareTable(table, step.comparing, bench) };
    case 'describe':
      return { table: await describeTable(table, bench) };
    case 'analyze':
      return { table: await analyzeTable(table, bench, step.measure) };
    case 'top':
      return { table: await topRows(table, step.keys, step.count, bench) };
    case 'sort':
      return { table: await sortTable(table, step.keys, bench) };
    case 'head':
      return { table: head(table, step.count) };
    case 'histogram':
      return { table: await histogramTable(table, step.column, bench) };
    case 'sample':
      return { table: await sampled(table, step.count, bench) };
  }
}

function filtered(table: Table, condition: Condition): StepResult {
  const counts = { kept: 0, seen: 0 };
  const result = mapRows(table, () => {
    const satisfies = predicateOf(condition);
    counts.kept = 0;
    counts.seen = 0;
    return (row) => {
      counts.seen++;
      if (!satisfies(row)) return undefined;
      counts.kept++;
      return row;
    };
  });
  const words = describeCondition(condition, table.columns);
  const finish = (): string[] => [
    counts.seen === 0
      ? `Only rows where ${words}.`
      : `Only rows where ${words}: ${counts.kept.toLocaleString('en-US')} of ${counted(counts.seen, 'row')}.`,
    ...unknownValues(condition, table),
  ];
  return { table: result, finish };
}

/** A value that no row has is likely a slip: the nearest one is named. */
function unknownValues(condition: Condition, table: Table): string[] {
  if ('of' in condition) return condition.of.flatMap((part) => unknownValues(part, table));
  if (condition.kind !== 'one-of') return [];
  const known = table.facts[condition.column]?.values;
  const name = table.columns[condition.column]?.name ?? '';
  if (known === undefined || table.columns[condition.column]?.type !== 'text') return [];
  const folded = new Set([...known.keys()].map((value) => value.toLowerCase().trim()));
  return condition.values.flatMap((value) => {
    if (folded.has(value.toLowerCase().trim())) return [];
    const nearest = nearestName(value, known.keys());
    return [
      `No ${name} is "${value}"${nearest === undefined ? `; there are ${listed([...known.keys()], 8)}` : `. Did you mean "${nearest}"?`}`,
    ];
  });
}

function selected(table: Table, columns: readonly number[]): Table {
  const chosen = columns.flatMap((index): Column[] => {
    const column = table.columns[index];
    return column === undefined ? [] : [column];
  });
  return mapRows(
    table,
    () =>
      (row): Row =>
        columns.map((index) => row[index] ?? null),
    {
      columns: chosen,
      facts: columns.flatMap((index) => table.facts[index] ?? []),
      ...(table.rowCount === undefined ? {} : { rowCount: table.rowCount }),
    },
  );
}

function head(table: Table, count: number): Table {
  return {
    title: table.title,
    columns: table.columns,
    facts: table.facts,
    notes: [...table.notes, `The first ${counted(count, 'row')}.`],
    async *batches(signal) {
      let left = count;
      for await (const batch of table.batches(signal)) {
        yield batch.slice(0, left);
        left -= batch.length;
        if (left <= 0) return;
      }
    },
  };
}

/** Every so-many-th row, so that about `count` are left; the same ones every time. */
async function sampled(table: Table, count: number, bench: Workbench): Promise<Table> {
  let rows = table.rowCount ?? 0;
  if (table.rowCount === undefined) for await (const batch of table.batches(bench.signal)) rows += batch.length;
  if (rows <= count) return table;
  const stride = rows / count;
  return mapRows(
    table,
    () => {
      let index = -1;
      let next = 0;
      return (row) => {
        index++;
        if (index < next) return undefined;
        next += stride;
        return row;
      };
    },
    { notes: [...table.notes, `Every ${Math.round(stride)}th of ${counted(rows, 'row')}.`] },
  );
}

/** The rows of the last few calendar units, the one of the newest date included. One pass to find that date. */
async function recentRows(
  table: Table,
  { date, unit, count }: { date: number; unit: Bucket; count: number },
  bench: Workbench,
): Promise<Table> {
  let newest: string | undefined;
  for await (const batch of table.batches(bench.signal)) {
    for (const row of batch) {
      const cell = row[date];
      if (typeof cell === 'string' && (newest === undefined || cell > newest)) newest = cell;
    }
  }
  const last = newest === undefined ? undefined : bucketOf(newest, unit);
  const name = table.columns[date]?.name ?? '';
  if (last === undefined) return { ...table, notes: [...table.notes, `There are no dates in ${name} to count back from.`] };
  const lastNumber = bucketNumber(last, unit);
  const note = `Only the last ${count === 1 ? unit : `${count} ${unit}s`} up to ${newest}, the newest ${name} in the data.`;
  return mapRows(
    table,
    () => (row) => {
      const bucket = bucketOf(row[date] ?? null, unit);
      return bucket !== undefined && bucketNumber(bucket, unit) > lastNumber - count ? row : undefined;
    },
    { notes: [...table.notes, note] },
  );
}
