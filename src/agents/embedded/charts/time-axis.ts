import type { Part } from './channels.ts';

/** Quarters and weeks are written so that no calendar reads them: they stand in a row. */
export function isRow(names: readonly string[]): boolean {
  return names.some((name) => /[QW]/.test(name));
}

/** The instant at which the period begins that a name (`2024`, `2024-01`, `2024-01-31`, `2024-01-31T08:00`) stands for, in Vega's words. */
export const TIME_OF_NAME =
  "toDate(datum.x + (length(datum.x) == 4 ? '-01-01' : length(datum.x) == 7 ? '-01' : '') + (length(datum.x) <= 10 ? 'T00:00:00Z' : length(datum.x) == 16 ? ':00Z' : indexof(datum.x, 'Z') < 0 ? 'Z' : ''))";

/** Under a bar, a month as "Jan" with the year under the first and under each January; other periods as they are written. */
export const PERIOD_LABEL =
  "test(/^\\d{4}-\\d{2}$/, datum.value) ? [utcFormat(utcParse(datum.value, '%Y-%m'), '%b'), datum.index == 0 || slice(datum.value, 5) == '01' ? slice(datum.value, 0, 4) : ''] : datum.value";

/**
 * The axis of some periods, in UTC so that the machine's time zone moves nothing. Months and days are placed by the calendar, with
 * gaps where there are none.
 */
export function timeAxis(names: readonly string[], title: string): Part {
  if (isRow(names))
    return { field: 'x', type: 'ordinal', scale: { domain: names }, title, axis: { labelAngle: 0, labelOverlap: true, grid: false } };
  const [length = 10] = new Set(names.map((name) => name.length));
  const span = yearsBetween(names[0] ?? '', names.at(-1) ?? '');
  const isYears = length === 4 || span > 6;
  const labels = isYears ? YEAR : length === 7 || span > 0.5 ? MONTH : length > 10 && span < 0.01 ? HOUR : DAY;
  const ticks =
    length === 4
      ? Math.min(names.length, 12)
      : length === 7 && names.length <= 14
        ? { interval: 'month', step: 1 }
        : isYears
          ? { interval: 'year', step: Math.ceil(span / 12) }
          : 10;
  return {
    field: 'time',
    type: 'temporal',
    title,
    scale: { type: 'utc' },
    axis: { labelExpr: labels, tickCount: ticks, labelOverlap: true, labelAngle: 0, grid: false },
  };
}

const YEAR = "utcFormat(datum.value, '%Y')";
const MONTH =
  "utcFormat(datum.value, '%d') == '01' ? [utcFormat(datum.value, '%b'), datum.index == 0 || utcFormat(datum.value, '%m') == '01' ? utcFormat(datum.value, '%Y') : ''] : utcFormat(datum.value, '%d %b')";
const DAY = "[utcFormat(datum.value, '%d %b'), datum.index == 0 ? utcFormat(datum.value, '%Y') : '']";
const HOUR =
  "[utcFormat(datum.value, '%H:%M'), utcFormat(datum.value, '%H') == '00' || datum.index == 0 ? utcFormat(datum.value, '%d %b') : '']";

function yearsBetween(first: string, last: string): number {
  const at = (name: string): number =>
    Date.parse(`${name.slice(0, 10)}${name.length === 4 ? '-01-01' : name.length === 7 ? '-01' : ''}T00:00:00Z`);
  return (at(last) - at(first)) / (365.25 * 86_400_000);
}
