import type { TopLevelSpec } from 'vega-lite';
import type { ChartPlan } from './chart-plan.ts';
import type { ChartRow } from './chart-rows.ts';

/** Okabe and Ito (2008): told apart by everybody, in print too. */
const PALETTE = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#999999', '#f0e442'];
const INK = '#22313f';
const FONT = 'DejaVu Sans, Verdana, Arial, sans-serif';
const WIDTH = 640;
const HEIGHT = 360;
const BAR_HEIGHT = 26;
/** Longer names than this are set beside horizontal bars, not under upright ones. */
const LONG_NAME = 9;
const MANY_BARS = 8;

interface Channel {
  readonly [key: string]: unknown;
}

/** The picture as a Vega-Lite specification. https://vega.github.io/vega-lite/docs/spec.html */
export function chartSpec(plan: ChartPlan, rows: readonly ChartRow[], title: string): TopLevelSpec {
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: wrap(title, 70), anchor: 'start', fontSize: 17, fontWeight: 600, color: INK, offset: 14 },
    background: '#ffffff',
    padding: 18,
    data: { values: rows },
    config: {
      font: FONT,
      view: { stroke: null },
      axis: {
        labelColor: INK,
        titleColor: INK,
        labelFontSize: 12,
        titleFontSize: 12,
        titleFontWeight: 500,
        gridColor: '#e6eaee',
        domainColor: '#b8c2cc',
        tickColor: '#b8c2cc',
        titlePadding: 10,
        labelLimit: 220,
      },
      legend: {
        labelColor: INK,
        titleColor: INK,
        labelFontSize: 12,
        titleFontSize: 12,
        orient: 'top',
        titleFontWeight: 500,
        labelLimit: 200,
      },
      range: { category: PALETTE },
    },
    ...body(plan, rows),
  };
  // Built of plain objects; the library checks it when it compiles.
  return spec as unknown as TopLevelSpec;
}

function body(plan: ChartPlan, rows: readonly ChartRow[]): Channel {
  const across = axisTitle(plan.x);
  const up = plan.y === undefined ? 'Count' : axisTitle(plan.y);
  const measure = (extra: Channel = {}): Channel => ({
    field: 'y',
    type: 'quantitative',
    title: up,
    axis: {
      format: numberFormat(
        rows.map(({ y }) => y ?? 0),
        plan.y?.unit,
      ),
      tickCount: 6,
    },
    ...extra,
  });
  const colour: Channel = plan.series === undefined ? {} : { color: { field: 'series', type: 'nominal', title: plan.series.name } };
  switch (plan.mark) {
    case 'bar':
    case 'grouped-bar':
      return bars(plan, rows, across, measure(), colour);
    case 'pie':
      return pie(plan, rows);
    case 'line':
    case 'multi-line':
      return {
        width: WIDTH,
        height: HEIGHT,
        mark: { type: 'line', strokeWidth: 2.5, point: rows.length <= 60 ? { filled: true, size: 45 } : false, color: PALETTE[0] },
        encoding: {
          x: { ...timeChannel(rows), title: across },
          y: measure({ scale: { zero: rows.every(({ y }) => (y ?? 0) >= 0) } }),
          ...colour,
        },
      };
    case 'scatter':
      return {
        width: WIDTH,
        height: HEIGHT,
        mark: { type: 'point', filled: true, size: 50, opacity: 0.7, color: PALETTE[0] },
        encoding: {
          x: { field: 'x', type: 'quantitative', title: across, scale: { zero: false } },
          y: measure({ scale: { zero: false } }),
          ...colour,
        },
      };
    case 'histogram':
      return {
        width: WIDTH,
        height: HEIGHT,
        mark: { type: 'bar', color: PALETTE[0], stroke: '#ffffff' },
        encoding: {
          x: { field: 'x', type: 'quantitative', bin: { maxbins: 20 }, title: across },
          y: { aggregate: 'count', type: 'quantitative', title: 'Rows' },
        },
      };
    case 'heatmap':
      return {
        width: WIDTH,
        height: Math.max(160, 28 * new Set(rows.map(({ series }) => series)).size),
        mark: { type: 'rect' },
        encoding: {
          x: { field: 'x', type: 'nominal', title: across, axis: { labelAngle: -40 } },
          y: { field: 'series', type: 'nominal', title: plan.series?.name ?? '' },
          color: { field: 'y', type: 'quantitative', title: up, scale: { scheme: 'blues' }, legend: { orient: 'right' } },
        },
      };
  }
}

function bars(plan: ChartPlan, rows: readonly ChartRow[], across: string, measure: Channel, colour: Channel): Channel {
  const names = [...new Set(rows.map(({ x }) => String(x)))];
  const grouped = plan.series !== undefined;
  const sideways = !grouped && (names.length > MANY_BARS || names.some((name) => name.length > LONG_NAME));
  // Bars read best by size, with what is only the rest at the end.
  const totals = new Map(names.map((name) => [name, rows.filter(({ x }) => String(x) === name).reduce((sum, { y }) => sum + (y ?? 0), 0)]));
  const inTime = plan.x.type === 'date' || names.every((name) => /^(?:19|20)\d{2}(?:-|$)/.test(name));
  const rest = (name: string): number => (name === 'other' || name === '(blank)' ? 1 : 0);
  const sort = inTime ? names.toSorted() : names.toSorted((a, b) => rest(a) - rest(b) || (totals.get(b) ?? 0) - (totals.get(a) ?? 0));
  const category: Channel = {
    field: 'x',
    type: 'nominal',
    title: across,
    sort,
    axis: sideways ? {} : { labelAngle: names.some((name) => name.length > LONG_NAME) ? -30 : 0 },
  };
  const values = rows.map(({ y }) => y ?? 0);
  const label = { field: 'y', type: 'quantitative', format: numberFormat(values, plan.y?.unit) };
  const text = { type: 'text', fontSize: 11, color: INK, ...(sideways ? { align: 'left', dx: 5 } : { baseline: 'bottom', dy: -4 }) };
  const positions = sideways ? { y: category, x: measure } : { x: category, y: measure };
  const size = sideways
    ? { width: WIDTH, height: names.length * BAR_HEIGHT }
    : { width: Math.max(260, Math.min(WIDTH, names.length * 110)), height: HEIGHT };
  if (grouped) return { ...size, width: WIDTH, mark: { type: 'bar' }, encoding: { ...positions, xOffset: { field: 'series' }, ...colour } };
  return {
    ...size,
    encoding: positions,
    layer: [{ mark: { type: 'bar', color: PALETTE[0], cornerRadiusEnd: 2 } }, { mark: text, encoding: { text: label } }],
  };
}

function pie(plan: ChartPlan, rows: readonly ChartRow[]): Channel {
  const total = rows.reduce((sum, { y }) => sum + (y ?? 0), 0);
  const named = rows
    .toSorted((a, b) => (b.y ?? 0) - (a.y ?? 0))
    .map((row, index) => ({ ...row, order: index, share: `${Math.round(((row.y ?? 0) / (total || 1)) * 100)} %` }));
  return {
    width: HEIGHT,
    height: HEIGHT,
    data: { values: named },
    encoding: {
      theta: { field: 'y', type: 'quantitative', stack: true },
      order: { field: 'order' },
      color: { field: 'x', type: 'nominal', title: plan.x.name, sort: named.map(({ x }) => x), legend: { orient: 'right' } },
    },
    layer: [
      { mark: { type: 'arc', innerRadius: 70, outerRadius: 150, stroke: '#ffffff' } },
      { mark: { type: 'text', radius: 170, fontSize: 12, fill: INK }, encoding: { text: { field: 'share' } } },
    ],
  };
}

function timeChannel(rows: readonly ChartRow[]): Channel {
  const days = rows.every(({ x }) => /^\d{4}-\d{2}(?:-\d{2})?(?:T.*)?$/.test(String(x)));
  if (!days) return { field: 'x', type: 'ordinal', axis: { labelAngle: rows.length > 12 ? -40 : 0 } };
  const months = rows.every(({ x }) => String(x).length === 7);
  return {
    field: 'x',
    type: 'temporal',
    axis: {
      format: months ? '%b %Y' : '%d %b %Y',
      labelAngle: rows.length > 6 ? -30 : 0,
      tickCount: Math.min(12, new Set(rows.map(({ x }) => x)).size),
      labelOverlap: true,
    },
  };
}

function axisTitle({ name, unit }: { readonly name: string; readonly unit?: string }): string {
  const words = name.replace(/[_-]+/g, ' ').trim();
  const titled = words.charAt(0).toUpperCase() + words.slice(1);
  return unit === undefined || titled.includes(unit) ? titled : `${titled} (${unit})`;
}

/** d3-format: whole numbers as they are, large ones shortened, small ones with decimals. */
function numberFormat(values: readonly number[], unit: string | undefined): string {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const currency = unit === '$' ? '$' : '';
  if (largest >= 1e5) return `${currency}.3~s`;
  if (largest < 1 && largest > 0) return `${currency}.2~r`;
  return values.every((value) => Number.isInteger(value)) || largest >= 1000 ? `${currency},.0f` : `${currency},.2~f`;
}

function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.slice(0, 3);
}
