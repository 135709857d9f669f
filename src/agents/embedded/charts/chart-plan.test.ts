import { describe, expect, it } from 'vitest';
import type { TableRows } from '../data/perform.ts';
import type { Cell, Column } from '../data/table/table.ts';
import { chartMarks } from './chart-marks.ts';
import { planChart } from './chart-plan.ts';
import type { ChartKind } from './chart-words.ts';

function rowsOf(columns: readonly Column[], ...rows: readonly (readonly Cell[])[]): TableRows {
  return { title: 't', columns, rows, rowCount: rows.length, notes: [] };
}

const region: Column = { name: 'region', type: 'text' };
const product: Column = { name: 'product', type: 'text' };
const month: Column = { name: 'month', type: 'date' };
const revenue: Column = { name: 'revenue', type: 'number', unit: '$' };
const units: Column = { name: 'units', type: 'number' };
const share: Column = { name: 'share_percent', type: 'number', unit: '%' };

const byRegion = rowsOf([region, revenue, share], ['N', 30, 75], ['S', 10, 25]);
const byMonth = rowsOf([month, revenue], ['2024-01', 1], ['2024-02', 2], ['2024-03', 3]);
const pairs = rowsOf([region, product, revenue], ['N', 'tent', 1], ['N', 'pole', 2], ['S', 'tent', 3]);
const overTime = rowsOf(
  [month, region, revenue],
  ...['2024-01', '2024-02', '2024-03'].flatMap((name) => [
    [name, 'N', 1],
    [name, 'S', 2],
  ]),
);

describe('the kind of chart', () => {
  it.each<[string, TableRows, ChartKind | undefined, object]>([
    ['bars for categories, shares left aside', byRegion, undefined, { kind: 'bar', x: 0, y: [1] }],
    ['a pie when asked', byRegion, 'pie', { kind: 'pie', x: 0, y: [1] }],
    ['a line over time', byMonth, undefined, { kind: 'line', x: 0, y: [1] }],
    ['bars over time when asked', byMonth, 'bar', { kind: 'bar', x: 0, y: [1] }],
    ['bars in groups for pairs', pairs, undefined, { kind: 'grouped-bar', x: 0, y: [2], series: 1 }],
    ['stacked when asked', pairs, 'stacked-bar', { kind: 'stacked-bar', x: 0, y: [2], series: 1 }],
    ['shades when asked', pairs, 'heat-map', { kind: 'heat-map', x: 0, y: [2], series: 1 }],
    ['a line for each of a category over time', overTime, undefined, { kind: 'line', x: 0, y: [2], series: 1 }],
    ['points for two quantities', rowsOf([units, revenue], [1, 2], [3, 4]), undefined, { kind: 'scatter', x: 0, y: [1] }],
    [
      'the fitted line over the trend',
      rowsOf([month, revenue, { name: 'trend', type: 'number' }], ['2024-01', 1, 1], ['2024-02', 2, 2], ['2024-03', 3, 3]),
      undefined,
      { kind: 'line', x: 0, y: [1], fit: 2 },
    ],
    [
      'statistics of one quantity side by side',
      rowsOf([region, { name: 'lowest_revenue', type: 'number' }, { name: 'highest_revenue', type: 'number' }], ['N', 1, 5], ['S', 2, 3]),
      undefined,
      { kind: 'grouped-bar', x: 0, y: [1, 2] },
    ],
    [
      'years as times',
      rowsOf([{ name: 'year', type: 'number' }, revenue], [2021, 1], [2022, 2], [2023, 3]),
      undefined,
      { kind: 'line', x: 0, y: [1] },
    ],
  ])('is %s', (_, rows, asked, expected) => {
    expect(planChart(rows, asked)).toEqual(expected);
  });

  it('is no pie of negative figures, which is said', () => {
    expect(planChart(rowsOf([region, revenue], ['N', 3], ['S', -1]), 'pie')).toMatchObject({
      kind: 'bar',
      remark: expect.stringContaining('negative'),
    });
  });

  it('is shades when there are too many pairs for bars', () => {
    const many = Array.from({ length: 10 }, (_, index) =>
      Array.from({ length: 6 }, (_two, other) => [`r${index}`, `p${other}`, index + other] as const),
    ).flat();
    expect(planChart(rowsOf([region, product, revenue], ...many), undefined)?.kind).toBe('heat-map');
  });

  it('is none without figures', () => {
    expect(planChart(rowsOf([region], ['N']), undefined)).toBeUndefined();
  });
});

describe('the marks', () => {
  it('keep seven series and put the others together', () => {
    const rows = Array.from({ length: 10 }, (_, index) =>
      ['2024-01', '2024-02', '2024-03'].map((name) => [name, `s${index}`, index + 1] as const),
    ).flat();
    const table = rowsOf([month, region, revenue], ...rows);
    const plan = planChart(table, 'line');
    if (plan === undefined) throw new Error('nothing to draw');
    const { series, marks, remarks } = chartMarks(table, plan);
    expect(series).toEqual(['s9', 's8', 's7', 's6', 's5', 's4', 's3', 'other']);
    // 1 + 2 + 3
    expect(marks.filter((mark) => mark.series === 'other').map(({ y }) => y)).toEqual([6, 6, 6]);
    expect(remarks).toEqual(['The 3 smallest regions are together as "other".']);
  });

  it('leave averages out rather than add them up', () => {
    const rows = Array.from({ length: 35 }, (_, index) => [`r${index}`, index] as const);
    const table = rowsOf([region, { name: 'average_price', type: 'number' }], ...rows);
    const plan = planChart(table, undefined);
    if (plan === undefined) throw new Error('nothing to draw');
    const { names, remarks } = chartMarks(table, plan);
    expect(names).toHaveLength(30);
    expect(names).not.toContain('other');
    expect(remarks).toEqual(['The 30 largest of 35 regions.']);
  });
});
