import { NumberSpool } from '../spill/number-spool.ts';
import { exactQuantiles } from '../spill/quantiles.ts';
import type { Workbench } from '../spill/workbench.ts';
import { roundTo, tidy } from '../table/exact-sum.ts';
import { type Column, mapRows, type Row, type Table, tableOfRows } from '../table/table.ts';
import { counted, percent, quantity, spoken } from '../table/words.ts';

/** `iqr`: beyond 1.5 interquartile ranges from the quartiles (Tukey). `robust-z`: beyond 3.5 scaled median deviations (Iglewicz and Hoaglin). */
export type OutlierMethod = 'iqr' | 'robust-z';

interface Fences {
  readonly column: number;
  readonly low: number;
  readonly high: number;
  readonly middle: number;
  readonly scale: number;
  readonly outliers: number;
  readonly values: number;
}

const REACH = 1.5;
const ROBUST_LIMIT = 3.5;
/** Makes the median deviation of a normal distribution equal to its standard deviation. */
const NORMAL_SCALE = 0.6745;
/** This many outliers are sorted by how far out they are; more stay in the order of the rows. */
const MAX_SORTED = 100_000;

export const DEVIATION_COLUMN = 'deviation';

/**
 * The rows whose value in one of the columns lies far outside, with how far: `deviation` counts interquartile ranges
 * beyond the nearer quartile, or robust standard deviations from the median. Quartiles are exact; a pass for them and one for the rows.
 */
export async function outlierTable(table: Table, columns: readonly number[], method: OutlierMethod, bench: Workbench): Promise<Table> {
  const fences: Fences[] = [];
  for (const column of columns) fences.push(await fencesOf(table, column, method, bench));
  const outOf = fences.filter(({ outliers }) => outliers > 0);
  const deviations = deviationColumns(table.columns, columns);
  const notes = [...table.notes, ...fences.flatMap((fence) => outlierNotes(fence, table.columns[fence.column], method))];
  const found = mapRows(table, () => (row) => withDeviation(row, fences, outOf), {
    title: `Outliers in ${columns.map((column) => spoken(table.columns[column]?.name ?? '')).join(', ')}`,
    columns: [...table.columns, ...deviations],
    facts: [...table.facts, ...deviations.map(() => ({ filled: 0, blanks: 0, distinct: 0 }))],
    notes,
  });
  const total = outOf.reduce((sum, { outliers }) => sum + outliers, 0);
  if (total > MAX_SORTED) return found;
  return tableOfRows(found.title, found.columns, await furthestFirst(found, deviations.length, bench), notes);
}

/** The rows that are outliers in none of the columns. */
export async function withoutOutliers(table: Table, columns: readonly number[], method: OutlierMethod, bench: Workbench): Promise<Table> {
  const fences: Fences[] = [];
  for (const column of columns) fences.push(await fencesOf(table, column, method, bench));
  const notes = [
    ...table.notes,
    ...fences.flatMap((fence) => outlierNotes(fence, table.columns[fence.column], method)),
    'Rows with outliers were left out.',
  ];
  const isIn = (row: Row): boolean =>
    fences.every((fence) => !(typeof row[fence.column] === 'number' && isOutside(Number(row[fence.column]), fence)));
  return mapRows(table, () => (row) => (isIn(row) ? row : undefined), { notes });
}

function deviationColumns(columns: readonly Column[], chosen: readonly number[]): Column[] {
  const name = columns.some((column) => column.name === DEVIATION_COLUMN) ? 'outlier_deviation' : DEVIATION_COLUMN;
  const deviation: Column = { name, type: 'number', decimals: 2 };
  return chosen.length === 1 ? [deviation] : [{ name: 'outlier_in', type: 'text' }, deviation];
}

async function fencesOf(table: Table, column: number, method: OutlierMethod, bench: Workbench): Promise<Fences> {
  const spool = new NumberSpool(bench);
  const distances = new NumberSpool(bench);
  try {
    for await (const batch of table.batches(bench.signal)) {
      for (const row of batch) {
        const cell = row[column];
        if (typeof cell !== 'number') continue;
        spool.add(0);
        spool.add(cell);
      }
      await spool.settle();
    }
    const values = spool.length / 2;
    const [[lower = 0, middle = 0, upper = 0] = []] = await exactQuantiles(spool, [values], [0.25, 0.5, 0.75]);
    if (method === 'iqr') {
      const scale = tidy(upper - lower);
      return await countOutside(spool, { column, middle, scale, low: lower - REACH * scale, high: upper + REACH * scale, values });
    }
    for await (const value of valuesOf(spool)) {
      distances.add(0);
      distances.add(Math.abs(value - middle));
      await distances.settle();
    }
    const [[deviation = 0] = []] = await exactQuantiles(distances, [values], [0.5]);
    const scale = deviation / NORMAL_SCALE;
    return await countOutside(spool, {
      column,
      middle,
      scale,
      low: middle - ROBUST_LIMIT * scale,
      high: middle + ROBUST_LIMIT * scale,
      values,
    });
  } finally {
    await spool.close();
    await distances.close();
  }
}

async function countOutside(spool: NumberSpool, fence: Omit<Fences, 'outliers'>): Promise<Fences> {
  let outliers = 0;
  for await (const value of valuesOf(spool)) if (isOutside(value, fence)) outliers++;
  return { ...fence, outliers };
}

/** Where more than half the values are the same, anything else would be out; then nothing is. */
function isOutside(value: number, { low, high, scale }: Pick<Fences, 'low' | 'high' | 'scale'>): boolean {
  return scale > 0 && (value < low || value > high);
}

async function* valuesOf(spool: NumberSpool): AsyncGenerator<number> {
  let second = false;
  for await (const chunk of spool.chunks()) {
    for (const number of chunk) {
      if (second) yield number;
      second = !second;
    }
  }
}

function withDeviation(row: Row, fences: readonly Fences[], outOf: readonly Fences[]): Row | undefined {
  let furthest: { fence: Fences; deviation: number } | undefined;
  for (const fence of outOf) {
    const value = row[fence.column];
    if (typeof value !== 'number' || !isOutside(value, fence)) continue;
    const deviation = Math.abs(value - fence.middle) / fence.scale;
    if (furthest === undefined || deviation > furthest.deviation) furthest = { fence, deviation };
  }
  if (furthest === undefined) return undefined;
  const { fence } = furthest;
  const distance = roundTo(Number(row[fence.column]) - fence.middle, 12) / fence.scale;
  return [...row, ...(fences.length === 1 ? [] : [fence.column]), roundTo(distance, 2)];
}

async function furthestFirst(found: Table, added: number, bench: Workbench): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of found.batches(bench.signal)) rows.push(...batch);
  const last = found.columns.length - 1;
  const sorted = rows.toSorted((a, b) => Math.abs(Number(b[last])) - Math.abs(Number(a[last])));
  if (added === 1) return sorted;
  return sorted.map((row) => row.map((cell, index) => (index === last - 1 ? (found.columns[Number(cell)]?.name ?? '') : cell)));
}

function outlierNotes({ low, high, scale, outliers, values, middle }: Fences, column: Column | undefined, method: OutlierMethod): string[] {
  const name = spoken(column?.name ?? '');
  const said = (value: number): string => quantity(roundTo(value, 2), column ?? {});
  if (values === 0) return [`${name} has no values to look at.`];
  if (scale === 0) return [`${name}: half of the values or more are ${said(middle)}, so nothing can be called an outlier.`];
  const how = method === 'iqr' ? '1.5 interquartile ranges beyond the quartiles' : '3.5 robust standard deviations from the median';
  if (outliers === 0)
    return [`${name} has no outliers: all ${counted(values, 'value')} lie between ${said(low)} and ${said(high)} (${how}).`];
  return [
    `${name}: ${counted(outliers, 'outlier')} among ${counted(values, 'value')} (${percent(outliers / values)}), below ${said(low)} or above ${said(high)} (${how}); the median is ${said(middle)}.`,
  ];
}
