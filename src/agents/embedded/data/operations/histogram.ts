import { NumberSpool } from '../spill/number-spool.ts';
import { exactQuantiles } from '../spill/quantiles.ts';
import type { Workbench } from '../spill/workbench.ts';
import { roundTo } from '../table/exact-sum.ts';
import { type Row, type Table, tableOfRows } from '../table/table.ts';
import { counted, quantity, spoken } from '../table/words.ts';

const MOST_BINS = 30;
const FEWEST_BINS = 5;
/** The ends of intervals around larger values would be no numbers. */
const MOST_DRAWABLE = 1e300;
/** Values further out than this many interquartile ranges would squeeze all others into one bar. */
const FAR_OUT = 5;

/** How many values of a column fall into each of some equal, round intervals. Values far outside are told, not shown. One pass. */
export async function histogramTable(table: Table, column: number, bench: Workbench): Promise<Table> {
  const source = table.columns[column] ?? { name: '?', type: 'number' as const };
  const spool = new NumberSpool(bench);
  try {
    for await (const batch of table.batches(bench.signal)) {
      for (const row of batch) {
        const cell = row[column];
        if (typeof cell !== 'number' || Math.abs(cell) >= MOST_DRAWABLE) continue;
        spool.add(0);
        spool.add(cell);
      }
      await spool.settle();
    }
    const count = spool.length / 2;
    const [[least = 0, lower = 0, middle = 0, upper = 0, most = 0] = []] = await exactQuantiles(spool, [count], [0, 0.25, 0.5, 0.75, 1]);
    const reach = (upper - lower) * FAR_OUT;
    const low = reach > 0 ? Math.max(least, lower - reach) : least;
    const high = reach > 0 ? Math.min(most, upper + reach) : most;
    const { start, width, bins } = roundBins(low, high, count);
    const counts = new Array<number>(bins).fill(0);
    let outside = 0;
    let second = false;
    for await (const chunk of spool.chunks()) {
      for (const number of chunk) {
        second = !second;
        if (second) continue;
        const bin = Math.min(bins - 1, Math.floor((number - start) / width + 1e-9));
        if (number < low || number > high || bin < 0) outside++;
        else counts[bin] = (counts[bin] ?? 0) + 1;
      }
    }
    const edge = (index: number): number => roundTo(start + index * width, 10);
    const rows: Row[] = counts.map((number, index) => [edge(index), edge(index + 1), number]);
    const unit = source.unit === undefined ? {} : { unit: source.unit };
    const notes = [
      ...table.notes,
      `${counted(count, 'value')} of ${spoken(source.name)}; half of them are below ${quantity(middle, source)}.`,
    ];
    if (outside > 0)
      notes.push(`${counted(outside, 'value')} far outside, between ${quantity(least, source)} and ${quantity(most, source)}, not shown.`);
    const columns = [
      { name: 'from', type: 'number' as const, ...unit },
      { name: 'to', type: 'number' as const, ...unit },
      { name: 'count', type: 'number' as const, decimals: 0 },
    ];
    return tableOfRows(`Distribution of ${spoken(source.name)}`, columns, rows, notes);
  } finally {
    await spool.close();
  }
}

/** Intervals of 1, 2, 2.5 or 5 times a power of ten, about as many as the square root of the count. */
function roundBins(low: number, high: number, count: number): { start: number; width: number; bins: number } {
  if (!(high > low)) return { start: low - 0.5, width: 1, bins: 1 };
  const wanted = Math.max(FEWEST_BINS, Math.min(MOST_BINS, Math.ceil(Math.sqrt(count))));
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const width = ([1, 2, 2.5, 5, 10].find((step) => step * power >= rough) ?? 10) * power;
  const start = Math.floor(low / width) * width;
  return { start, width, bins: Math.max(1, Math.floor((high - start) / width) + 1) };
}
