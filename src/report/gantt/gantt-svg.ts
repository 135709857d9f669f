import { formatDuration } from '../../core/duration.ts';
import { displayWidth, truncate } from '../text/display-width.ts';
import type { Bar, GanttChart } from './gantt-chart.ts';
import { CHAIN_COLOUR, colourOf, escapeMarkup, FAINT_INK, GRID, INK, inkOn, ticksMs, tooltip } from './gantt-look.ts';

const WIDTH = 1400;
const MARGIN = 20;
const TOP = 78;
const AXIS = 24;
const MAX_NAME = 170;
/** About what a letter takes of the width, at this size of type. */
const LETTER = 0.56;
/** Lanes share this much height, each at least `THINNEST` and at most `THICKEST`. */
const HEIGHT = 1000;
const THINNEST = 4;
const THICKEST = 24;
const READABLE = 12;

/**
 * A schedule as one SVG: a lane a slot, a bar an attempt, coloured by kind of work; the chain of attempts that decided the makespan
 * is drawn through them in red. Bars say more when pointed at.
 *
 * @param caption A line about the whole.
 */
export function ganttSvg(chart: GanttChart, caption: string): string {
  const { lanes, bars, spanMs } = chart;
  const laneHeight = Math.min(THICKEST, Math.max(THINNEST, Math.floor(HEIGHT / Math.max(1, lanes.length))));
  const size = Math.min(11, Math.max(7, laneHeight - 6));
  const names = laneNames(chart);
  const left =
    MARGIN +
    10 +
    Math.min(
      MAX_NAME,
      names.reduce((most, name) => Math.max(most, displayWidth(name) * 11 * LETTER), 30),
    );
  const xOf = (atMs: number): number => left + (spanMs > 0 ? (atMs / spanMs) * (WIDTH - MARGIN - left) : 0);
  const yOf = (lane: number): number => TOP + lane * laneHeight;
  const bottom = yOf(lanes.length);
  const height = bottom + AXIS + MARGIN / 2;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif">`,
    '<defs><pattern id="failed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#fbe3e4"/><rect width="2.5" height="6" fill="#c0392b"/></pattern>',
    '<pattern id="cancelled" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#f2f2f2"/><rect width="2" height="6" fill="#9aa5b1"/></pattern></defs>',
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${MARGIN}" y="28" font-size="15" font-weight="600" fill="${INK}">${escapeMarkup(caption)}</text>`,
    legend(chart),
    ...ticksMs(spanMs, 10).map(
      (atMs) =>
        `<path d="M${round(xOf(atMs))} ${TOP - 4}V${bottom + 4}" stroke="${GRID}"/><text x="${round(xOf(atMs))}" y="${bottom + 18}" font-size="11" fill="${FAINT_INK}" text-anchor="${xOf(atMs) > WIDTH - 2 * MARGIN ? 'end' : 'middle'}">${formatDuration(atMs)}</text>`,
    ),
    ...laneLabels(names, chart, left, laneHeight, yOf),
    ...bars.map((bar) => barMarkup(bar, chart, xOf, yOf, laneHeight, size)),
    chainPath(bars, xOf, (lane) => yOf(lane) + laneHeight - Math.min(2.5, laneHeight / 4)),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

/** The agent's name beside its first slot, nothing beside the others. */
function laneNames({ lanes }: GanttChart): string[] {
  return lanes.map(({ agent, slot }) => (slot === 1 ? agent : ''));
}

function laneLabels(
  names: readonly string[],
  { lanes }: GanttChart,
  left: number,
  laneHeight: number,
  yOf: (lane: number) => number,
): string[] {
  let lastY = Number.NEGATIVE_INFINITY;
  return names.flatMap((name, lane) => {
    const y = yOf(lane);
    const rule = lanes[lane]?.slot === 1 && laneHeight >= 6 ? [`<path d="M${MARGIN} ${y}H${WIDTH - MARGIN}" stroke="${GRID}"/>`] : [];
    // Names that would run into each other are left out.
    if (name === '' || y - lastY < 11) return rule;
    lastY = y;
    const text = truncate(name, Math.floor((left - MARGIN - 10) / (11 * LETTER)));
    return [
      ...rule,
      `<text x="${left - 8}" y="${round(y + Math.max(laneHeight, 10) / 2 + 4)}" font-size="11" fill="${INK}" text-anchor="end">${escapeMarkup(text)}</text>`,
    ];
  });
}

function barMarkup(
  bar: Bar,
  chart: GanttChart,
  xOf: (atMs: number) => number,
  yOf: (lane: number) => number,
  laneHeight: number,
  size: number,
): string {
  const x = xOf(bar.startMs);
  const full = xOf(bar.endMs) - x;
  // A hair between neighbours, where there is room for one.
  const width = Math.max(0.6, full - (full > 3 ? 0.8 : 0));
  const inset = laneHeight >= 8 ? 1.5 : 0.4;
  const y = yOf(bar.lane) + inset;
  const fill = bar.outcome === 'failed' ? 'url(#failed)' : bar.outcome === 'cancelled' ? 'url(#cancelled)' : colourOf(bar.group);
  const opacity = bar.chainPlace >= 0 || bar.outcome === 'failed' ? '' : ' fill-opacity=".55"';
  const letters = Math.floor((width - 6) / (size * LETTER));
  const label =
    laneHeight >= READABLE && letters >= 3 && bar.outcome !== 'failed' && bar.outcome !== 'cancelled'
      ? `<text x="${round(x + 3)}" y="${round(y + (laneHeight - 2 * inset) / 2 + size * 0.36)}" font-size="${size}" fill="${bar.chainPlace >= 0 ? inkOn(colourOf(bar.group)) : INK}">${escapeMarkup(shortened(bar.task, letters))}</text>`
      : '';
  return `<g><title>${escapeMarkup(tooltip(bar, chart, bar.lane))}</title><rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(laneHeight - 2 * inset)}" rx="${full > 6 && laneHeight > 8 ? 2 : 0}" fill="${fill}"${opacity}/>${label}</g>`;
}

/** Along the foot of each bar of the chain, and from each to the next. */
function chainPath(bars: readonly Bar[], xOf: (atMs: number) => number, yOf: (lane: number) => number): string {
  const chain = bars.filter(({ chainPlace }) => chainPlace >= 0).toSorted((a, b) => a.chainPlace - b.chainPlace);
  if (chain.length === 0) return '';
  const steps = chain.map(({ lane, startMs, endMs }, index) => {
    const y = round(yOf(lane));
    return `${index === 0 ? `M${round(xOf(startMs))} ${y}` : `H${round(xOf(startMs))}V${y}`}H${round(xOf(endMs))}`;
  });
  return `<path d="${steps.join('')}" fill="none" stroke="${CHAIN_COLOUR}" stroke-width="2" stroke-linejoin="round"/>`;
}

function legend({ groups, bars }: GanttChart): string {
  let x = MARGIN;
  const entry = (sign: string, words: string): string => {
    const text = truncate(words, 32);
    const markup = `<g transform="translate(${round(x)} 50)">${sign}<text x="18" y="0" font-size="12" fill="${INK}">${escapeMarkup(text)}</text></g>`;
    x += 34 + displayWidth(text) * 12 * LETTER;
    return markup;
  };
  const box = (fill: string): string => `<rect y="-10" width="12" height="12" rx="2" fill="${fill}"/>`;
  return [
    entry(`<path d="M0 -4H13" stroke="${CHAIN_COLOUR}" stroke-width="2.5"/>`, 'decides the makespan'),
    ...groups.map((name, group) => entry(box(colourOf(group)), name)),
    ...(bars.some(({ outcome }) => outcome === 'failed') ? [entry(box('url(#failed)'), 'failed')] : []),
    ...(bars.some(({ outcome }) => outcome === 'cancelled') ? [entry(box('url(#cancelled)'), 'cancelled')] : []),
  ].join('\n');
}

/** Ids differ at their ends more often than at their beginnings. */
function shortened(id: string, letters: number): string {
  return id.length <= letters ? id : `…${id.slice(1 - letters)}`;
}

const round = (value: number): number => Number(value.toFixed(2));
