import type { TableBlock } from './report.ts';

/** The numbers of a table as they can be drawn. */
export interface ChartData {
  readonly title: string;
  readonly labels: readonly string[];
  /** One or more; `values[i]` belongs to `labels[i]`. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** The series are parts of a whole, and are drawn on top of each other. */
  readonly stacked: boolean;
  /** The labels follow each other in time. */
  readonly timed: boolean;
  /** Stands before and behind every value: `$`, `%`. */
  readonly prefix: string;
  readonly suffix: string;
}

const MIN_ROWS = 2;
const MAX_ROWS = 14;
const MAX_SERIES = 5;
/** Columns whose sizes differ more than this cannot share an axis. */
const MAX_RATIO = 20;

const TIME =
  /^(?:\d{4}|\d{4}-\d{2}(?:-\d{2})?|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?(?: \d{4})?|Q[1-4](?: \d{4})?|(?:\d{4} )?Q[1-4]|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*|(?:Week|Day|Month|Year) \d+)$/i;

/**
 * Reads a table as a chart: the first column names the rows, the columns of numbers are the series. A last
 * column that is the sum of the others makes them parts of a whole. Rows without a number in the first of these columns are
 * left out when they are few.
 *
 * @returns `undefined` when no bars can show it: too few or too many rows, no numbers, negative numbers.
 */
export function chartDataOf(table: TableBlock, heading = ''): ChartData | undefined {
  const { header } = table;
  const rows = rowsWithNumbers(table);
  if (rows.length < MIN_ROWS || rows.length > MAX_ROWS || header.length < 2) return undefined;
  const labels = rows.map((row) => unescapeMarkdown(row[0] ?? ''));
  if (labels.some((label) => label === '') || new Set(labels).size < labels.length) return undefined;
  const columns = header.slice(1).flatMap((name, index) => {
    const cells = rows.map((row) => readCell(row[index + 1] ?? ''));
    const whole = cells.filter((cell) => cell !== undefined);
    return whole.length === rows.length ? [{ name: unescapeMarkdown(name), cells: whole }] : [];
  });
  const first = columns[0];
  if (first === undefined || columns.some(({ cells }) => cells.some(({ value }) => value < 0))) return undefined;
  if (columns.every(({ cells }) => cells.every(({ value }) => value === 0))) return undefined;
  const { prefix, suffix } = first.cells[0] ?? { prefix: '', suffix: '' };
  const alike = columns.filter(({ cells }) => cells.every((cell) => cell.prefix === prefix && cell.suffix === suffix));
  const series = alike.map(({ name, cells }) => ({ name, values: cells.map(({ value }) => value) }));
  const parts = partsOfWhole(series);
  const title = table.caption || heading;
  const timed = labels.every((label) => TIME.test(label));
  return { title, labels, series: parts ?? comparable(series), stacked: parts !== undefined, timed, prefix, suffix };
}

/** The rows that have a number in the first column of numbers, when the others leave that cell empty and are fewer than a third. */
function rowsWithNumbers({ header, rows }: TableBlock): TableBlock['rows'] {
  for (let column = 1; column < header.length; column++) {
    const filled = rows.filter((row) => !isAbsent(row[column] ?? ''));
    if (!filled.every((row) => readCell(row[column] ?? '') !== undefined)) continue;
    return (rows.length - filled.length) * 3 < rows.length ? filled : rows;
  }
  return rows;
}

const isAbsent = (cell: string): boolean => /^[–-]?$/.test(unescapeMarkdown(cell));

type Series = ChartData['series'];

function partsOfWhole(series: Series): Series | undefined {
  const total = series[series.length - 1];
  const parts = series.slice(0, -1);
  if (total === undefined || parts.length < 2 || parts.length > MAX_SERIES) return undefined;
  const adds = total.values.every(
    (value, row) => Math.abs(parts.reduce((sum, { values }) => sum + (values[row] ?? 0), 0) - value) <= 1e-6 * Math.abs(value),
  );
  return adds ? parts : undefined;
}

function comparable(series: Series): Series {
  const size = ({ values }: Series[number]): number => Math.max(...values);
  const first = series[0];
  if (first === undefined) return [];
  const largest = size(first);
  return series.filter((one) => size(one) > 0 && size(one) / largest <= MAX_RATIO && largest / size(one) <= MAX_RATIO).slice(0, 3);
}

function readCell(text: string): { readonly value: number; readonly prefix: string; readonly suffix: string } | undefined {
  const found = /^([$€£¥]?)\s*([+-−]?\d[\d,]*(?:\.\d+)?|\d*\.\d+)\s*(%?)$/.exec(unescapeMarkdown(text));
  const [, prefix = '', digits = '', suffix = ''] = found ?? [];
  const value = Number(digits.replace(/,/g, '').replace('−', '-'));
  return found === null || !Number.isFinite(value) ? undefined : { value, prefix, suffix };
}

/** The text of a table cell without the backslashes and marks of Markdown. */
export function unescapeMarkdown(text: string): string {
  return text.replace(/\\([\\`*_[\]<>|~&:.@#+=-])|(\*\*|__|`)/g, (_, escaped: string | undefined) => escaped ?? '').trim();
}
