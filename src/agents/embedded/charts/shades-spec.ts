import type { Column } from '../data/table/table.ts';
import { axisTitle, HEIGHT, type Part, WIDTH, WIDTH_OF_LETTER } from './channels.ts';
import type { ChartMarks } from './chart-marks.ts';
import { OTHER } from './chart-marks.ts';
import { INK, PALETTE, REST } from './chart-theme.ts';
import { PERIOD_LABEL } from './time-axis.ts';

const TILE_HEIGHT = 34;
/** Narrower tiles hold no figure. */
const WIDTH_FOR_FIGURES = 56;
/** Tiles darker than this share of the largest need light letters. */
const DARK = 0.55;

/** A tile for each pair of names, the darker the larger. */
export function heatMapSpec(x: Column, y: Column, series: Column | undefined, marks: ChartMarks): Part {
  const { names } = marks;
  const width = Math.max(300, Math.min(WIDTH, names.length * 90));
  const longest = names.reduce((most, { length }) => Math.max(most, length), 0);
  const slanted = longest * WIDTH_OF_LETTER > width / names.length;
  const most = marks.marks.reduce((max, mark) => Math.max(max, mark.y ?? 0), 0);
  const shade = {
    field: 'y',
    type: 'quantitative',
    title: axisTitle(y),
    scale: { scheme: 'blues', zero: true },
    legend: { orient: 'right', gradientLength: 150, tickCount: 4 },
  };
  const tile = { mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 1 }, encoding: { color: shade } };
  const text = {
    mark: { type: 'text', fontSize: 11 },
    encoding: { text: { field: 'label' }, color: { condition: { test: `datum.y > ${most * DARK}`, value: '#ffffff' }, value: INK } },
  };
  return {
    width,
    height: { step: TILE_HEIGHT },
    encoding: {
      x: {
        field: 'x',
        type: 'nominal',
        scale: { domain: names },
        title: axisTitle(x),
        axis: { labelAngle: slanted ? -35 : 0, grid: false, ...(marks.inTime ? { labelExpr: PERIOD_LABEL } : {}) },
      },
      y: {
        field: 'series',
        type: 'nominal',
        scale: { domain: marks.series },
        title: series === undefined ? null : axisTitle(series),
        axis: { grid: false },
      },
    },
    layer: width / names.length >= WIDTH_FOR_FIGURES ? [tile, text] : [tile],
  };
}

const SMALLEST_LABELLED = 0.025;

/** Parts of a whole, as a ring, with figures in the legend and shares beside it. */
export function pieSpec(marks: ChartMarks): Part {
  const total = marks.marks.reduce((sum, { y }) => sum + (y ?? 0), 0) || 1;
  const slices = marks.names.flatMap((name, order) => {
    const mark = marks.marks.find(({ x }) => x === name);
    if (mark === undefined) return [];
    const share = (mark.y ?? 0) / total;
    const percent = share < SMALLEST_LABELLED ? '' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
    return [
      {
        ...mark,
        order,
        percent,
        named: `${name}: ${mark.label}`,
        colour: name === OTHER || name === '(blank)' ? REST : PALETTE[order % PALETTE.length],
      },
    ];
  });
  const domain = slices.map(({ named }) => named);
  const legend = { orient: 'right', columns: 1, labelLimit: 320, rowPadding: 6, offset: 30 };
  const colour = {
    field: 'named',
    type: 'nominal',
    title: null,
    scale: { domain, range: slices.map((slice) => slice.colour) },
    legend,
  };
  return {
    width: HEIGHT,
    height: HEIGHT,
    data: { values: slices },
    encoding: { theta: { field: 'y', type: 'quantitative', stack: true }, order: { field: 'order' } },
    layer: [
      { mark: { type: 'arc', innerRadius: 78, outerRadius: 150, stroke: '#ffffff', strokeWidth: 2 }, encoding: { color: colour } },
      { mark: { type: 'text', radius: 171, fontSize: 12, fill: INK }, encoding: { text: { field: 'percent' } } },
    ],
  };
}
