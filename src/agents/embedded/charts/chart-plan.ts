import type { TableOutput } from '../../../core/output.ts';

export type Mark = 'bar' | 'line' | 'scatter' | 'histogram' | 'pie' | 'grouped-bar' | 'heatmap' | 'multi-line';

type Column = TableOutput['columns'][number];

/** What is drawn of a table: a mark, and the columns that it shows. */
export interface ChartPlan {
  readonly mark: Mark;
  /** Across, or the category of a bar. */
  readonly x: Column;
  /** Up, or the length of a bar; absent where rows are counted. */
  readonly y?: Column;
  /** What lines, groups or colours are told apart by. */
  readonly series?: Column;
}

/** Kinds of chart by the words people ask for them with. */
const ASKED: readonly (readonly [RegExp, Mark])[] = [
  [/\b(?:pie|donut|doughnut)\b/i, 'pie'],
  [/\b(?:histogram|distribution)\b/i, 'histogram'],
  [/\b(?:scatter|correlation|against each other)\b/i, 'scatter'],
  [/\b(?:heat ?map)\b/i, 'heatmap'],
  [/\b(?:line|trend|time series|over time)\b/i, 'line'],
  [/\b(?:grouped|side by side)\b/i, 'grouped-bar'],
  [/\b(?:bars?|columns?) ?(?:chart|graph|plot)?\b/i, 'bar'],
];

const MOST_SLICES = 8;
const MOST_SERIES = 8;

/**
 * Chooses what to draw: the kind that is asked for where the columns allow it, else a line over time, bars over categories,
 * points for two measures, a histogram for one. Columns named in the instruction come first.
 *
 * @returns `undefined` when nothing in the table can be drawn.
 */
export function planChart(table: TableOutput, instruction: string): ChartPlan | undefined {
  const asked = ASKED.find(([pattern]) => pattern.test(instruction))?.[1];
  const named = (column: Column): boolean => mentions(instruction, column.name);
  const order = (columns: readonly Column[]): Column[] => [...columns.filter(named), ...columns.filter((column) => !named(column))];
  const measures = order(table.columns.filter(({ type, name }) => type === 'number' && !isIdentifier(name, table)));
  const times = order(table.columns.filter((column) => column.type === 'date' || isPeriod(column, table)));
  const categories = order(
    table.columns.filter((column) => (column.type === 'text' || column.type === 'boolean') && !times.includes(column)),
  );
  const [measure, second] = measures;
  const [time] = times;
  const [category, group] = categories.filter((column) => distinct(column, table) > 0);
  if (asked === 'histogram' && measure !== undefined && table.rows.length > 3) return { mark: 'histogram', x: measure };
  if (asked === 'scatter' && measure !== undefined && second !== undefined)
    return { mark: 'scatter', x: measure, y: second, ...seriesOf(category, table) };
  if (asked === 'heatmap' && category !== undefined && group !== undefined && measure !== undefined)
    return { mark: 'heatmap', x: category, y: measure, series: group };
  if (
    asked === 'pie' &&
    category !== undefined &&
    measure !== undefined &&
    distinct(category, table) <= MOST_SLICES &&
    allPositive(measure, table)
  )
    return { mark: 'pie', x: category, y: measure };
  if (
    time !== undefined &&
    measure !== undefined &&
    (asked === undefined || asked === 'line') &&
    (category === undefined || !named(category) || asked === 'line' || distinct(time, table) > 1)
  ) {
    const split = seriesOf(category, table);
    return { mark: split.series === undefined ? 'line' : 'multi-line', x: time, y: measure, ...split };
  }
  if (category !== undefined && measure !== undefined) {
    const pairs = group !== undefined && distinct(group, table) <= MOST_SERIES && repeats(category, table);
    return pairs ? { mark: 'grouped-bar', x: category, y: measure, series: group } : { mark: 'bar', x: category, y: measure };
  }
  if (time !== undefined && measure !== undefined) return { mark: asked === 'bar' ? 'bar' : 'line', x: time, y: measure };
  if (measure !== undefined && second !== undefined) return { mark: 'scatter', x: measure, y: second };
  if (measure !== undefined) return { mark: 'histogram', x: measure };
  return category === undefined ? undefined : { mark: 'bar', x: category };
}

function seriesOf(category: Column | undefined, table: TableOutput): { readonly series?: Column } {
  return category !== undefined && distinct(category, table) > 1 && distinct(category, table) <= MOST_SERIES ? { series: category } : {};
}

/** Words of a column's name, or the whole of it, stand in the instruction. */
export function mentions(instruction: string, name: string): boolean {
  const words = new Set(instruction.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const parts = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return parts.length > 0 && parts.every((part) => words.has(part) || words.has(`${part}s`) || words.has(part.replace(/s$/, '')));
}

function distinct({ name }: Column, { rows }: TableOutput): number {
  return new Set(rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined)).size;
}

function repeats(column: Column, table: TableOutput): boolean {
  return distinct(column, table) < table.rows.length;
}

function allPositive({ name }: Column, { rows }: TableOutput): boolean {
  return rows.every((row) => typeof row[name] !== 'number' || row[name] >= 0);
}

/** Numbers that name things, or shares that follow from another column, are no measures to draw. */
function isIdentifier(name: string, { columns }: TableOutput): boolean {
  if (/(?:^|[\s_-])(?:id|no|nr|code|zip|year)$/i.test(name)) return columns.some((other) => other.type === 'number' && other.name !== name);
  return (
    /(?:^|[\s_-])(?:share|percent|rank)/i.test(name) &&
    columns.some((other) => other.type === 'number' && other.name !== name && !/(?:share|percent|rank)/i.test(other.name))
  );
}

/** Months, quarters, years and ISO dates written as text or number are times. */
function isPeriod({ name, type }: Column, { rows }: TableOutput): boolean {
  const values = rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined);
  if (values.length === 0) return false;
  if (type === 'number') return /^year$/i.test(name);
  return type === 'text' && values.every((value) => /^(?:19|20)\d{2}(?:-(?:\d{2}(?:-\d{2})?|Q[1-4]|W\d{2}))?$/.test(String(value)));
}
