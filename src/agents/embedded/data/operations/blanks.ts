import { NumberSpool } from '../spill/number-spool.ts';
import { exactQuantiles } from '../spill/quantiles.ts';
import type { Workbench } from '../spill/workbench.ts';
import { addTo, newSum, sumValue, tidy } from '../table/exact-sum.ts';
import type { Cell, Table } from '../table/table.ts';
import { mapRows } from '../table/table.ts';
import { counted, listed } from '../table/words.ts';

/** What a blank cell is filled with: a value, or one worked out from the column. */
export type Filling = { readonly value: string | number } | { readonly statistic: 'mean' | 'median' | 'mode' | 'previous' };

/** Without the rows in which one of the columns is blank. */
export function dropBlanks(table: Table, columns: readonly number[]): Table {
  const names = columns.map((index) => table.columns[index]?.name ?? '');
  const notes = [...table.notes, `Rows without ${listed(names)} were left out.`];
  return mapRows(table, () => (row) => (columns.some((index) => (row[index] ?? null) === null) ? undefined : row), { notes });
}

/** With the blank cells of some columns filled; which and how many is said. */
export async function fillBlanks(table: Table, columns: readonly number[], filling: Filling, bench: Workbench): Promise<Table> {
  const fillings = new Map<number, Cell>();
  const notes: string[] = [];
  for (const index of columns) {
    const value = await fillingOf(table, index, filling, bench);
    const blanks = table.facts[index]?.blanks ?? 0;
    if (blanks === 0 || value === undefined) continue;
    fillings.set(index, value);
    const what = value === null ? 'the value above' : `${String(value)}${'statistic' in filling ? ` (the ${filling.statistic})` : ''}`;
    notes.push(`${table.columns[index]?.name}: ${counted(blanks, 'blank')} filled with ${what}.`);
  }
  if (notes.length === 0) notes.push('There were no blanks to fill.');
  const filled = mapRows(
    table,
    () => {
      const previous = new Map<number, Cell>();
      return (row) => {
        const cells = [...row];
        for (const [index, value] of fillings) {
          if ((cells[index] ?? null) === null) cells[index] = value ?? previous.get(index) ?? null;
          else previous.set(index, cells[index] ?? null);
        }
        return cells;
      };
    },
    { notes: [...table.notes, ...notes], ...(table.rowCount === undefined ? {} : { rowCount: table.rowCount }) },
  );
  return {
    ...filled,
    facts: table.facts.map((fact, index) => (fillings.has(index) ? { ...fact, filled: fact.filled + fact.blanks, blanks: 0 } : fact)),
  };
}

/** The filling of a column; null for the value above; undefined when it has none of that kind. */
async function fillingOf(table: Table, index: number, filling: Filling, bench: Workbench): Promise<Cell | undefined> {
  const column = table.columns[index];
  if ('value' in filling) {
    if (column?.type === 'number') return typeof filling.value === 'number' ? filling.value : undefined;
    return column?.type === 'text' ? String(filling.value) : undefined;
  }
  if (filling.statistic === 'previous') return null;
  if (filling.statistic === 'mode') return modeOf(table, index);
  if (column?.type !== 'number') return undefined;
  const spool = new NumberSpool(bench);
  const sum = newSum();
  try {
    for await (const batch of table.batches(bench.signal)) {
      for (const row of batch) {
        const cell = row[index];
        if (typeof cell !== 'number') continue;
        addTo(sum, cell);
        spool.add(0);
        spool.add(cell);
      }
      await spool.settle();
    }
    const count = spool.length / 2;
    if (count === 0) return undefined;
    if (filling.statistic === 'mean') return tidy(sumValue(sum, column.decimals) / count);
    return (await exactQuantiles(spool, [count], [0.5]))[0]?.[0];
  } finally {
    await spool.close();
  }
}

function modeOf(table: Table, index: number): Cell | undefined {
  const entries = [...(table.facts[index]?.values ?? [])];
  const top = entries.toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
  if (top === undefined || table.columns[index]?.type === 'text') return top;
  return table.columns[index]?.type === 'number' && Number.isFinite(Number(top)) ? Number(top) : undefined;
}
