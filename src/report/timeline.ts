import type { AttemptRecord, RunRecord } from '../core/run-record.ts';
import { type Paint, plain, type Style } from './paint.ts';
import { displayWidth, padTo, truncate } from './text/display-width.ts';
import { durationText } from './text/figures.ts';

const MAX_NAME_COLUMNS = 16;
const MIN_COLUMNS = 40;
/** Slots of one agent that are drawn; more are counted. */
const MAX_LANES = 12;

interface Bar {
  readonly label: string;
  readonly outcome: AttemptRecord['outcome'];
  /** Columns, the second one excluded. */
  readonly from: number;
  readonly to: number;
}

const ENDS: Readonly<Record<AttemptRecord['outcome'], readonly [end: string, style: Style]>> = {
  succeeded: [']', 'good'],
  failed: ['✗', 'bad'],
  cancelled: ['■', 'warn'],
  running: ['›', 'accent'],
};

/**
 * Who did what when: a lane for every slot that was used, time from left to right over the makespan. A bar is an
 * attempt, named after its task; its end says how it went.
 *
 * @param columns How wide it may be, at least 40. Default 100.
 * @param nowMs Where bars of attempts under way end. Default: where the last one that ended does.
 * @returns Lines without `\n`; none when nothing was tried.
 */
export function timeline(record: RunRecord, paint: Paint = plain, columns = 100, nowMs?: number): string[] {
  const attempts = Array.from(record.tasks.values(), ({ task, attempts: tried }) =>
    tried.map((attempt) => ({ label: task.id, attempt })),
  ).flat();
  if (attempts.length === 0) return [];
  const startMs = attempts.reduce((least, { attempt }) => Math.min(least, attempt.startedAtMs), Number.POSITIVE_INFINITY);
  const lastMs = attempts.reduce((most, { attempt }) => Math.max(most, attempt.endedAtMs ?? attempt.startedAtMs), startMs);
  const endMs = Math.max(lastMs, nowMs ?? lastMs);
  const agents = [...new Set(attempts.map(({ attempt }) => attempt.agent))].sort();
  const nameColumns = Math.min(MAX_NAME_COLUMNS, Math.max(...agents.map((agent) => displayWidth(agent))));
  const width = Math.max(MIN_COLUMNS, columns) - nameColumns - 2;
  const columnOf = (atMs: number): number =>
    endMs === startMs ? 0 : Math.min(width - 1, Math.floor(((atMs - startMs) / (endMs - startMs)) * width));

  const lines = [`${' '.repeat(nameColumns + 2)}${scale(width, endMs - startMs)}`];
  for (const agent of agents) {
    const own = attempts.filter(({ attempt }) => attempt.agent === agent).sort((a, b) => a.attempt.startedAtMs - b.attempt.startedAtMs);
    const lanes: { untilMs: number; bars: Bar[] }[] = [];
    for (const { label, attempt } of own) {
      const until = attempt.endedAtMs ?? (attempt.outcome === 'running' ? endMs : attempt.startedAtMs);
      const from = columnOf(attempt.startedAtMs);
      const bar = { label, outcome: attempt.outcome, from, to: Math.max(from + 1, until >= endMs ? width : columnOf(until)) };
      const lane = lanes.find(({ untilMs }) => untilMs <= attempt.startedAtMs);
      if (lane === undefined) lanes.push({ untilMs: until, bars: [bar] });
      else {
        lane.bars.push(bar);
        lane.untilMs = until;
      }
    }
    for (const [index, { bars }] of lanes.slice(0, MAX_LANES).entries()) {
      const name = padTo(index === 0 ? truncate(agent, nameColumns) : '', nameColumns);
      lines.push(`${paint('strong', name)}  ${drawn(bars, width, paint)}`.trimEnd());
    }
    if (lanes.length > MAX_LANES) lines.push(`${' '.repeat(nameColumns + 2)}... ${lanes.length - MAX_LANES} more slots`);
  }
  return [
    ...lines,
    paint('faint', `${' '.repeat(nameColumns + 2)}] done  ✗ failed  ■ cancelled  › still running  # several in one column`),
  ];
}

function scale(width: number, spanMs: number): string {
  const [zero, half, end] = [durationText(0), durationText(spanMs / 2), durationText(spanMs)];
  const middle = Math.floor(width / 2);
  return `${padTo(padTo(zero, middle) + half, width - displayWidth(end))}${end}`;
}

/** A lane as text. Bars are cut where another one begins; where several fall into one column, it says so. */
function drawn(bars: readonly Bar[], width: number, paint: Paint): string {
  let text = '';
  let at = 0;
  for (const [index, bar] of bars.entries()) {
    const next = bars[index + 1]?.from ?? width;
    if (next < bar.from + 1 || bar.from < at) {
      if (bar.from >= at) {
        text += `${' '.repeat(bar.from - at)}#`;
        at = bar.from + 1;
      }
      continue;
    }
    const to = Math.min(bar.to, Math.max(next, bar.from + 1));
    text += ' '.repeat(bar.from - at) + barText(bar, to - bar.from, paint);
    at = to;
  }
  return text;
}

function barText({ label, outcome }: Bar, columns: number, paint: Paint): string {
  const [end, style] = ENDS[outcome];
  if (columns === 1) return paint(style, outcome === 'succeeded' ? '|' : end);
  const inner = columns - 2;
  return paint(style, `[${padTo(label.slice(0, inner), inner).replaceAll(' ', '─')}${end}`);
}
