import { cutAtWord, formatNumber } from '../text/clean-text.ts';
import { escapeHtml } from '../text/escape.ts';
import type { ChartData } from './number-table.ts';

/** Colours of the series in order, told apart also by those who do not see red and green. */
export const SERIES_COLOURS = ['#1f6f8b', '#e08e45', '#6a4c93', '#5f9e6e', '#b5495b'] as const;

const ROW = 30;
const FONT = 'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, DejaVu Sans, sans-serif"';

export interface BarChartOptions {
  /** In units of the picture; letters are 13 high, so a narrow picture has large letters. Default 680. */
  readonly width?: number;
  /** Painted behind everything, for a picture that stands alone; leave it out where the page gives one. */
  readonly background?: string;
}

interface Paint {
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  series(index: number): string;
}

const FIXED: Paint = {
  ink: '#26323b',
  muted: '#5d6b76',
  rule: '#d8dee3',
  series: (index) => SERIES_COLOURS[index % SERIES_COLOURS.length] ?? '#1f6f8b',
};

/** Colours of the page around the picture, so that it fits a dark one too. Viewers outside of browsers know no variables. */
const OF_THE_PAGE: Paint = {
  ink: `var(--ink, ${FIXED.ink})`,
  muted: `var(--muted, ${FIXED.muted})`,
  rule: `var(--rule, ${FIXED.rule})`,
  series: (index) => `var(--series-${(index % SERIES_COLOURS.length) + 1}, ${FIXED.series(index)})`,
};

/**
 * Draws the numbers as an SVG picture: columns for a series in time, bars otherwise. Without a background it
 * takes the colours of the page that it stands in.
 */
export function barChartSvg(data: ChartData, { width = 680, background }: BarChartOptions = {}): string {
  const paint = background === undefined ? OF_THE_PAGE : FIXED;
  const { body, height } = data.timed && !data.stacked && data.series.length === 1 ? columns(data, width, paint) : bars(data, width, paint);
  const ground = background === undefined ? '' : `<rect width="${width}" height="${height}" fill="${escapeHtml(background)}"/>`;
  const title = escapeHtml(data.title || 'Chart');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}" fill="${paint.ink}" ${FONT} font-size="13">${ground}${body}</svg>`;
}

function text(x: number, y: number, content: string, more = ''): string {
  return `<text x="${round(x)}" y="${round(y)}"${more}>${escapeHtml(content)}</text>`;
}

function rect(x: number, y: number, width: number, height: number, colour: string, label: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, width))}" height="${round(height)}" rx="2" fill="${colour}"><title>${escapeHtml(label)}</title></rect>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Letters are about this wide, in units of the picture at size 13. */
const LETTER = 7.1;

function bars(data: ChartData, width: number, paint: Paint): { body: string; height: number } {
  const longest = Math.max(...data.labels.map((label) => label.length));
  const left = Math.min(width * 0.36, Math.max(70, longest * LETTER + 14));
  const legend = data.series.length > 1 ? 34 : 6;
  const perRow = data.stacked ? 1 : data.series.length;
  const bar = data.stacked || perRow === 1 ? 18 : 12;
  const row = Math.max(ROW, perRow * bar + 12);
  const totals = data.labels.map((_, index) => data.series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const largest = data.stacked ? Math.max(...totals) : Math.max(...data.series.flatMap(({ values }) => values));
  const longestValue = Math.max(...data.series.flatMap(({ values }) => values), ...totals.slice(0, data.stacked ? totals.length : 0));
  const right = width - printed(data, longestValue).length * LETTER * 1.15 - 14;
  const scale = (right - left) / (largest || 1);
  const parts = [
    data.series.length > 1 ? legendOf(data, left, paint) : '',
    `<line x1="${left}" y1="${legend}" x2="${left}" y2="${legend + row * data.labels.length}" stroke="${paint.rule}"/>`,
  ];
  for (const [index, label] of data.labels.entries()) {
    const top = legend + index * row;
    parts.push(labelOf(label, left, top + row / 2));
    if (data.stacked) parts.push(stack(data, index, { left, top: top + (row - bar) / 2, height: bar, scale }, totals[index] ?? 0, paint));
    else parts.push(group(data, index, { left, top: top + (row - perRow * bar) / 2, height: bar, scale }, paint));
  }
  return { body: parts.join(''), height: legend + row * data.labels.length + 6 };
}

function labelOf(label: string, left: number, middle: number): string {
  const room = Math.round((left - 14) / LETTER);
  const anchor = ' text-anchor="end"';
  if (label.length <= room) return text(left - 10, middle + 4.5, label, anchor);
  const first = cutAtWord(label, room + 1).replace(/…$/, '');
  const second = cutAtWord(label.slice(first.length).trim(), room);
  return text(left - 10, middle - 2.5, first, anchor) + text(left - 10, middle + 12, second, anchor);
}

interface Bar {
  readonly left: number;
  readonly top: number;
  readonly height: number;
  readonly scale: number;
}

function stack(data: ChartData, index: number, { left, top, height, scale }: Bar, total: number, paint: Paint): string {
  let x = left;
  const pieces = data.series.map(({ name, values }, series) => {
    const value = values[index] ?? 0;
    if (value === 0) return '';
    const width = value * scale;
    const piece = rect(x, top, width - 1, height, paint.series(series), `${name}: ${printed(data, value)}`);
    x += width;
    return piece;
  });
  return pieces.join('') + text(x + 6, top + height / 2 + 4.5, printed(data, total), ' font-weight="600"');
}

function group(data: ChartData, index: number, { left, top, height, scale }: Bar, paint: Paint): string {
  return data.series
    .map(({ name, values }, series) => {
      const value = values[index] ?? 0;
      const y = top + series * height;
      const width = Math.max(1, value * scale);
      return (
        rect(left, y, width, height - (data.series.length > 1 ? 2 : 0), paint.series(series), `${name}: ${printed(data, value)}`) +
        text(left + width + 6, y + height / 2 + 4, printed(data, value), data.series.length > 1 ? ' font-size="11"' : ' font-weight="600"')
      );
    })
    .join('');
}

function legendOf(data: ChartData, left: number, paint: Paint): string {
  let x = left;
  return data.series
    .map(({ name }, series) => {
      const label = cutAtWord(name, 24);
      const entry = `${rect(x, 6, 12, 12, paint.series(series), name)}<text x="${round(x + 18)}" y="16.5" fill="${paint.muted}">${escapeHtml(label)}</text>`;
      x += 18 + label.length * LETTER + 22;
      return entry;
    })
    .join('');
}

function columns(data: ChartData, width: number, paint: Paint): { body: string; height: number } {
  const values = data.series[0]?.values ?? [];
  const [top, bottom, height] = [24, 190, 220];
  const slot = (width - 40) / data.labels.length;
  const column = Math.min(56, slot * 0.62);
  const scale = (bottom - top) / (Math.max(...values) || 1);
  const drawn = data.labels.map((label, index) => {
    const value = values[index] ?? 0;
    const middle = 20 + slot * (index + 0.5);
    const y = bottom - value * scale;
    return (
      rect(middle - column / 2, y, column, value * scale, paint.series(0), `${label}: ${printed(data, value)}`) +
      text(middle, y - 7, printed(data, value), ' text-anchor="middle" font-weight="600"') +
      columnLabel(label, middle, bottom + 19, slot)
    );
  });
  return { body: `<line x1="20" y1="${bottom}" x2="${width - 20}" y2="${bottom}" stroke="${paint.rule}"/>${drawn.join('')}`, height };
}

/** On two lines, and smaller, when the columns stand close. */
function columnLabel(label: string, x: number, y: number, slot: number): string {
  // Two letters between neighbours, or they would be read as one: fonts differ in width.
  const room = slot / LETTER - 2;
  const [first = '', ...rest] = label.split(' ');
  if (label.length <= room) return text(x, y, label, ' text-anchor="middle"');
  const small = ' text-anchor="middle" font-size="11"';
  if (rest.length === 0) return text(x, y, label, small);
  return text(x, y - 2, first, small) + text(x, y + 11, rest.join(' '), small);
}

function printed({ prefix, suffix }: ChartData, value: number): string {
  const cents = /[$€£¥]/.test(prefix) && !Number.isInteger(value);
  return `${prefix}${cents ? new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value) : formatNumber(value)}${suffix}`;
}
