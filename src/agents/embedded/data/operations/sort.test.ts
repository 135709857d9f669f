import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Workbench } from '../spill/workbench.ts';
import { allRows, type Column, type Row, tableOfRows } from '../table/table.ts';
import { rowOrder, sortTable, topRows } from './sort.ts';

const COLUMNS: readonly Column[] = [
  { name: 'name', type: 'text' },
  { name: 'value', type: 'number' },
];
const row = fc.tuple(fc.option(fc.string({ maxLength: 3 }), { nil: null }), fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }));
const keys = [
  { column: 1, descending: true },
  { column: 0, descending: false },
];

describe('a table in order', () => {
  it('is the same whether it fits in memory or is merged from scratch files', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 60 }), async (rows) => {
        await using bench = new Workbench(new AbortController().signal, () => {});
        const whole = tableOfRows('t', COLUMNS, rows);
        const inBatches = {
          ...whole,
          batches: async function* () {
            for (let at = 0; at < rows.length; at += 3) yield rows.slice(at, at + 3);
          },
        };
        const expected = rows.toSorted(rowOrder(keys));
        expect(await allRows(await sortTable(whole, keys, bench), bench.signal)).toEqual(expected);
        expect(await allRows(await sortTable(inBatches, keys, bench, 50), bench.signal)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps line separators in cells apart from lines', async () => {
    await using bench = new Workbench(new AbortController().signal, () => {});
    const rows: Row[] = [
      ['b\u2028\n', 1],
      ['a', 2],
    ];
    const sorted = await sortTable(tableOfRows('t', COLUMNS, rows), [{ column: 0, descending: false }], bench, 1);
    expect(await allRows(sorted, bench.signal)).toEqual([
      ['a', 2],
      ['b\u2028\n', 1],
    ]);
  });

  it('gives the first rows without sorting the rest, blanks aside', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.integer({ min: 1, max: 8 }), async (rows, count) => {
        await using bench = new Workbench(new AbortController().signal, () => {});
        const expected = rows
          .filter(([, value]) => value !== null)
          .toSorted(rowOrder(keys))
          .slice(0, count);
        expect(await allRows(await topRows(tableOfRows('t', COLUMNS, rows), keys, count, bench), bench.signal)).toEqual(expected);
      }),
    );
  });
});
