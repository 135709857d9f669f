import { describe, expect, it } from 'vitest';
import type { TableOutput } from '../../../../core/output.ts';
import { leftOut, tableBlock, tableCaveats, tableFacts, tableRemarks } from './table-facts.ts';

const table = (over: Partial<TableOutput> = {}): TableOutput => ({
  kind: 'table',
  title: 'Revenue by region',
  columns: [
    { name: 'region', type: 'text' },
    { name: 'revenue', type: 'number', unit: '$' },
    { name: 'avg_price', type: 'number' },
  ],
  rows: [
    { region: 'North', revenue: 300, avg_price: 4 },
    { region: 'South', revenue: 100, avg_price: 6.5 },
  ],
  rowCount: 2,
  path: null,
  notes: [],
  ...over,
});

describe('tableFacts', () => {
  it('names largest and smallest, and the share only where a sum makes sense', () => {
    expect(tableFacts(table())).toEqual([
      'Revenue: highest for North at $300 (75% of the total of $400), lowest for South at $100.',
      'Avg price: highest for South at 6.5, lowest for North at 4.',
    ]);
  });

  it('follows a series in time, whatever the order of its rows', () => {
    const series = table({
      columns: [
        { name: 'month', type: 'date' },
        { name: 'orders', type: 'number' },
      ],
      rows: [
        { month: '2026-03', orders: 30 },
        { month: '2026-01', orders: 20 },
        { month: '2026-02', orders: 50 },
      ],
      rowCount: 3,
    });
    expect(tableFacts(series)).toEqual(['Orders rose from 20 in 2026-01 to 30 in 2026-03 (+50%); the peak was 50 in 2026-02.']);
  });

  it('says no share twice, nor what a remark has said', () => {
    const shared = table({
      columns: [
        { name: 'region', type: 'text' },
        { name: 'revenue', type: 'number', unit: '$' },
        { name: 'share_percent', type: 'number', unit: '%' },
      ],
      rows: [
        { region: 'North', revenue: 300, share_percent: 75 },
        { region: 'South', revenue: 100, share_percent: 25 },
      ],
    });
    expect(tableFacts(shared)).toEqual(['Revenue: highest for North at $300 (75% of the total of $400), lowest for South at $100.']);
    const remark = 'Total revenue is highest in North ($300, 75% of $400) and lowest in South ($100, 25%).';
    expect(tableRemarks({ ...shared, notes: [remark] })).toEqual([remark]);
  });

  it('says nothing of rows it does not have', () => expect(tableFacts(table({ rowCount: 3 }))).toEqual([]));

  it('says nothing of a single row', () => expect(tableFacts(table({ rows: [{ region: 'North', revenue: 1 }], rowCount: 1 }))).toEqual([]));
});

it('tells remarks on the content first and keeps housekeeping apart', () => {
  const noted = table({ notes: ['sales doubled in the north', '2 rows were dropped'] });
  expect(tableRemarks(noted)[0]).toBe('Sales doubled in the north.');
  expect(tableCaveats(noted)).toEqual(['2 rows were dropped.']);
});

it('prints signs in the cells, escapes text and says what is left out', () => {
  const long = table({
    rows: Array.from({ length: 30 }, (_, index) => ({ region: `R|${index}`, revenue: index + 0.5, avg_price: null })),
    rowCount: 90,
    path: '/data/all.csv',
  });
  const block = tableBlock(long);
  expect(block.rows).toHaveLength(25);
  expect(block.rows[1]).toEqual(['R\\|1', '$1.50', '–']);
  expect(leftOut(long)).toBe('Shown are the first 25 of 90 rows. All of the data is in /data/all.csv.');
});
