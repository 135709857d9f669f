import type { TableRows } from '../data/perform.ts';
import { isQuantity } from '../data/table/roles.ts';
import type { Cell, Column } from '../data/table/table.ts';
import { spoken } from '../data/table/words.ts';
import type { ChartKind } from './chart-words.ts';

/** What is drawn of some rows: a kind, and which columns it shows. Columns are positions. */
export interface ChartPlan {
  readonly kind: ChartKind;
  /** Across, or the name beside a bar. */
  readonly x: number;
  /** The figures. Several: columns of one unit, drawn side by side as series. */
  readonly y: readonly number[];
  /** What lines, groups or colours are told apart by. */
  readonly series?: number;
  /** A fitted line to draw over the first figures. */
  readonly fit?: number;
  /** What could not be done as asked, in a sentence. */
  readonly remark?: string;
}

const MOST_SLICES = 8;
/** More groups of bars than this are easier to read as shades. */
const MOST_PAIRS = 40;
const MOST_LINES = 8;

const DERIVED = /^(share_percent|trend|fitted|deviation|outlier_deviation)$/;

/**
 * Chooses the kind of chart: the one that was asked for where the columns allow it, else lines over time, bars over categories, shades
 * over two categories, points for two quantities.
 *
 * @param several All the figures are asked for, not only the first and its like.
 * @returns undefined when there is nothing to draw.
 */
export function planChart({ columns, rows }: TableRows, asked: ChartKind | undefined, several = false): ChartPlan | undefined {
  const indexes = [...columns.keys()];
  const at = (index: number): Column => columns[index] ?? { name: '', type: 'text' };
  if (indexes.length === 3 && at(0).name === 'from' && at(1).name === 'to' && at(2).name === 'count')
    return { kind: 'histogram', x: 0, y: [2] };
  const cells = (index: number): Cell[] => rows.map((row) => row[index] ?? null);
  const times = indexes.filter((index) => isTime(at(index), cells(index)));
  const names = indexes.filter((index) => !times.includes(index) && (at(index).type === 'text' || at(index).type === 'boolean'));
  const allFigures = indexes.filter((index) => at(index).type === 'number' && !times.includes(index));
  const own = allFigures.filter((index) => !DERIVED.test(at(index).name));
  const measuring = own.filter((index) => isQuantity(at(index)));
  const figures = measuring.length > 0 ? measuring : own.length > 0 ? own : allFigures;
  const [figure, second] = figures;
  const [time] = times;
  const usable = names.filter((index) => new Set(cells(index)).size > 1);
  const [name, group] = usable.length > 0 ? usable : names;
  if (figure === undefined) return undefined;
  const distinct = (index: number): number => new Set(cells(index)).size;

  if (asked === 'scatter' && second !== undefined)
    return {
      kind: 'scatter',
      x: figure,
      y: [second],
      ...(name !== undefined && distinct(name) <= MOST_LINES && distinct(name) < rows.length ? { series: name } : {}),
    };
  const key = time ?? name;
  if (key === undefined) return second === undefined ? undefined : { kind: 'scatter', x: figure, y: [second] };
  const other = time === undefined ? group : name;
  const split = other !== undefined && distinct(key) < rows.length ? other : undefined;
  if (split !== undefined) return pairsPlan({ key, split, figure, isTime: time !== undefined, asked }, distinct, columns);

  const fitted = indexes.find((index) => /^(trend|fitted)$/.test(at(index).name));
  const together = several ? ofOneScale(figures, columns, cells) : sameKind(figures, columns);
  const leftOut = several ? figures.filter((index) => !together.includes(index)).map((index) => spoken(at(index).name)) : [];
  const apart = leftOut.length === 0 ? {} : { remark: `Not drawn for want of a common scale: ${leftOut.join(', ')}.` };
  const negative = cells(figure).some((cell) => typeof cell === 'number' && cell < 0);
  if (asked === 'pie') {
    if (time === undefined && !negative && distinct(key) > 1)
      return {
        kind: 'pie',
        x: key,
        y: [figure],
        ...(distinct(key) > MOST_SLICES ? { remark: 'The smallest slices are together as "other".' } : {}),
      };
    return {
      kind: time === undefined ? 'bar' : 'line',
      x: key,
      y: [figure],
      remark: negative
        ? 'A pie cannot show negative figures, so this is no pie chart.'
        : 'A pie shows parts of a whole, so this is no pie chart.',
    };
  }
  const kind = asked === 'line' || asked === 'area' || asked === 'bar' ? asked : time !== undefined && rows.length > 2 ? 'line' : 'bar';
  if (together.length > 1) return { kind: kind === 'bar' ? 'grouped-bar' : kind, x: key, y: together, ...apart };
  return { kind, x: key, y: [figure], ...apart, ...(fitted !== undefined && kind === 'line' ? { fit: fitted } : {}) };
}

interface Pairs {
  readonly key: number;
  readonly split: number;
  readonly figure: number;
  readonly isTime: boolean;
  readonly asked: ChartKind | undefined;
}

/** Two things that each figure belongs to: a line or a group of bars for each of the second, or shades. */
function pairsPlan(
  { key, split, figure, isTime, asked }: Pairs,
  distinct: (index: number) => number,
  columns: readonly Column[],
): ChartPlan {
  // The one with more values goes along the axis, unless the axis is time.
  const swap = !isTime && distinct(split) > distinct(key) && columns[key] !== undefined;
  const [x, series] = swap ? [split, key] : [key, split];
  const base = { x, y: [figure], series };
  if (asked === 'heat-map') return { kind: 'heat-map', ...base };
  if (asked === 'stacked-bar' || asked === 'area') return { kind: asked, ...base };
  if (asked === 'line' || (isTime && asked === undefined && distinct(x) > 2)) return { kind: 'line', ...base };
  if (asked === 'bar' || asked === 'grouped-bar' || distinct(x) * distinct(series) <= MOST_PAIRS) {
    const remark = asked === 'pie' ? { remark: 'A pie shows one set of parts; these are two.' } : {};
    return { kind: 'grouped-bar', ...base, ...remark };
  }
  return { kind: 'heat-map', ...base };
}

/** Figures of one unit and of like size, such as lowest and highest, belong in one picture. */
function sameKind(figures: readonly number[], columns: readonly Column[]): readonly number[] {
  const [first] = figures;
  const base = (index: number): string =>
    (columns[index]?.name ?? '').replace(/^(total|average|median|lowest|highest|count|distinct|deviation)[_ ]/, '');
  if (first === undefined) return [];
  const alike = figures.filter(
    (index) => base(index) === base(first) && /^(average|median|lowest|highest)/.test(columns[index]?.name ?? ''),
  );
  return alike.length > 1 && alike.includes(first) ? alike.slice(0, 4) : [first];
}

/** Figures of one unit whose sizes allow one axis. */
function ofOneScale(figures: readonly number[], columns: readonly Column[], cells: (index: number) => Cell[]): readonly number[] {
  const most = (index: number): number =>
    cells(index).reduce<number>((best, cell) => Math.max(best, typeof cell === 'number' ? Math.abs(cell) : 0), 0);
  const [first] = figures;
  if (first === undefined) return [];
  const size = most(first);
  return figures
    .filter((index) => columns[index]?.unit === columns[first]?.unit && most(index) <= size * SCALE && size <= most(index) * SCALE)
    .slice(0, MOST_TOGETHER);
}

/** Beyond this the smaller figures lie flat on the axis. */
const SCALE = 25;
const MOST_TOGETHER = 4;

/** Dates, years, and quarters written as text. Weekdays are names with an order, not times. */
export function isTime({ name, type }: Column, cells: readonly Cell[]): boolean {
  const filled = cells.filter((cell) => cell !== null);
  if (filled.length === 0) return false;
  if (type === 'date') return true;
  if (type === 'number')
    return /(^|_|\s)year$/i.test(name) && filled.every((cell) => Number.isInteger(cell) && Number(cell) > 1000 && Number(cell) < 3000);
  return type === 'text' && filled.every((cell) => /^\d{4}-(Q[1-4]|W\d{2}|\d{2})$/.test(String(cell)));
}
