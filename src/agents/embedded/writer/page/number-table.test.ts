import { describe, expect, it } from 'vitest';
import { barChartSvg } from './bar-chart.ts';
import { chartDataOf } from './number-table.ts';
import type { TableBlock } from './report.ts';

const table = (header: string[], rows: string[][]): TableBlock => ({
  kind: 'table',
  caption: 'C',
  header,
  numeric: header.map((_, index) => index > 0),
  rows,
});

describe('chartDataOf', () => {
  it('stacks the columns that add up to the last', () => {
    const data = chartDataOf(
      table(
        ['Theme', 'Papers', 'Posts', 'Total'],
        [
          ['A', '1', '2', '3'],
          ['B', '1,000', '0', '1,000'],
        ],
      ),
    );
    expect(data).toMatchObject({
      stacked: true,
      labels: ['A', 'B'],
      series: [
        { name: 'Papers', values: [1, 1000] },
        { name: 'Posts', values: [2, 0] },
      ],
    });
  });

  it('keeps to columns of one unit and of comparable size', () => {
    const data = chartDataOf(
      table(
        ['R', 'Revenue', 'Cost', 'Orders', 'Tiny'],
        [
          ['N', '$300', '$200', '5', '$1'],
          ['S', '$100', '$90', '4', '$2'],
        ],
      ),
    );
    expect(data).toMatchObject({ prefix: '$', stacked: false });
    expect(data?.series.map(({ name }) => name)).toEqual(['Revenue', 'Cost']);
  });

  it('knows a series in time', () => {
    expect(
      chartDataOf(
        table(
          ['Month', 'N'],
          [
            ['Jan 2026', '1'],
            ['Feb 2026', '2'],
          ],
        ),
      )?.timed,
    ).toBe(true);
    expect(
      chartDataOf(
        table(
          ['City', 'N'],
          [
            ['Bern', '1'],
            ['Rom', '2'],
          ],
        ),
      )?.timed,
    ).toBe(false);
  });

  it.each([
    ['one row', table(['A', 'B'], [['x', '1']])],
    [
      'no numbers',
      table(
        ['A', 'B'],
        [
          ['x', 'y'],
          ['z', 'w'],
        ],
      ),
    ],
    [
      'negative numbers',
      table(
        ['A', 'B'],
        [
          ['x', '-1'],
          ['z', '2'],
        ],
      ),
    ],
    [
      'all zero',
      table(
        ['A', 'B'],
        [
          ['x', '0'],
          ['z', '0'],
        ],
      ),
    ],
    [
      'a label twice',
      table(
        ['A', 'B'],
        [
          ['x', '1'],
          ['x', '2'],
        ],
      ),
    ],
    [
      'fifteen rows',
      table(
        ['A', 'B'],
        Array.from({ length: 15 }, (_, index) => [`r${index}`, '1']),
      ),
    ],
  ])('draws nothing for %s', (_, given) => expect(chartDataOf(given)).toBeUndefined());
});

describe('chartDataOf with empty cells', () => {
  const rows = (...cells: string[]) => cells.map((cell, index) => [`R${index}`, cell, '10%']);

  it('draws the first column of numbers without the few rows that have none', () => {
    const data = chartDataOf(table(['Product', 'Revenue', 'Share'], rows('$40', '$30', '$20', '–')));
    expect(data).toMatchObject({ labels: ['R0', 'R1', 'R2'], series: [{ name: 'Revenue', values: [40, 30, 20] }], prefix: '$' });
  });

  it('draws another column where many rows have none', () => {
    expect(chartDataOf(table(['Product', 'Revenue', 'Share'], rows('$40', '–', '–')))?.series.map(({ name }) => name)).toEqual(['Share']);
  });
});

describe('barChartSvg', () => {
  const data = chartDataOf(
    table(
      ['<b>', 'N'],
      [
        ['</svg><script>alert(1)</script>', '3'],
        ['"quoted" & more', '1'],
      ],
    ),
  );

  it('escapes labels', () => {
    const svg = data === undefined ? '' : barChartSvg(data);
    expect(svg).not.toContain('<script');
    expect(svg.match(/<svg/g)).toHaveLength(1);
    expect(svg).toContain('&quot;quoted&quot; &amp; more');
  });

  it.each([
    ['on one line where there is room', 3, 'Mar 2026</text>'],
    ['on two where labels would touch', 10, '>Mar</text>'],
  ])('writes the labels of columns %s', (_, months, label) => {
    const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct'].slice(0, months);
    const timed = chartDataOf(
      table(
        ['Month', 'Sources'],
        names.map((month) => [`${month} 2026`, '1']),
      ),
    );
    expect(timed === undefined ? '' : barChartSvg(timed)).toContain(label);
  });

  it('names plain colours when it stands alone', () => {
    expect(data === undefined ? '' : barChartSvg(data, { background: '#ffffff' })).not.toContain('var(');
  });
});
