import type { Column } from '../data/table/table.ts';
import { axisTitle, colours, figures, HEIGHT, type Part, WIDTH, WIDTH_OF_LETTER } from './channels.ts';
import type { ChartMarks } from './chart-marks.ts';
import type { ChartPlan } from './chart-plan.ts';
import { INK, PALETTE } from './chart-theme.ts';
import { PERIOD_LABEL } from './time-axis.ts';

const BAR_STEP = 30;
const GROUPED_STEP = 13;
/** With more bars than this in a row, figures over them would touch. */
const MANY_BARS = 12;

/** Bars over names or periods: upright while the names fit side by side, else lying; side by side or stacked for several series. */
export function barsSpec(plan: ChartPlan, x: Column, figureTitle: string, series: Column | undefined, marks: ChartMarks): Part {
  const { names } = marks;
  const split = marks.series.length > 0;
  const stacked = plan.kind === 'stacked-bar';
  const longest = names.reduce((most, { length }) => Math.max(most, length), 0);
  const lying = !marks.inTime && (names.length > MANY_BARS || longest * WIDTH_OF_LETTER > WIDTH / names.length - 6);
  const labels = marks.inTime
    ? { labelExpr: PERIOD_LABEL, labelOverlap: true, labelAngle: 0 }
    : { labelAngle: 0, labelLimit: lying ? 230 : 0 };
  const name: Part = {
    field: 'x',
    type: 'nominal',
    // Names beside lying bars speak for themselves, as the title does.
    title: lying ? null : axisTitle(x),
    scale: { domain: names, paddingInner: 0.22, paddingOuter: 0.14 },
    axis: { ...labels, grid: false, ticks: false },
  };
  const figure = figures(
    'y',
    figureTitle,
    marks.marks.map(({ y }) => y ?? 0),
    { zero: true },
  );
  const size = sizeOf(marks, lying, split && !stacked);
  const position = lying ? { y: name, x: figure } : { x: name, y: figure };
  if (!split) return { ...size, encoding: position, layer: [bar, ...(names.length <= MANY_BARS || lying ? [labelled(lying)] : [])] };
  const offset = stacked ? {} : { [lying ? 'yOffset' : 'xOffset']: { field: 'series', scale: { domain: marks.series } } };
  const order = stacked ? { order: { field: 'rank', type: 'quantitative' } } : {};
  const ranked = marks.marks.map((mark) => ({ ...mark, rank: marks.series.indexOf(mark.series ?? '') }));
  return {
    ...size,
    ...(stacked ? { data: { values: ranked } } : {}),
    mark: { type: 'bar', cornerRadiusEnd: stacked ? 0 : 1 },
    encoding: { ...position, ...offset, ...order, ...colours(series, marks) },
  };
}

const bar: Part = { mark: { type: 'bar', color: PALETTE[0], cornerRadiusEnd: 2 } };

/** The figure at the end of each bar. */
function labelled(lying: boolean): Part {
  const place = lying
    ? { align: { expr: 'datum.y < 0 ? "right" : "left"' }, dx: { expr: 'datum.y < 0 ? -5 : 5' }, baseline: 'middle' }
    : { baseline: { expr: 'datum.y < 0 ? "top" : "bottom"' }, dy: { expr: 'datum.y < 0 ? 5 : -5' } };
  return { mark: { type: 'text', fontSize: 11, color: INK, ...place }, encoding: { text: { field: 'label' } } };
}

function sizeOf({ names, series }: ChartMarks, lying: boolean, grouped: boolean): Part {
  if (lying) return { width: WIDTH - 60, height: grouped ? { step: GROUPED_STEP } : { step: BAR_STEP } };
  const perName = grouped ? Math.max(90, series.length * 30) : 105;
  return { width: Math.max(360, Math.min(WIDTH, names.length * perName)), height: HEIGHT };
}
