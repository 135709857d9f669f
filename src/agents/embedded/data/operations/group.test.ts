import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Workbench } from '../spill/workbench.ts';
import { allRows, type Cell, type Column, type Row, tableOfRows } from '../table/table.ts';
import { type Grouping, groupTable } from './group.ts';

const COLUMNS: readonly Column[] = [
  { name: 'region', type: 'text' },
  { name: 'day', type: 'date' },
  { name: 'revenue', type: 'number', unit: '$', decimals: 2 },
];

async function grouped(rows: readonly Row[], grouping: Grouping) {
  await using bench = new Workbench(new AbortController().signal, () => {});
  const table = await groupTable(tableOfRows('sales.csv', COLUMNS, rows), grouping, bench);
  const out: Row[] = [];
  for await (const batch of table.batches(bench.signal)) out.push(...batch);
  return { rows: out, columns: table.columns.map(({ name }) => name), notes: table.notes, title: table.title };
}

const ROWS: readonly Row[] = [
  ['North', '2024-01-05', 10.1],
  ['South', '2024-01-20', 20.2],
  ['North', '2024-02-01', 0.2],
  [null, '2024-02-02', 1],
  ['South', null, null],
];

describe('a table grouped', () => {
  it('sums by category, largest first, with shares and the blanks last', async () => {
    const { rows, columns, notes, title } = await grouped(ROWS, { keys: [{ column: 0 }], measures: [{ statistic: 'sum', column: 2 }] });
    expect(title).toBe('Total revenue by region');
    expect(columns).toEqual(['region', 'revenue', 'share_percent']);
    // 20.2 + 10.3 + 1 = 31.5
    expect(rows).toEqual([
      ['South', 20.2, 64.13],
      ['North', 10.3, 32.7],
      ['(blank)', 1, 3.17],
    ]);
    expect(notes).toEqual([
      'Total revenue is highest in South ($20.20, 64.1% of $31.50) and lowest in North ($10.30, 32.7%).',
      '1 row without region is under "(blank)".',
    ]);
  });

  it('goes by time, leaving out rows without a date', async () => {
    const { rows, notes } = await grouped(ROWS, {
      keys: [{ column: 1, bucket: 'month' }],
      measures: [{ statistic: 'mean', column: 2 }, { statistic: 'count' }],
    });
    expect(rows).toEqual([
      ['2024-01', 15.15, 2],
      ['2024-02', 0.6, 2],
    ]);
    expect(notes).toContain('1 row without day left out.');
  });

  it('has every statistic', async () => {
    const statistics = ['sum', 'mean', 'median', 'min', 'max', 'count', 'distinct', 'deviation'] as const;
    const rows: Row[] = [1, 2, 2, 7].map((value) => ['a', null, value]);
    const { rows: out, columns } = await grouped(rows, { keys: [], measures: statistics.map((statistic) => ({ statistic, column: 2 })) });
    expect(columns).toEqual([
      'total_revenue',
      'average_revenue',
      'median_revenue',
      'lowest_revenue',
      'highest_revenue',
      'count_revenue',
      'distinct_revenue',
      'deviation_revenue',
    ]);
    // Mean 3, squared distances 4 + 1 + 1 + 16 = 22, over three.
    expect(out).toEqual([[12, 3, 2, 1, 7, 4, 3, Number(Math.sqrt(22 / 3).toPrecision(12))]]);
  });

  it('shows the first few, of all and of each', async () => {
    const rows: Row[] = ['a', 'b', 'c', 'd'].map((name, index) => [name, null, index]);
    const top = await grouped(rows, { keys: [{ column: 0 }], measures: [{ statistic: 'sum', column: 2 }], limit: 2 });
    expect(top.rows.map(([name]) => name)).toEqual(['d', 'c']);
    expect(top.notes).toContain('Shown are 2 of 4 regions, with 83.3% of revenue.');
    const last = await grouped(rows, { keys: [{ column: 0 }], measures: [{ statistic: 'sum', column: 2 }], limit: 1, order: 'ascending' });
    expect(last.rows.map(([name]) => name)).toEqual(['a']);
  });

  it('gives the sums that adding cents gives, and the same counts', async () => {
    const cents = fc.integer({ min: -1_000_000, max: 1_000_000 });
    const row = fc.tuple(fc.constantFrom('a', 'b', 'c', null), fc.constant(null), fc.option(cents, { nil: null }));
    await fc.assert(
      fc.asyncProperty(fc.array(row), async (given) => {
        const expected = new Map<string, { cents: number; rows: number; filled: number }>();
        for (const [region, , value] of given) {
          const entry = expected.get(region ?? '(blank)') ?? { cents: 0, rows: 0, filled: 0 };
          expected.set(region ?? '(blank)', {
            cents: entry.cents + (value ?? 0),
            rows: entry.rows + 1,
            filled: entry.filled + (value === null ? 0 : 1),
          });
        }
        const rows = given.map(([region, day, value]): Row => [region, day, value === null ? null : value / 100]);
        const { rows: out } = await grouped(rows, {
          keys: [{ column: 0 }],
          measures: [{ statistic: 'sum', column: 2 }, { statistic: 'count' }],
        });
        expect(out).toHaveLength(expected.size);
        for (const [region, sum, count] of out) {
          const entry = expected.get(String(region));
          expect(sum).toBe(entry?.filled === 0 ? null : (entry?.cents ?? Number.NaN) / 100);
          expect(count).toBe(entry?.rows);
        }
      }),
    );
  });

  it('does not mind how the rows are cut into batches', async () => {
    const row = fc.tuple(
      fc.constantFrom<Cell>('a', 'b'),
      fc.constantFrom<Cell>('2024-01-01', '2024-02-01'),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    );
    const grouping: Grouping = {
      keys: [{ column: 0 }, { column: 1, bucket: 'month' }],
      measures: [
        { statistic: 'sum', column: 2 },
        { statistic: 'median', column: 2 },
      ],
    };
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.integer({ min: 1, max: 5 }), async (rows, size) => {
        await using bench = new Workbench(new AbortController().signal, () => {});
        const whole = tableOfRows('t', COLUMNS, rows);
        const cut = {
          ...whole,
          batches: async function* () {
            for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
          },
        };
        const [a, b] = [await groupTable(whole, grouping, bench), await groupTable(cut, grouping, bench)];
        expect(await allRows(b, bench.signal)).toEqual(await allRows(a, bench.signal));
      }),
    );
  });

  it('gives the same when groups are set aside and put together', async () => {
    const row = fc.tuple(
      fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { nil: null }),
      fc.constant(null),
      fc.option(fc.integer({ min: 0, max: 50 }), { nil: null }),
    );
    const statistics = ['sum', 'mean', 'min', 'max', 'count', 'deviation'] as const;
    const measures = statistics.map((statistic) => ({ statistic, column: 2 }));
    const groupings: readonly Grouping[] = [
      { keys: [{ column: 0 }], measures },
      { keys: [{ column: 0 }], measures, limit: 2 },
      { keys: [{ column: 0 }], measures, order: 'ascending' },
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), fc.constantFrom(...groupings), async (rows, grouping) => {
        await using bench = new Workbench(new AbortController().signal, () => {});
        const table = {
          ...tableOfRows('t', COLUMNS, rows),
          batches: async function* () {
            for (let at = 0; at < rows.length; at += 3) yield rows.slice(at, at + 3);
          },
        };
        const held = await groupTable(table, grouping, bench);
        const spilled = await groupTable(table, grouping, bench, 2);
        const rounded = async (of: typeof held) =>
          (await allRows(of, bench.signal)).map((cells) =>
            cells.map((cell) => (typeof cell === 'number' ? Number(cell.toPrecision(9)) : cell)),
          );
        const blankLast = (cells: readonly (readonly unknown[])[]) =>
          cells.toSorted((a, b) => Number(a[0] === '(blank)') - Number(b[0] === '(blank)'));
        expect(blankLast(await rounded(spilled))).toEqual(await rounded(held));
        expect(spilled.columns).toEqual(held.columns);
        expect(spilled.notes).toEqual(held.notes);
      }),
      { numRuns: 40 },
    );
  });

  it('counts different values of any number', async () => {
    const rows = Array.from({ length: 5000 }, (_, index): Row => [index % 2 === 0 ? 'even' : 'odd', null, index % 1000]);
    const { rows: out } = await grouped(rows, { keys: [{ column: 0 }], measures: [{ statistic: 'distinct', column: 2 }] });
    expect(out).toEqual([
      ['even', 500],
      ['odd', 500],
    ]);
  });
});
