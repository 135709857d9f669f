import type { Column } from '../data/table/table.ts';
import { spoken } from '../data/table/words.ts';
import type { ChartMarks } from './chart-marks.ts';
import { OTHER } from './chart-marks.ts';
import { PALETTE, REST } from './chart-theme.ts';

/** A piece of a Vega-Lite specification. */
export interface Part {
  readonly [key: string]: unknown;
}

export const WIDTH = 640;
export const HEIGHT = 340;
/** Of the letters of an axis, on average. */
export const WIDTH_OF_LETTER = 7.2;

/** Figures along an axis, all in one way: 5k and 10k, or 500 and 1,000; the unit stands in the title. */
export function figures(field: string, title: string, values: readonly number[], scale: Part = {}): Part {
  const large = values.some((value) => Math.abs(value) >= 10_000);
  const labelExpr = large ? "replace(format(datum.value, '.3~s'), 'G', 'B')" : "format(datum.value, ',.6~r')";
  return { field, type: 'quantitative', title, axis: { labelExpr, tickCount: 6, labelOverlap: true }, scale: { nice: true, ...scale } };
}

/** A colour for each series; what is the rest, or has no name, is grey. */
export function colours(series: Column | undefined, { series: names }: ChartMarks): Part {
  if (names.length === 0) return {};
  const named = names.filter((name) => !isRest(name));
  const range = names.map((name) => (isRest(name) ? REST : (PALETTE[named.indexOf(name) % PALETTE.length] ?? REST)));
  const columns = names.length <= 6 ? names.length : 4;
  return {
    color: {
      field: 'series',
      type: 'nominal',
      title: series === undefined ? null : axisTitle(series),
      scale: { domain: names, range },
      legend: { columns },
    },
  };
}

const isRest = (name: string): boolean => name === OTHER || name === '(blank)';

/** `unit_price` counted in EUR is "Unit price (EUR)". */
export function axisTitle({ name, unit }: Pick<Column, 'name' | 'unit'>): string {
  const words = spoken(name);
  const titled = words.charAt(0).toUpperCase() + words.slice(1);
  return unit === undefined || titled.includes(unit) ? titled : `${titled} (${unit})`;
}

/** The title of figures that stand side by side: what "lowest revenue" and "highest revenue" are of. */
export function sharedTitle(columns: readonly Column[]): string {
  const [first] = columns;
  if (first === undefined) return '';
  const names = [...new Set(columns.map(({ name }) => name.replace(/^(average|median|lowest|highest)[_ ]/, '')))];
  return axisTitle(columns.length === 1 ? first : { ...first, name: names.map(spoken).join(' and ') });
}
