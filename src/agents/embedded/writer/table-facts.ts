import type { Json } from '../../../core/json.ts';
import type { TableOutput } from '../../../core/output.ts';
import { cleanLine, formatNumber, listOf } from './clean-text.ts';
import { escapeMarkdown } from './escape.ts';
import type { TableBlock } from './report.ts';

/** A report shows this many rows and columns of a table; the file has the rest. */
const MAX_ROWS = 25;
const MAX_COLUMNS = 8;

/** Columns of these are not summed up: the sum of two prices or shares means nothing. */
const NOT_ADDITIVE =
  /\b(?:avg|average|mean|median|min|max|rate|ratio|price|percent|pct|share|score|index|id|year|month|day|rank|age|temperature|growth|margin|per|std|stddev|deviation|variance|correlation|lat|lon|latitude|longitude|zip|code|number|no)\b|%/i;

/** The first rows of a table, as a block with its title for a caption. */
export function tableBlock(table: TableOutput): TableBlock {
  const columns = table.columns.slice(0, MAX_COLUMNS);
  return {
    kind: 'table',
    caption: table.title,
    header: columns.map(({ name }) => escapeMarkdown(cleanLine(name, 60)) || '–'),
    numeric: columns.map(({ type }) => type === 'number'),
    rows: table.rows.slice(0, MAX_ROWS).map((row) => columns.map(({ name }) => escapeMarkdown(cellOf(row[name])) || '–')),
  };
}

/** What of the table the block leaves out, in words; `undefined` when it is all there. */
export function leftOut(table: TableOutput): string | undefined {
  const rows = Math.min(table.rows.length, MAX_ROWS);
  const parts = [
    ...(table.rowCount > rows ? [`the first ${formatNumber(rows)} of ${formatNumber(table.rowCount)} rows`] : []),
    ...(table.columns.length > MAX_COLUMNS ? [`the first ${MAX_COLUMNS} of ${table.columns.length} columns`] : []),
  ];
  if (parts.length === 0) return undefined;
  return `Shown are ${listOf(parts)}.${table.path === null ? '' : ` All of the data is in ${table.path}.`}`;
}

function cellOf(value: Json | undefined): string {
  if (typeof value === 'number') return formatNumber(value);
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? cleanLine(JSON.stringify(value), 80) : cleanLine(value, 120);
}

/**
 * Plain statements about the numbers of a table of 2 rows or more: for each of the first three columns of numbers the
 * largest and the smallest, the sum where sums make sense, and from the first to the last of a series in time.
 * Nothing is said of a table whose rows are not all here.
 */
export function tableFacts(table: TableOutput): string[] {
  const label = table.columns.find(({ type }) => type === 'text' || type === 'date' || type === 'boolean');
  if (label === undefined || table.rows.length < 2 || table.rowCount > table.rows.length) return [];
  const numeric = table.columns.filter(({ name, type }) => type === 'number' && !/^(?:id|year|index|rank)$|_id$/i.test(name)).slice(0, 3);
  return numeric.flatMap(({ name }) => {
    const points = table.rows.flatMap((row) => {
      const value = row[name];
      const at = cellOf(row[label.name]);
      return typeof value === 'number' && Number.isFinite(value) && at !== '' ? [{ at, value }] : [];
    });
    return points.length < 2 ? [] : [label.type === 'date' ? seriesFact(name, points) : rankFact(name, points)];
  });
}

interface Point {
  readonly at: string;
  readonly value: number;
}

function seriesFact(name: string, points: readonly Point[]): string {
  const ordered = [...points].sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
  const first = ordered[0] as Point;
  const last = ordered[ordered.length - 1] as Point;
  const change = first.value > 0 && last.value >= 0 ? ` (${percent((last.value - first.value) / first.value)})` : '';
  const peak = ordered.reduce((best, point) => (point.value > best.value ? point : best));
  const verb = last.value > first.value ? 'rose' : last.value < first.value ? 'fell' : 'stayed';
  const course =
    verb === 'stayed'
      ? `stayed at ${formatNumber(first.value)}`
      : `${verb} from ${formatNumber(first.value)} in ${first.at} to ${formatNumber(last.value)} in ${last.at}${change}`;
  const top = peak === last || peak === first ? '' : `; the peak was ${formatNumber(peak.value)} in ${peak.at}`;
  return `${nameOf(name)} ${course}${top}.`;
}

function rankFact(name: string, points: readonly Point[]): string {
  const ranked = [...points].sort((left, right) => right.value - left.value);
  const first = ranked[0] as Point;
  const last = ranked[ranked.length - 1] as Point;
  const total = points.reduce((sum, { value }) => sum + value, 0);
  const additive = !NOT_ADDITIVE.test(name.replace(/_/g, ' ')) && points.every(({ value }) => value >= 0) && total > 0;
  const share = additive ? `, ${percent(first.value / total, false)} of the total of ${formatNumber(total)}` : '';
  if (first.value === last.value) return `${nameOf(name)} is ${formatNumber(first.value)} for all ${points.length}.`;
  return `${nameOf(name)} is highest for ${first.at} (${formatNumber(first.value)}${share}) and lowest for ${last.at} (${formatNumber(last.value)}).`;
}

function percent(share: number, signed = true): string {
  const rounded = Math.round(share * 100);
  return `${signed && rounded > 0 ? '+' : ''}${rounded}%`;
}

function nameOf(name: string): string {
  const words = cleanLine(name, 60).replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
