import type { Workbench } from '../spill/workbench.ts';
import { roundTo } from '../table/exact-sum.ts';
import { type Row, type Table, tableOfRows } from '../table/table.ts';
import { counted, sentence, spoken } from '../table/words.ts';

/** Sums over the rows that have both values (Welford's way, which does not lose digits). */
interface Pair {
  readonly first: number;
  readonly second: number;
  count: number;
  meanX: number;
  meanY: number;
  spreadX: number;
  spreadY: number;
  crossed: number;
}

/** Pearson's correlation of every pair of the columns over the rows that have both, strongest first, said in words. One pass. */
export async function correlationTable(table: Table, columns: readonly number[], bench: Workbench): Promise<Table> {
  const pairs = columns.flatMap((first, index) => columns.slice(index + 1).map((second) => newPair(first, second)));
  for await (const batch of table.batches(bench.signal)) {
    for (const row of batch) for (const pair of pairs) addRow(pair, row);
  }
  const name = (column: number): string => table.columns[column]?.name ?? '';
  const results = pairs.map((pair) => ({ pair, r: coefficient(pair) })).toSorted((a, b) => Math.abs(b.r ?? 0) - Math.abs(a.r ?? 0));
  const rows = results.map(({ pair, r }) => [name(pair.first), name(pair.second), r, pair.count]);
  const notes = results.slice(0, 3).map(({ pair, r }) => inWords(spoken(name(pair.first)), spoken(name(pair.second)), r, pair.count));
  const title = columns.length === 2 ? `Correlation of ${columns.map((column) => spoken(name(column))).join(' and ')}` : 'Correlations';
  return tableOfRows(
    title,
    [
      { name: 'first', type: 'text' },
      { name: 'second', type: 'text' },
      { name: 'correlation', type: 'number', decimals: 4 },
      { name: 'rows', type: 'number', decimals: 0 },
    ],
    rows,
    [...table.notes, ...notes],
  );
}

function newPair(first: number, second: number): Pair {
  return { first, second, count: 0, meanX: 0, meanY: 0, spreadX: 0, spreadY: 0, crossed: 0 };
}

function addRow(pair: Pair, row: Row): void {
  const x = row[pair.first];
  const y = row[pair.second];
  if (typeof x !== 'number' || typeof y !== 'number') return;
  pair.count++;
  const fromOldX = x - pair.meanX;
  const fromOldY = y - pair.meanY;
  pair.meanX += fromOldX / pair.count;
  pair.meanY += fromOldY / pair.count;
  pair.spreadX += fromOldX * (x - pair.meanX);
  pair.spreadY += fromOldY * (y - pair.meanY);
  pair.crossed += fromOldX * (y - pair.meanY);
}

/** Null when one of the two does not vary, or there are fewer than three rows. */
function coefficient({ count, spreadX, spreadY, crossed }: Pair): number | null {
  if (count < 3 || spreadX <= 0 || spreadY <= 0) return null;
  return roundTo(Math.max(-1, Math.min(1, crossed / Math.sqrt(spreadX * spreadY))), 4);
}

function inWords(first: string, second: string, r: number | null, count: number): string {
  if (r === null)
    return sentence(`${first} and ${second}: no correlation can be told, one of them does not vary or there are too few rows.`);
  const size = Math.abs(r);
  const strength = size >= 0.8 ? 'strongly' : size >= 0.5 ? 'moderately' : 'weakly';
  const figures = `(r = ${r.toFixed(2)} over ${counted(count, 'row')})`;
  if (size < 0.1) return sentence(`${first} and ${second} are not correlated ${figures}.`);
  if (size < 0.3) return sentence(`${first} and ${second} are hardly correlated ${figures}.`);
  const direction = r > 0 ? `more ${first} goes with more ${second}` : `more ${first} goes with less ${second}`;
  return sentence(`${first} and ${second} are ${strength} correlated ${figures}: ${direction}.`);
}
