import type { Column } from '../table/table.ts';
import { plural, spoken } from '../table/words.ts';

export type Statistic = 'sum' | 'mean' | 'median' | 'min' | 'max' | 'count' | 'distinct' | 'deviation';

/** One figure that is worked out for a group of rows. Without a column it is the number of rows. */
export interface Measure {
  readonly statistic: Statistic;
  readonly column?: number;
}

const PREFIX: Readonly<Record<Statistic, string>> = {
  sum: 'total',
  mean: 'average',
  median: 'median',
  min: 'lowest',
  max: 'highest',
  count: 'count',
  distinct: 'distinct',
  deviation: 'deviation',
};

/** What rows are counted in when no column is. */
export const ROW_COUNT_NAME = 'count';

/**
 * The columns that measures make. A sum alone keeps the name of what it sums, so that "revenue by region" has a column
 * `revenue`; beside other statistics of the same column it is `total_revenue`.
 */
export function measureColumns(measures: readonly Measure[], columns: readonly Column[], taken: readonly string[]): Column[] {
  const used = new Set(taken);
  return measures.map((measure) => {
    const source = measure.column === undefined ? undefined : columns[measure.column];
    const alone = measures.filter(({ column }) => column === measure.column).length === 1;
    const wanted =
      source === undefined ? ROW_COUNT_NAME : measure.statistic === 'sum' && alone ? source.name : prefixed(measure.statistic, source.name);
    let name = wanted;
    for (let count = 2; used.has(name); count++) name = `${wanted}_${count}`;
    used.add(name);
    return { name, ...typeOf(measure, source) };
  });
}

/** In the manner of the name: `average_price`, `average Temp (°C)`. */
function prefixed(statistic: Statistic, name: string): string {
  return `${PREFIX[statistic]}${/[A-Z\s]/.test(name) ? ' ' : '_'}${name}`;
}

function typeOf({ statistic }: Measure, source: Column | undefined): Omit<Column, 'name'> {
  if (source === undefined || statistic === 'count' || statistic === 'distinct') return { type: 'number', decimals: 0 };
  if (source.type !== 'number') return { type: source.type };
  const unit = source.unit === undefined ? {} : { unit: source.unit };
  const exact = statistic === 'sum' || statistic === 'min' || statistic === 'max';
  return { type: 'number', ...unit, ...(exact && source.decimals !== undefined ? { decimals: source.decimals } : {}) };
}

/** A measure in words: `average price`, `total revenue`, `number of rows`. */
export function spokenMeasure({ statistic, column }: Measure, columns: readonly Column[]): string {
  if (column === undefined) return 'number of rows';
  const name = spoken(columns[column]?.name ?? '');
  if (statistic === 'count') return `count of ${name}`;
  if (statistic === 'distinct') return `number of different ${plural(name)}`;
  if (statistic === 'deviation') return `standard deviation of ${name}`;
  return `${PREFIX[statistic]} ${name}`;
}
