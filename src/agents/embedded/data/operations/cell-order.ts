import type { Cell } from '../table/table.ts';
import { compareBuckets } from './calendar.ts';

/** Numbers by size, text by the alphabet and weekdays by the week; null before all. */
export function compareCells(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareBuckets(String(a), String(b));
}
