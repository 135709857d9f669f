import { compareCells } from '../data/operations/cell-order.ts';
import type { TableRows } from '../data/perform.ts';
import type { Cell, Column } from '../data/table/table.ts';
import { counted, plural, quantity, spoken } from '../data/table/words.ts';
import type { ChartPlan } from './chart-plan.ts';
import { isTime } from './chart-plan.ts';

/** One bar, point or tile. */
export interface ChartMark {
  readonly x: string | number;
  readonly y: number | null;
  readonly series: string | null;
  /** The figure as people read it. */
  readonly label: string;
  /** The end of a histogram's interval, or the fitted line. */
  readonly to?: number;
}

/** What is drawn, in the order it is drawn in, and what was left out or put together for it. */
export interface ChartMarks {
  readonly marks: readonly ChartMark[];
  /** The names along the axis, in order. */
  readonly names: readonly string[];
  readonly series: readonly string[];
  readonly inTime: boolean;
  readonly remarks: readonly string[];
}

const MOST_NAMES = 30;
const MOST_SERIES = 8;
const MOST_SLICES = 8;
export const OTHER = 'other';
const LAST = new Set([OTHER, '(blank)']);

/** Turns rows into marks: at most thirty names and eight series, the rest added up as "other" where adding means something. */
export function chartMarks(rows: TableRows, plan: ChartPlan): ChartMarks {
  const { columns } = rows;
  const x = columns[plan.x] ?? { name: '', type: 'text' as const };
  const inTime = isTime(
    x,
    rows.rows.map((row) => row[plan.x] ?? null),
  );
  if (plan.kind === 'histogram') return histogramMarks(rows, plan);
  if (plan.kind === 'scatter') return scatterMarks(rows, plan);
  const all = marksOf(rows, plan);
  const additive =
    plan.y.length === 1 && !/^(average|median|lowest|highest|distinct|deviation)[_ ]/.test(columns[plan.y[0] ?? 0]?.name ?? '');
  const remarks: string[] = [];
  const lessSeries =
    plan.series === undefined ? all : fewer(all, 'series', MOST_SERIES, additive, remarks, columns[plan.series]?.name ?? '');
  const most = plan.kind === 'pie' ? MOST_SLICES : MOST_NAMES;
  const kept = inTime || plan.kind === 'line' ? lessSeries : fewer(lessSeries, 'x', most, additive, remarks, x.name);
  const unit = columns[plan.y[0] ?? 0] ?? {};
  const marks = kept.map((mark) => ({ ...mark, label: mark.y === null ? '' : shortQuantity(mark.y, unit) }));
  return { marks, names: ordered(marks, 'x', inTime || isWeek(marks), rows), series: seriesOrder(marks, rows, plan), inTime, remarks };
}

/** A figure for the end of a bar: $56.1k, 938, 12.5%. */
export function shortQuantity(value: number, unit: Pick<Column, 'unit'>): string {
  const size = Math.abs(value);
  const [scale, letter] = size >= 1e9 ? [1e9, 'B'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'k'] : [1, ''];
  if (letter !== '') {
    const currency = unit.unit !== undefined && /^\p{Sc}$/u.test(unit.unit) ? { unit: unit.unit } : {};
    const short = quantity(Number((value / scale).toPrecision(3)), currency);
    return `${short.replace(/(\.\d)0$/, '$1')}${letter}`;
  }
  return quantity(size >= 100 ? Math.round(value) : value, /^([^\p{L}]|\p{L}{1,2})$/u.test(unit.unit ?? '') ? unit : {});
}

function marksOf({ columns, rows }: TableRows, plan: ChartPlan): ChartMark[] {
  return rows.flatMap((row): ChartMark[] =>
    plan.y.flatMap((figure): ChartMark[] => {
      const value = row[figure] ?? null;
      if (!isDrawable(value)) return [];
      const series =
        plan.series !== undefined ? named(row[plan.series] ?? null) : plan.y.length > 1 ? spoken(columns[figure]?.name ?? '') : null;
      const fit = plan.fit === undefined ? undefined : row[plan.fit];
      return [{ x: named(row[plan.x] ?? null), y: drawn(value), series, label: '', ...(typeof fit === 'number' ? { to: fit } : {}) }];
    }),
  );
}

/** Near the largest number there is, the ends of a rounded axis would lie beyond it. */
function isDrawable(cell: Cell | undefined): cell is number {
  return typeof cell === 'number' && Math.abs(cell) < 1e300;
}

/** A span of next to nothing has no steps between its ends that numbers could tell apart. */
const drawn = (value: number): number => (Math.abs(value) < 1e-300 ? 0 : value);

const named = (cell: Cell): string => (cell === null ? '(blank)' : String(cell));

/** Keeps the largest names of one dimension; the others become one, or are left out. */
function fewer(
  marks: readonly ChartMark[],
  dimension: 'x' | 'series',
  most: number,
  additive: boolean,
  remarks: string[],
  column: string,
): readonly ChartMark[] {
  const totals = new Map<string, number>();
  for (const mark of marks) totals.set(String(mark[dimension]), (totals.get(String(mark[dimension])) ?? 0) + Math.abs(mark.y ?? 0));
  if (totals.size <= most) return marks;
  const kept = new Set(
    [...totals]
      .filter(([name]) => name !== OTHER)
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, additive ? most - 1 : most)
      .map(([name]) => name),
  );
  const left = totals.size - kept.size;
  const what = left === 1 ? spoken(column) : plural(spoken(column));
  remarks.push(
    additive
      ? `The ${left} smallest ${what} are together as "${OTHER}".`
      : `The ${kept.size} largest of ${counted(totals.size, spoken(column))}.`,
  );
  if (!additive) return marks.filter((mark) => kept.has(String(mark[dimension])));
  const sums = new Map<string, ChartMark>();
  const result: ChartMark[] = [];
  for (const mark of marks) {
    if (kept.has(String(mark[dimension]))) {
      result.push(mark);
      continue;
    }
    const merged = { ...mark, [dimension]: OTHER } as ChartMark;
    const key = JSON.stringify([merged.x, merged.series]);
    const before = sums.get(key);
    sums.set(key, before === undefined ? merged : { ...merged, y: (before.y ?? 0) + (mark.y ?? 0) });
  }
  return [...result, ...sums.values()];
}

/** By time, or as they came (which for groups is largest first), with "other" and blanks last. */
function ordered(marks: readonly ChartMark[], dimension: 'x' | 'series', sorted: boolean, { columns, rows }: TableRows): string[] {
  const names = [...new Set(marks.map((mark) => String(mark[dimension])))];
  if (sorted) return names.toSorted((a, b) => compareCells(a, b));
  const totals = new Map<string, number>();
  for (const mark of marks) totals.set(String(mark[dimension]), (totals.get(String(mark[dimension])) ?? 0) + (mark.y ?? 0));
  // Rows with an order of their own keep it: the values of a comparison, an ascending ranking.
  const own = columns.length > 0 && rows.length <= MOST_NAMES;
  const ranked = own ? names : names.toSorted((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0));
  return ranked.toSorted((a, b) => Number(LAST.has(a)) - Number(LAST.has(b)));
}

function seriesOrder(marks: readonly ChartMark[], rows: TableRows, plan: ChartPlan): string[] {
  if (plan.series === undefined) return [...new Set(marks.flatMap(({ series }) => series ?? []))];
  const names = marks.map(({ series }) => ({ series }));
  const inTime = isTime(
    rows.columns[plan.series] ?? { name: '', type: 'text' },
    names.map(({ series }) => series),
  );
  return ordered(marks, 'series', inTime, { ...rows, columns: [] });
}

const WEEKDAY = /^(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$/;
const isWeek = (marks: readonly ChartMark[]): boolean => marks.length > 0 && marks.every(({ x }) => WEEKDAY.test(String(x)));

function histogramMarks({ rows }: TableRows, plan: ChartPlan): ChartMarks {
  const marks = rows.map(
    (row): ChartMark => ({
      x: Number(row[plan.x]),
      y: Number(row[plan.y[0] ?? 2]),
      series: null,
      label: String(row[2]),
      to: Number(row[1]),
    }),
  );
  return { marks, names: [], series: [], inTime: false, remarks: [] };
}

function scatterMarks({ rows }: TableRows, plan: ChartPlan): ChartMarks {
  const figure = plan.y[0] ?? 1;
  const all = rows.flatMap((row): ChartMark[] => {
    const [across, up] = [row[plan.x], row[figure]];
    if (!isDrawable(across) || !isDrawable(up)) return [];
    return [{ x: drawn(across), y: drawn(up), series: plan.series === undefined ? null : named(row[plan.series] ?? null), label: '' }];
  });
  const counts = new Map<string, number>();
  for (const { series } of all) if (series !== null) counts.set(series, (counts.get(series) ?? 0) + 1);
  const kept = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, counts.size > MOST_SERIES ? MOST_SERIES - 1 : MOST_SERIES)
    .map(([name]) => name);
  const marks = all.map((mark) => (mark.series === null || kept.includes(mark.series) ? mark : { ...mark, series: OTHER }));
  return { marks, names: [], series: [...kept, ...(kept.length < counts.size ? [OTHER] : [])], inTime: false, remarks: [] };
}
