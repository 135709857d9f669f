import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Workbench } from '../spill/workbench.ts';
import { allRows, type Row, type Table, tableOfRows } from '../table/table.ts';
import { joinTables, MAX_HELD_CELLS } from './join.ts';

const orders = (rows: readonly Row[]): Table =>
  tableOfRows(
    'orders.csv',
    [
      { name: 'id', type: 'number' },
      { name: 'who', type: 'text' },
      { name: 'name', type: 'text' },
    ],
    rows,
  );
const people = (rows: readonly Row[]): Table =>
  tableOfRows(
    'people.csv',
    [
      { name: 'who', type: 'text' },
      { name: 'name', type: 'text' },
    ],
    rows,
  );
const ON = [{ left: 1, right: 0 }];

async function joined(left: Table, right: Table, kind: 'inner' | 'left') {
  await using bench = new Workbench(new AbortController().signal, () => {});
  const table = await joinTables(left, right, { on: ON, kind }, bench);
  return {
    rows: await allRows(table, bench.signal),
    columns: table.columns.map(({ name }) => name),
    notes: table.notes,
    rowCount: table.rowCount,
  };
}

describe('two tables joined', () => {
  const left = orders([
    [1, 'a', 'x'],
    [2, 'B', 'y'],
    [3, null, 'z'],
    [4, 'q', 'w'],
  ]);
  const right = people([
    ['b', 'Bo'],
    ['a', 'Al'],
    ['a', 'Ada'],
    [null, 'No'],
  ]);

  it('have the rows that match, whatever the capitals, and never by blanks', async () => {
    const { rows, columns, notes } = await joined(left, right, 'inner');
    expect(columns).toEqual(['id', 'who', 'name', 'name_people']);
    expect(rows).toEqual([
      [1, 'a', 'x', 'Al'],
      [1, 'a', 'x', 'Ada'],
      [2, 'B', 'y', 'Bo'],
    ]);
    expect(notes).toEqual([
      'Joined on who: 2 rows of orders.csv (50%) have a match in people.csv.',
      '2 rows of orders.csv without a match left out.',
      'Some keys occur several times in people.csv, so 2 rows became 3.',
    ]);
  });

  it('keep all rows of the first when asked to', async () => {
    const { rows } = await joined(left, right, 'left');
    expect(rows.map(([id, , , name]) => [id, name])).toEqual([
      [1, 'Al'],
      [1, 'Ada'],
      [2, 'Bo'],
      [3, null],
      [4, null],
    ]);
  });

  it('are the pairs that comparing every row with every row finds, and as many as is said', async () => {
    const key = fc.constantFrom('a', 'b', 'c', null);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer(), key, fc.constant('n'))),
        fc.array(fc.tuple(key, fc.string())),
        async (lefts, rights) => {
          const pairs = lefts.flatMap((one) => rights.filter(([who]) => who !== null && who === one[1]).map((other) => [...one, other[1]]));
          const { rows, rowCount } = await joined(orders(lefts), people(rights), 'inner');
          const text = (list: readonly unknown[]): string[] => list.map((item) => JSON.stringify(item)).toSorted();
          expect(text(rows)).toEqual(text(pairs));
          expect(rowCount).toBe(pairs.length);
        },
      ),
    );
  });

  it('say so when the smaller is too large to hold', async () => {
    const batch = Array.from({ length: 10_000 }, (_, index): Row => [String(index), 'n']);
    const endless: Table = {
      ...people([]),
      rowCount: 1e9,
      batches: async function* () {
        for (;;) yield batch;
      },
    };
    await expect(joined({ ...left, rowCount: 2e9 }, endless, 'inner')).rejects.toMatchObject({
      code: 'too-large-to-join',
      message: expect.stringContaining(MAX_HELD_CELLS.toLocaleString('en-US')),
    });
  });
});
