import { describe, expect, it } from 'vitest';
import { Workbench } from '../spill/workbench.ts';
import { allRows, type Column, type Row, type Table, tableOfRows } from '../table/table.ts';
import { correlationTable } from './correlate.ts';
import { describeTable } from './describe.ts';
import { histogramTable } from './histogram.ts';
import { outlierTable } from './outliers.ts';
import { fitLine, trendTable } from './trend.ts';

const COLUMNS: readonly Column[] = [
  { name: 'day', type: 'date' },
  { name: 'x', type: 'number', decimals: 0 },
  { name: 'y', type: 'number', decimals: 0 },
];

async function ask(rows: readonly Row[], question: (table: Table, bench: Workbench) => Promise<Table>) {
  await using bench = new Workbench(new AbortController().signal, () => {});
  const table = await question(tableOfRows('t.csv', COLUMNS, rows), bench);
  return { rows: await allRows(table, bench.signal), notes: table.notes };
}

describe('a trend', () => {
  const months = (values: readonly number[]): Row[] =>
    values.map((value, index) => [`2024-${String(index + 1).padStart(2, '0')}-15`, value, 0]);

  it('is a line through the months, said in words', async () => {
    const { rows, notes } = await ask(months([10, 20, 30, 40]), (table, bench) =>
      trendTable(table, { date: 0, measure: { statistic: 'sum', column: 1 }, bucket: 'month' }, bench),
    );
    expect(rows).toEqual([
      ['2024-01', 10, 10],
      ['2024-02', 20, 20],
      ['2024-03', 30, 30],
      ['2024-04', 40, 40],
    ]);
    expect(notes[0]).toBe('Total x rises by about 10 a month (R² 1.00): 10 in 2024-01, 40 in 2024-04 (+300%).');
  });

  it('counts months without rows as time that passes', async () => {
    const rows: Row[] = [
      ['2024-01-01', 10, 0],
      ['2024-02-01', 20, 0],
      ['2024-05-01', 50, 0],
    ];
    const { rows: out, notes } = await ask(rows, (table, bench) =>
      trendTable(table, { date: 0, measure: { statistic: 'sum', column: 1 }, bucket: 'month' }, bench),
    );
    expect(out.map((row) => row[2])).toEqual([10, 20, 50]);
    expect(notes).toContain('2 months in between have no rows.');
  });

  it('is not claimed where there is none', async () => {
    const { notes } = await ask(months([10, 30, 10, 30, 10, 30, 10]), (table, bench) =>
      trendTable(table, { date: 0, measure: { statistic: 'sum', column: 1 }, bucket: 'month' }, bench),
    );
    expect(notes[0]).toContain('is flat');
  });

  it('fits y = 2x + 1', () => {
    expect(fitLine([0, 1, 2], [1, 3, 5])).toEqual({ slope: 2, intercept: 1, fit: 1 });
  });
});

describe('outliers', () => {
  const rows: Row[] = [10, 11, 12, 13, 14, 100].map((value, index) => [null, value, index]);

  it('lie beyond one and a half interquartile ranges', async () => {
    // Quartiles of 10 11 12 13 14 100: 11.25 and 13.75, so the fences are 7.5 and 17.5; the median is 12.5 and (100 - 12.5) / 2.5 = 35.
    const { rows: out, notes } = await ask(rows, (table, bench) => outlierTable(table, [1], 'iqr', bench));
    expect(out).toEqual([[null, 100, 5, 35]]);
    expect(notes[0]).toContain('1 outlier among 6 values (16.7%), below 7.5 or above 17.5');
  });

  it('lie beyond three and a half robust deviations', async () => {
    expect((await ask(rows, (table, bench) => outlierTable(table, [1], 'robust-z', bench))).rows.map((row) => row[1])).toEqual([100]);
  });

  it('are none where most values are the same', async () => {
    const same: Row[] = [5, 5, 5, 5, 9].map((value) => [null, value, 0]);
    const { rows: out, notes } = await ask(same, (table, bench) => outlierTable(table, [1], 'iqr', bench));
    expect(out).toEqual([]);
    expect(notes[0]).toContain('nothing can be called an outlier');
  });
});

describe('a correlation', () => {
  it('is 1 on a line, and said in words', async () => {
    const { rows, notes } = await ask(
      [1, 2, 3].map((value): Row => [null, value, value * 2]),
      (table, bench) => correlationTable(table, [1, 2], bench),
    );
    expect(rows).toEqual([['x', 'y', 1, 3]]);
    expect(notes).toEqual(['X and y are strongly correlated (r = 1.00 over 3 rows): more x goes with more y.']);
  });

  it('leaves out rows without both, and is unknown where nothing varies', async () => {
    const { rows } = await ask(
      [
        [null, 1, 5],
        [null, 2, 5],
        [null, 3, 5],
        [null, null, 9],
      ],
      (table, bench) => correlationTable(table, [1, 2], bench),
    );
    expect(rows).toEqual([['x', 'y', null, 3]]);
  });
});

describe('a profile', () => {
  it('has a row for each column', async () => {
    const { rows, notes } = await ask(
      [
        ['2024-01-01', 1, null],
        ['2024-01-03', 3, 4],
      ],
      describeTable,
    );
    expect(rows[1]).toEqual(['x', 'number', 2, 0, '2', '1', '3', 4, 2, 2, Number(Math.SQRT2.toPrecision(12)), null]);
    expect(notes).toEqual([
      '2 rows and 3 columns (1 of dates, 2 of numbers).',
      'day runs from 2024-01-01 to 2024-01-03.',
      'x: 4 in total, 2 on average.',
      'y: 4 in total, 4 on average.',
      'Blank cells: y (1).',
    ]);
  });
});

describe('a histogram', () => {
  it('counts every value once, in round intervals', async () => {
    const rows = Array.from({ length: 100 }, (_, index): Row => [null, index, 0]);
    const { rows: bins } = await ask(rows, (table, bench) => histogramTable(table, 1, bench));
    expect(bins).toHaveLength(10);
    expect(bins[0]).toEqual([0, 10, 10]);
    expect(bins.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(100);
  });
});
