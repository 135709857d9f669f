import type { Source } from '../../../../core/output.ts';
import type { TableBlock } from '../page/report.ts';
import { capitalise, countOf, formatNumber, listOf, pluralOf } from '../text/clean-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import type { Theme } from '../themes/themes.ts';

const TYPE_ORDER = ['paper', 'repository', 'discussion', 'article', 'document'];

/** The types of some sources in a fixed order: papers, repositories, discussions, then the others by name. */
export function typesOf(sources: readonly Source[]): string[] {
  const rank = (type: string): number => (TYPE_ORDER.includes(type) ? TYPE_ORDER.indexOf(type) : TYPE_ORDER.length);
  return [...new Set(sources.map(({ type }) => type || 'document'))].sort(
    (left, right) => rank(left) - rank(right) || (left < right ? -1 : 1),
  );
}

/** `12 sources: 5 papers, 4 repositories and 3 discussions`. */
export function countSources(sources: readonly Source[]): string {
  const types = typesOf(sources);
  const counts = types.map((type) => countOf(sources.filter((source) => (source.type || 'document') === type).length, type));
  if (types.length === 1) return types[0] === 'document' ? countOf(sources.length, 'source') : (counts[0] ?? '');
  return `${countOf(sources.length, 'source')}: ${listOf(counts)}`;
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** From the earliest to the latest date: `March to October 2026`, `2023 to 2026`; empty when no source has one. */
export function periodOf(sources: readonly Source[]): string {
  const dates = sources.flatMap(({ date }) => date ?? []).sort();
  const first = dates[0];
  const last = dates[dates.length - 1];
  if (first === undefined || last === undefined) return '';
  const [from, to] = [readDate(first), readDate(last)];
  if (from.year !== to.year) return `${from.year} to ${to.year}`;
  if (from.month === undefined || to.month === undefined) return from.year;
  const start = MONTHS[from.month - 1] ?? '';
  return from.month === to.month ? `${start} ${from.year}` : `${start} to ${MONTHS[to.month - 1] ?? ''} ${to.year}`;
}

function readDate(date: string): { readonly year: string; readonly month: number | undefined } {
  const month = Number(date.slice(5, 7));
  return { year: date.slice(0, 4), month: month >= 1 && month <= 12 ? month : undefined };
}

/** Findings by theme and type of source, with a total; `undefined` for fewer than two themes. */
export function themeTable(themes: readonly Theme[], sources: readonly Source[]): TableBlock | undefined {
  if (themes.length < 2) return undefined;
  const types = typesOf(
    themes.flatMap(({ findings }) => findings.flatMap((finding) => finding.sources.flatMap((index) => sources[index] ?? []))),
  );
  const split = types.length >= 2 && types.length <= 5;
  const rows = themes.map(({ heading, findings }) => {
    const typeOf = (index: number | undefined): string | undefined =>
      index === undefined ? undefined : sources[index]?.type || 'document';
    const counts = types.map((type) => findings.filter((finding) => typeOf(finding.sources[0]) === type).length);
    const known = counts.reduce((sum, count) => sum + count, 0);
    return [escapeMarkdown(heading), ...(split ? [...counts, known] : [findings.length]).map(formatNumber)];
  });
  return {
    kind: 'table',
    caption: split ? 'Findings by theme and kind of source' : 'Findings by theme',
    header: ['Theme', ...(split ? types.map((type) => escapeMarkdown(capitalise(pluralOf(type)))) : []), split ? 'Total' : 'Findings'],
    numeric: [false, ...(split ? types.map(() => true) : []), true],
    rows,
  };
}

/** How many sources there are of each year, or of each month when one year has them all; `undefined` for fewer than three dates. */
export function dateTable(sources: readonly Source[]): TableBlock | undefined {
  const dates = sources.flatMap(({ date }) => date ?? []);
  const years = new Set(dates.map((date) => date.slice(0, 4)));
  const monthly = years.size === 1 && dates.every((date) => date.length >= 7);
  const keys = dates.map((date) => (monthly ? date.slice(0, 7) : date.slice(0, 4))).sort();
  if (keys.length < 3 || new Set(keys).size < 2) return undefined;
  const all = between(keys[0] ?? '', keys[keys.length - 1] ?? '', monthly);
  if (all.length > 14) return undefined;
  return {
    kind: 'table',
    caption: monthly ? 'Sources by month' : 'Sources by year',
    header: [monthly ? 'Month' : 'Year', 'Sources'],
    numeric: [false, true],
    rows: all.map((key) => [monthly ? monthName(key) : key, String(keys.filter((other) => other === key).length)]),
  };
}

/** Every year or month from the first to the last, also those without a source: a gap is a fact too. */
function between(first: string, last: string, monthly: boolean): string[] {
  const year = (key: string): number => Number(key.slice(0, 4));
  if (!monthly) return Array.from({ length: Math.min(50, year(last) - year(first) + 1) }, (_, index) => String(year(first) + index));
  const [from, to] = [Number(first.slice(5)), Number(last.slice(5))];
  return Array.from({ length: Math.max(1, to - from + 1) }, (_, index) => `${first.slice(0, 4)}-${String(from + index).padStart(2, '0')}`);
}

function monthName(key: string): string {
  return `${(MONTHS[Number(key.slice(5)) - 1] ?? '').slice(0, 3)} ${key.slice(0, 4)}`;
}
