import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Workbench } from '../spill/workbench.ts';
import { allRows, type Column, type Row, tableOfRows } from '../table/table.ts';
import { cleanTable, repeatedRows, withoutDuplicates } from './clean.ts';

const COLUMNS: readonly Column[] = [
  { name: 'region', type: 'text' },
  { name: 'revenue', type: 'number' },
];

async function cleaned(rows: readonly Row[]) {
  await using bench = new Workbench(new AbortController().signal, () => {});
  const table = await cleanTable(tableOfRows('t', COLUMNS, rows), bench);
  return { rows: await allRows(table, bench.signal), notes: table.notes, rowCount: table.rowCount };
}

describe('a table cleaned', () => {
  it('has one spelling for each word, no blank rows and no duplicates, and says so', async () => {
    const { rows, notes, rowCount } = await cleaned([
      ['North', 1],
      ['north', 1],
      ['North', 2],
      [null, null],
      ['South', null],
    ]);
    expect(rows).toEqual([
      ['North', 1],
      ['North', 2],
      ['South', null],
    ]);
    expect(rowCount).toBe(3);
    expect(notes).toEqual([
      '1 duplicate row removed.',
      '1 row without any value removed.',
      'Blank cells left blank, and left out of sums and averages: revenue (1).',
      'region: spellings made alike ("north" is now "North").',
      'Numbers in revenue.',
    ]);
  });

  it('is clean already', async () => {
    const rows = fc.array(
      fc.tuple(
        fc.option(fc.constantFrom('a', 'A', 'b  c', 'b c'), { nil: null }),
        fc.option(fc.integer({ min: 0, max: 2 }), { nil: null }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const once = await cleaned(given);
        expect((await cleaned(once.rows)).rows).toEqual(once.rows);
        expect(new Set(once.rows.map((row) => JSON.stringify(row))).size).toBe(once.rows.length);
      }),
    );
  });
});

describe('duplicates', () => {
  const rows: Row[] = [
    ['a', 1],
    ['a', 2],
    ['a', 1],
  ];

  it('may be told by some of the columns', async () => {
    await using bench = new Workbench(new AbortController().signal, () => {});
    const { table, dropped } = await withoutDuplicates(tableOfRows('t', COLUMNS, rows), bench, [0]);
    expect(dropped).toBe(2);
    expect(await allRows(table, bench.signal)).toEqual([['a', 1]]);
  });

  it('can be looked at', async () => {
    await using bench = new Workbench(new AbortController().signal, () => {});
    const table = await repeatedRows(tableOfRows('t', COLUMNS, rows), bench);
    expect(await allRows(table, bench.signal)).toEqual([['a', 1]]);
    expect(table.notes).toEqual(['1 row of 3 is the same as an earlier one.']);
  });
});
