import type { JsonObject } from '../../../core/json.ts';
import type { TableOutput } from '../../../core/output.ts';
import type { ChartPlan } from './chart-plan.ts';

/** More bars than this cannot be read. */
const MOST_CATEGORIES = 30;

export interface ChartRow {
  readonly x: string | number;
  readonly y: number | null;
  readonly series: string | null;
}

/** What of the table was left out of the picture, or put together for it. */
export interface ChartData {
  readonly rows: readonly ChartRow[];
  readonly notes: readonly string[];
}

/** The rows to draw: a category that comes several times is added up, those beyond thirty become "other". */
export function chartRows(table: TableOutput, { mark, x, y, series }: ChartPlan): ChartData {
  const notes = table.rowCount > table.rows.length ? [`Drawn from the first ${table.rows.length} of ${table.rowCount} rows.`] : [];
  const raw = table.rows.flatMap((row): ChartRow[] => {
    const across = row[x.name];
    if (mark === 'histogram' || mark === 'scatter') {
      const up = y === undefined ? 1 : row[y.name];
      return typeof across === 'number' && typeof up === 'number' ? [{ x: across, y: up, series: label(row, series) }] : [];
    }
    const up = y === undefined ? 1 : row[y.name];
    return typeof up === 'number'
      ? [
          {
            x: across === null || across === undefined || across === '' ? '(blank)' : safeName(String(across)),
            y: up,
            series: label(row, series),
          },
        ]
      : [];
  });
  if (mark === 'histogram' || mark === 'scatter') return { rows: raw, notes };
  const summed = addUp(raw);
  const inTime = mark === 'line' || mark === 'multi-line';
  if (inTime) return { rows: summed.toSorted((a, b) => (String(a.x) < String(b.x) ? -1 : 1)), notes };
  return limit(summed, notes);
}

/** A name that plain objects have by birth, such as `toString`, trips the drawing library: an invisible mark makes it another. */
function safeName(name: string): string {
  return name in Object.prototype ? `${name}\u200b` : name;
}

function label(row: JsonObject, series: ChartPlan['series']): string | null {
  if (series === undefined) return null;
  const value = row[series.name];
  return value === null || value === undefined ? '(blank)' : safeName(String(value));
}

function addUp(rows: readonly ChartRow[]): ChartRow[] {
  const sums = new Map<string, ChartRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.x, row.series]);
    const before = sums.get(key);
    sums.set(key, before === undefined ? row : { ...row, y: (before.y ?? 0) + (row.y ?? 0) });
  }
  return [...sums.values()];
}

function limit(rows: readonly ChartRow[], notes: readonly string[]): ChartData {
  const totals = new Map<string | number, number>();
  for (const { x, y } of rows) totals.set(x, (totals.get(x) ?? 0) + Math.abs(y ?? 0));
  if (totals.size <= MOST_CATEGORIES) return { rows, notes };
  const kept = new Set(
    [...totals]
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, MOST_CATEGORIES - 1)
      .map(([category]) => category),
  );
  const merged = rows.map((row) => (kept.has(row.x) ? row : { ...row, x: 'other' }));
  return { rows: addUp(merged), notes: [...notes, `The ${totals.size - kept.size} smallest categories are together as "other".`] };
}
