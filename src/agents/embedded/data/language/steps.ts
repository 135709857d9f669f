import type { Filling } from '../operations/blanks.ts';
import type { Bucket } from '../operations/calendar.ts';
import type { Comparing } from '../operations/compare.ts';
import type { Condition } from '../operations/condition.ts';
import type { Grouping } from '../operations/group.ts';
import type { OutlierMethod } from '../operations/outliers.ts';
import type { SortKey } from '../operations/sort.ts';
import type { TrendQuestion } from '../operations/trend.ts';

/** One operation on a table, read from an instruction. Columns are positions in the table the instruction was read against. */
export type Step =
  | { readonly do: 'clean' }
  | { readonly do: 'deduplicate'; readonly columns?: readonly number[] }
  | { readonly do: 'show-duplicates' }
  | { readonly do: 'drop-blanks'; readonly columns: readonly number[] }
  | { readonly do: 'fill-blanks'; readonly columns: readonly number[]; readonly filling: Filling }
  | { readonly do: 'filter'; readonly condition: Condition }
  /** Rows of the last `count` calendar units up to the newest date. */
  | { readonly do: 'recent'; readonly date: number; readonly unit: Bucket; readonly count: number }
  | { readonly do: 'select'; readonly columns: readonly number[] }
  | { readonly do: 'group'; readonly grouping: Grouping }
  | { readonly do: 'trend'; readonly question: TrendQuestion }
  | { readonly do: 'outliers'; readonly columns: readonly number[]; readonly method: OutlierMethod; readonly remove: boolean }
  | { readonly do: 'correlate'; readonly columns: readonly number[] }
  | { readonly do: 'compare'; readonly comparing: Comparing }
  | { readonly do: 'describe' }
  | { readonly do: 'analyze'; readonly measure?: number }
  | { readonly do: 'top'; readonly keys: readonly SortKey[]; readonly count: number }
  | { readonly do: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly do: 'head'; readonly count: number }
  | { readonly do: 'histogram'; readonly column: number }
  /** About so many rows, evenly spread over the table. */
  | { readonly do: 'sample'; readonly count: number };
