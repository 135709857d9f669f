import type { Column } from '../data/table/table.ts';
import { axisTitle, colours, figures, HEIGHT, type Part, WIDTH } from './channels.ts';
import type { ChartMarks } from './chart-marks.ts';
import { PALETTE } from './chart-theme.ts';

const MANY_POINTS = 400;

/** A point for each row, by two quantities. */
export function scatterSpec(x: Column, y: Column, series: Column | undefined, marks: ChartMarks): Part {
  const many = marks.marks.length > MANY_POINTS;
  const scale = { zero: false, padding: 8 };
  return {
    width: WIDTH,
    height: HEIGHT + 40,
    mark: { type: 'point', filled: true, size: many ? 18 : 45, opacity: many ? 0.45 : 0.7 },
    encoding: {
      x: figures(
        'x',
        axisTitle(x),
        marks.marks.map((mark) => Number(mark.x)),
        scale,
      ),
      y: figures(
        'y',
        axisTitle(y),
        marks.marks.map((mark) => mark.y ?? 0),
        scale,
      ),
      ...(marks.series.length > 0 ? colours(series, marks) : { color: { value: PALETTE[0] } }),
    },
  };
}

/** How many values fall into each interval. */
export function histogramSpec(measured: string, marks: ChartMarks): Part {
  const edges = marks.marks.flatMap(({ x, to }) => [Number(x), to ?? 0]);
  return {
    width: WIDTH,
    height: HEIGHT,
    mark: { type: 'bar', color: PALETTE[0], binSpacing: marks.marks.length > 20 ? 1 : 2 },
    encoding: {
      x: { ...figures('x', measured, edges, { nice: false }), bin: { binned: true } },
      x2: { field: 'to' },
      y: figures(
        'y',
        'Number of rows',
        marks.marks.map(({ y }) => y ?? 0),
        { zero: true },
      ),
    },
  };
}
