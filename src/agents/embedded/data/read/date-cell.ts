/** Which of two small numbers comes first in 03/04/2024: the day (`dmy`) or the month (`mdy`). */
export type DateOrder = 'dmy' | 'mdy';

const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]+(.+))?$/;
const YEAR_MONTH = /^(\d{4})[-/](\d{2})$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,]+(.+))?$/;
const DAY_NAME = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\\s+';
const DAY_MONTH = new RegExp(
  `^(?:${DAY_NAME})?(\\d{1,2})(?:st|nd|rd|th)?[-\\s.]+([a-z]{3,9})[.,]?[-\\s]+(\\d{4}|\\d{2})(?:[T ,]+(.+))?$`,
  'i',
);
const MONTH_DAY = new RegExp(`^(?:${DAY_NAME})?([a-z]{3,9})[.]?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})(?:[ ,]+(.+))?$`, 'i');
const MONTH_YEAR = /^([a-z]{3,9})[.,]?[-\s]+(\d{4})$/i;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?\s*(z|utc|gmt|[-+]\d{2}:?\d{2}|[-+]\d{2})?$/i;

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The month (1..12) that a name or its abbreviation stands for; undefined for any other word. */
export function monthOfName(name: string): number | undefined {
  const lower = name.toLowerCase();
  if (lower.length < 3) return undefined;
  const index = lower === 'sept' ? 8 : MONTHS.findIndex((month) => month === lower || (lower.length === 3 && month.startsWith(lower)));
  return index < 0 ? undefined : index + 1;
}

/**
 * What the text says about the order of day and month in its column: `either` when both are possible (03/04/2024),
 * `fixed` when it is a date that leaves no choice; undefined when it is no date.
 */
export function orderOfDate(text: string): DateOrder | 'either' | 'fixed' | undefined {
  const match = YEAR_LAST.exec(text);
  if (match === null || text.length > 40) return readDate(text, 'dmy') === undefined ? undefined : 'fixed';
  const dayFirst = readDate(text, 'dmy') !== undefined;
  const monthFirst = readDate(text, 'mdy') !== undefined;
  if (dayFirst && monthFirst) return match[1] === match[3] ? 'fixed' : match[2] === '.' ? 'dmy' : 'either';
  return dayFirst ? 'dmy' : monthFirst ? 'mdy' : undefined;
}

/**
 * The ISO 8601 date, or date and time, that a text means; undefined when it is none, or a day that does not exist.
 * A time with an offset is given in UTC with a `Z`; one without stays as it is written.
 */
export function readDate(text: string, order: DateOrder): string | undefined {
  if (text.length < 6 || text.length > 40) return undefined;
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) return isoOf(yearFirst[1], yearFirst[3], yearFirst[4], yearFirst[5]);
  const yearMonth = YEAR_MONTH.exec(text);
  if (yearMonth !== null) return isMonth(Number(yearMonth[2])) ? `${yearMonth[1]}-${yearMonth[2]}` : undefined;
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast !== null) {
    const [, first, , second, year, time] = yearLast;
    return order === 'dmy' ? isoOf(year, second, first, time) : isoOf(year, first, second, time);
  }
  const dayMonth = DAY_MONTH.exec(text);
  if (dayMonth !== null) return isoOf(dayMonth[3], monthText(dayMonth[2]), dayMonth[1], dayMonth[4]);
  const monthDay = MONTH_DAY.exec(text);
  if (monthDay !== null) return isoOf(monthDay[3], monthText(monthDay[1]), monthDay[2], monthDay[4]);
  const monthYear = MONTH_YEAR.exec(text);
  if (monthYear === null) return undefined;
  const month = monthOfName(monthYear[1] ?? '');
  return month === undefined ? undefined : `${monthYear[2]}-${String(month).padStart(2, '0')}`;
}

/** The date in eight digits (20240131), or undefined when they are not one. */
export function readCompactDate(text: string): string | undefined {
  const match = COMPACT.exec(text);
  if (match === null || Number(match[1]) < 1900 || Number(match[1]) > 2199) return undefined;
  return isoOf(match[1], match[2], match[3], undefined);
}

const monthText = (name: string | undefined): string | undefined => monthOfName(name ?? '')?.toString();
const isMonth = (month: number): boolean => month >= 1 && month <= 12;

function isoOf(yearText: string | undefined, monthNumber: string | undefined, dayNumber: string | undefined, time: string | undefined) {
  const year = fullYear(yearText ?? '');
  const month = Number(monthNumber ?? 0);
  const day = Number(dayNumber ?? 0);
  if (!isMonth(month) || day < 1 || day > (DAYS_IN_MONTH[month - 1] ?? 0)) return undefined;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (month === 2 && day === 29 && !leap) return undefined;
  const date = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return time === undefined ? date : withTime(date, time);
}

/** Two digits mean 1970 to 2069. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 4) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

function withTime(date: string, time: string): string | undefined {
  const match = CLOCK.exec(time.trim());
  if (match === null) return undefined;
  const [, hourText, minute = '00', second = '00', fraction, half, zone] = match;
  let hour = Number(hourText);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  }
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const clock = `${String(hour).padStart(2, '0')}:${minute}:${second}${fraction === undefined ? '' : `.${fraction.slice(0, 3)}`}`;
  if (zone === undefined) return `${date}T${clock}`;
  if (/^(z|utc|gmt)$/i.test(zone)) return `${date}T${clock}Z`;
  const offset = zone.includes(':') ? zone : zone.length === 3 ? `${zone}:00` : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const instant = Date.parse(`${date}T${clock}${offset}`);
  return Number.isNaN(instant) ? undefined : new Date(instant).toISOString().replace('.000Z', 'Z');
}
