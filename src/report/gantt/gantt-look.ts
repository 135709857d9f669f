import { formatDuration } from '../../core/duration.ts';
import { plainLine } from '../text/plain-text.ts';
import type { Bar, GanttChart } from './gantt-chart.ts';

/** Told apart by eyes of all kinds (after Tol's muted scheme), the last for everything else. */
export const COLOURS = ['#4477aa', '#ccaa22', '#44aa77', '#aa6699', '#66bbdd', '#997755', '#8899aa', '#b0b6bd'] as const;
export const CHAIN_COLOUR = '#c2185b';
export const INK = '#1f2933';
export const FAINT_INK = '#6b7785';
export const GRID = '#e3e7eb';

export function colourOf(group: number): string {
  return COLOURS[group % COLOURS.length] ?? COLOURS[0];
}

/** The colour of letters on a full colour: white or ink, whichever stands out more (contrast as WCAG 2 has it). */
export function inkOn(colour: string): string {
  const light = luminance(colour) + 0.05;
  return 1.05 / light >= light / (luminance(INK) + 0.05) ? '#ffffff' : INK;
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Ids and titles come from people and models: nothing in them is markup. */
export function escapeMarkup(text: string): string {
  return plainLine(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const STEPS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500]
  .concat([1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000))
  .concat([1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000))
  .concat([1, 2, 3, 6, 12].map((hours) => hours * 3_600_000));
const DAY_MS = 86_400_000;

/** Round instants along the axis, 0 first, about `wanted` of them. */
export function ticksMs(spanMs: number, wanted: number): number[] {
  if (!(spanMs > 0)) return [0];
  const least = spanMs / Math.max(1, wanted);
  const step = STEPS_MS.find((one) => one >= least) ?? Math.ceil(least / DAY_MS) * DAY_MS;
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => index * step);
}

/** What is said of a bar when it is pointed at. */
export function tooltip({ task, title, attempt, startMs, endMs, outcome, cause }: Bar, { lanes }: GanttChart, lane: number): string {
  const { agent = '', slot = 1 } = lanes[lane] ?? {};
  const named = title === task || title === '' ? task : `${task}: ${title}`;
  const waited: Record<NonNullable<Bar['cause']>, string> = {
    dependency: 'it waited for what it depends on',
    slot: 'it waited for the slot',
    retry: 'it was tried before',
    limit: 'it waited for a limit, a resource or a back-off',
    start: 'it started at once',
  };
  return [
    named,
    `${agent}, slot ${slot}, attempt ${attempt}, ${outcome}`,
    `${formatDuration(startMs)} to ${formatDuration(endMs)} (${formatDuration(endMs - startMs)})`,
    ...(cause === undefined ? [] : [`on the critical chain: ${waited[cause]}`]),
  ].join(' | ');
}
