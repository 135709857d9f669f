import type { Cell } from '../table/table.ts';

/** A length of calendar time by which dates are grouped. */
export type Bucket = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'weekday';

const DAY_MS = 86_400_000;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The name of the bucket a date falls in: `2024-01`, `2024-Q1`, `2024`; a week is named by its Monday. Undefined when the date is too coarse. */
export function bucketOf(date: Cell, bucket: Bucket): string | undefined {
  if (typeof date !== 'string') return undefined;
  switch (bucket) {
    case 'year':
      return date.slice(0, 4);
    case 'quarter':
      return `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
    case 'month':
      return date.slice(0, 7);
    case 'day':
      return date.length >= 10 ? date.slice(0, 10) : undefined;
    case 'hour':
      return date.length >= 13 ? `${date.slice(0, 13)}:00` : undefined;
    case 'week':
      return date.length >= 10 ? mondayOf(date) : undefined;
    case 'weekday':
      return date.length >= 10 ? WEEKDAYS[weekdayOf(date)] : undefined;
  }
}

/** Sorts bucket names: weekdays by their place in the week, all others by their text, which is by time. */
export function compareBuckets(a: string, b: string): number {
  const [left, right] = [WEEKDAYS.indexOf(a), WEEKDAYS.indexOf(b)];
  if (left >= 0 && right >= 0) return left - right;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How many buckets lie between the start of time and this one; neighbours differ by 1. Not for weekdays. */
export function bucketNumber(name: string, bucket: Bucket): number {
  const year = Number(name.slice(0, 4));
  switch (bucket) {
    case 'year':
      return year;
    case 'quarter':
      return year * 4 + Number(name.slice(6, 7)) - 1;
    case 'month':
      return year * 12 + Number(name.slice(5, 7)) - 1;
    case 'week':
      return Math.floor(daysOf(name) / 7);
    case 'hour':
      return Math.round(Date.parse(`${name.slice(0, 13)}:00:00Z`) / 3_600_000);
    default:
      return daysOf(name);
  }
}

/** Days from the Unix epoch to a date. */
export function daysOf(date: string): number {
  return Math.round(Date.parse(`${date.length >= 10 ? date.slice(0, 10) : `${date.slice(0, 7)}-01`}T00:00:00Z`) / DAY_MS);
}

function weekdayOf(date: string): number {
  return (((daysOf(date) + 3) % 7) + 7) % 7;
}

function mondayOf(date: string): string {
  return new Date((daysOf(date) - weekdayOf(date)) * DAY_MS).toISOString().slice(0, 10);
}

/** The bucket that divides a span of days into a readable number of parts. */
export function bucketForSpan(days: number): Bucket {
  if (days <= 45) return 'day';
  if (days <= 120) return 'week';
  if (days <= 366 * 8) return 'month';
  return 'year';
}

/** The first instant after the period that a date text names: 2024 ends where 2025 begins, 2024-01 where 2024-02 does. */
export function endOfPeriod(text: string): string {
  const [year = 0, month = 1, day = 1] = text.slice(0, 10).split('-').map(Number);
  if (text.length === 4) return String(year + 1).padStart(4, '0');
  if (text.length === 7)
    return month === 12 ? `${String(year + 1).padStart(4, '0')}-01` : `${text.slice(0, 5)}${String(month + 1).padStart(2, '0')}`;
  if (text.length === 10) return new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 10);
  // A time names an instant; nothing sorts between it and itself with a character added.
  return `${text}\u0000`;
}
