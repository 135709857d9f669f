import type { Column } from '../data/table/table.ts';
import { axisTitle, colours, figures, HEIGHT, type Part, WIDTH } from './channels.ts';
import type { ChartMarks } from './chart-marks.ts';
import type { ChartPlan } from './chart-plan.ts';
import { FAINT_INK, PALETTE } from './chart-theme.ts';
import { isRow, TIME_OF_NAME, timeAxis } from './time-axis.ts';

const MOST_DOTS = 40;

/** Lines or areas over time, or over names in their order; with a fitted line where there is one. */
export function linesSpec(plan: ChartPlan, x: Column, figureTitle: string, series: Column | undefined, marks: ChartMarks): Part {
  const values = marks.marks.flatMap(({ y, to }) => [y ?? 0, to ?? y ?? 0]);
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const split = marks.series.length > 0;
  const isArea = plan.kind === 'area';
  const figure = figures('y', figureTitle, values, { zero: isArea || least < most * 0.6 });
  const line = {
    type: 'line',
    strokeWidth: 2.5,
    strokeJoin: 'round',
    ...(marks.names.length <= MOST_DOTS ? { point: { filled: true, size: 42 } } : {}),
  };
  const mark = isArea ? { type: 'area', line: true, opacity: split ? 0.85 : 0.35 } : line;
  const main = {
    mark,
    encoding: {
      y: isArea && split ? { ...figure, stack: 'zero' } : figure,
      ...(split ? colours(series, marks) : { color: { value: PALETTE[0] } }),
    },
  };
  const fit = {
    mark: { type: 'line', strokeDash: [6, 4], strokeWidth: 1.5, color: FAINT_INK },
    encoding: { y: { ...figure, field: 'to' } },
  };
  const byCalendar = marks.inTime && !isRow(marks.names);
  return {
    width: WIDTH,
    height: HEIGHT,
    ...(byCalendar ? { transform: [{ calculate: TIME_OF_NAME, as: 'time' }] } : {}),
    encoding: { x: marks.inTime ? timeAxis(marks.names, axisTitle(x)) : nameAxis(x, marks) },
    layer: plan.fit === undefined ? [main] : [fit, main],
  };
}

function nameAxis(x: Column, { names }: ChartMarks): Part {
  return {
    field: 'x',
    type: 'nominal',
    scale: { domain: names },
    title: axisTitle(x),
    axis: { labelAngle: names.length > 8 ? -35 : 0, grid: false },
  };
}
