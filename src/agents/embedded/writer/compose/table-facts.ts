import type { Json } from '../../../../core/json.ts';
import type { TableOutput } from '../../../../core/output.ts';
import type { TableBlock } from '../page/report.ts';
import { capitalise, cleanLine, formatNumber, listOf } from '../text/clean-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { asSentence } from '../text/sentences.ts';

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
    header: columns.map(({ name, unit }) => escapeMarkdown(headerOf(cleanLine(name, 60), unit)) || '–'),
    numeric: columns.map(({ type }) => type === 'number'),
    rows: table.rows
      .slice(0, MAX_ROWS)
      .map((row) => columns.map(({ name, unit }) => escapeMarkdown(cellOf(row[name], isSign(unit) ? unit : undefined)) || '–')),
  };
}

/** Notes on how the rows came to be, and not on what they say. */
const HOUSEKEEPING =
  /\b(?:dropped|skipped|ignored|guess\w*|assumed|parsed|missing|empty|converted|read as|without an?|duplicates?|left out|not shown)\b/i;

/** What a table says, most telling first: remarks on its content, then what follows from its numbers. */
export function tableRemarks(table: TableOutput): string[] {
  const telling = table.notes.filter((note) => !HOUSEKEEPING.test(note)).map((note) => asSentence(capitalise(note)));
  return [...new Set([...telling, ...tableFacts(table, telling)])];
}

/** What a reader of the table has to know of its making. */
export function tableCaveats(table: TableOutput): string[] {
  return table.notes.filter((note) => HOUSEKEEPING.test(note)).map((note) => asSentence(capitalise(note)));
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

function cellOf(value: Json | undefined, unit?: string): string {
  if (typeof value === 'number') return quantity(value, unit);
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? cleanLine(JSON.stringify(value), 80) : cleanLine(value, 120);
}

/** Signs stand at every number, words once in the header. */
function isSign(unit: string | undefined): boolean {
  return unit !== undefined && /^(?:[$€£¥]|%)$/.test(unit);
}

function headerOf(name: string, unit: string | undefined): string {
  return unit === undefined || isSign(unit) ? name : `${name} (${unit})`;
}

/** `$1,200.50`, `43%`, `12 kg`, `7`. */
export function quantity(value: number, unit: string | undefined): string {
  if (unit === undefined) return formatNumber(value);
  if (/^[$€£¥]$/.test(unit)) {
    const cents = Number.isInteger(value) ? 0 : 2;
    const amount = new Intl.NumberFormat('en-US', { minimumFractionDigits: cents, maximumFractionDigits: cents }).format(Math.abs(value));
    return `${value < 0 ? '-' : ''}${unit}${amount}`;
  }
  return unit === '%' ? `${formatNumber(value)}%` : `${formatNumber(value)} ${unit}`;
}

/**
 * Plain statements about the numbers of a table of 2 rows or more: for each of the first three columns of numbers the
 * largest and the smallest, the sum where sums make sense, and from the first to the last of a series in time.
 * Nothing is said of a table whose rows are not all here, nor what its remarks say, nor of shares of a column that is spoken of.
 *
 * @param told Remarks that are printed before.
 */
export function tableFacts(table: TableOutput, told: readonly string[] = []): string[] {
  const label = table.columns.find(({ type }) => type === 'text' || type === 'date' || type === 'boolean');
  if (label === undefined || table.rows.length < 2 || table.rowCount > table.rows.length) return [];
  const numeric = table.columns
    .filter(({ name, type }) => type === 'number' && !/^(?:id|year|index|rank|share_percent)$|_id$/i.test(name))
    .slice(0, 3);
  return numeric.flatMap(({ name, unit }) => {
    const points = table.rows.flatMap((row) => {
      const value = row[name];
      const at = cellOf(row[label.name]);
      return typeof value === 'number' && Number.isFinite(value) && at !== '' ? [{ at, value }] : [];
    });
    const print = (value: number): string => quantity(value, unit);
    if (points.length < 2 || told.some((remark) => saysHighest(remark, name, points))) return [];
    return [label.type === 'date' ? seriesFact(name, points, print) : rankFact(name, points, print)];
  });
}

/** Whether a remark tells of this column which row has most. */
function saysHighest(remark: string, name: string, points: readonly Point[]): boolean {
  const top = points.reduce((best, point) => (point.value > best.value ? point : best));
  const words = remark.toLowerCase();
  return words.includes('highest') && words.includes(name.replace(/_/g, ' ').toLowerCase()) && remark.includes(top.at);
}

interface Point {
  readonly at: string;
  readonly value: number;
}

type Print = (value: number) => string;

function seriesFact(name: string, points: readonly Point[], print: Print): string {
  const ordered = [...points].sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
  const first = ordered[0] as Point;
  const last = ordered[ordered.length - 1] as Point;
  if (first.value === last.value) return `${nameOf(name)}: ${print(first.value)} in ${first.at} and again in ${last.at}.`;
  const change = first.value > 0 && last.value >= 0 ? ` (${percent((last.value - first.value) / first.value)})` : '';
  const peak = ordered.reduce((best, point) => (point.value > best.value ? point : best));
  const top = peak === last || peak === first ? '' : `; the peak was ${print(peak.value)} in ${peak.at}`;
  return `${nameOf(name)} ${last.value > first.value ? 'rose' : 'fell'} from ${print(first.value)} in ${first.at} to ${print(last.value)} in ${last.at}${change}${top}.`;
}

/** Without a verb: whether the name of a column is singular or plural is not known. */
function rankFact(name: string, points: readonly Point[], print: Print): string {
  const ranked = [...points].sort((left, right) => right.value - left.value);
  const first = ranked[0] as Point;
  const last = ranked[ranked.length - 1] as Point;
  const total = points.reduce((sum, { value }) => sum + value, 0);
  const additive = !NOT_ADDITIVE.test(name.replace(/_/g, ' ')) && points.every(({ value }) => value >= 0) && total > 0;
  const share = additive ? ` (${percent(first.value / total, false)} of the total of ${print(total)})` : '';
  if (first.value === last.value) return `${nameOf(name)}: ${print(first.value)} for all ${points.length}.`;
  return `${nameOf(name)}: highest for ${first.at} at ${print(first.value)}${share}, lowest for ${last.at} at ${print(last.value)}.`;
}

function percent(share: number, signed = true): string {
  const rounded = Math.round(share * 100);
  return `${signed && rounded > 0 ? '+' : ''}${rounded}%`;
}

function nameOf(name: string): string {
  const words = cleanLine(name, 60).replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
