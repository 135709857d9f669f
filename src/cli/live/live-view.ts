import { formatDuration } from '../../core/duration.ts';
import type { RunRecord, TaskRecord } from '../../core/run-record.ts';
import type { TaskStatus } from '../../core/task-status.ts';
import type { Paint } from '../../report/paint.ts';
import { TASK_SIGNS } from '../../report/status-signs.ts';
import { displayWidth, padTo, truncate } from '../../report/text/display-width.ts';
import { usdText } from '../../report/text/figures.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { chooseRows, type TreeRow } from './live-rows.ts';
import { countLeaves, type LiveState, leavesOf, shownStatus, spentUsd } from './live-state.ts';
import { advanceOf } from './time-left.ts';

const WORDS: Readonly<Record<TaskStatus, string>> = {
  waiting: 'waiting',
  ready: 'ready',
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  blocked: 'blocked',
  skipped: 'skipped',
  cancelled: 'cancelled',
};

/** Wider lines are hard to follow from end to end. */
const MAX_COLUMNS = 120;
const WORD_COLUMNS = 9;
const ELAPSED_COLUMNS = 8;
const MAX_AGENT_COLUMNS = 16;
/** Below this the agent and the time are left out; below the second one, the status word too. */
const DETAIL_COLUMNS = 56;
const WORD_MIN_COLUMNS = 28;
const MAX_BAR_COLUMNS = 20;
const MIN_BAR_COLUMNS = 5;

/**
 * The live view of a run as lines that fit `columns` x `rows`: a heading, the task tree, and how far it is.
 * Pure: the same state at the same instant gives the same lines. Text of others is made plain first.
 */
export function renderView(state: LiveState, columns: number, rows: number, nowMs: number, paint: Paint): string[] {
  const { record } = state;
  // The last column stays empty: some terminals wrap a line that fills it.
  const width = Math.max(1, Math.min(MAX_COLUMNS, columns - 1));
  const footer = footerOf(state, width, nowMs, paint);
  if (rows < 4) return [footer].slice(0, Math.max(0, rows));
  const space = rows - 2;
  let { rows: shown, hidden } = chooseRows(record, space);
  if (hidden.length > 0) ({ rows: shown, hidden } = chooseRows(record, space - 1));
  const agentColumns = Math.min(
    MAX_AGENT_COLUMNS,
    Math.floor(width / 6),
    Math.max(0, ...shown.map(({ task }) => displayWidth(agentOf(task)))),
  );
  return [
    headingOf(record, width, paint),
    ...shown.map((row) => lineOf(state, row, width, agentColumns, nowMs, paint)),
    ...(hidden.length === 0 ? [] : [paint('faint', truncate(`  … ${hiddenWords(hidden)}`, width))]),
    footer,
  ];
}

function headingOf({ request, run }: RunRecord, width: number, paint: Paint): string {
  const name = `run ${run}`;
  const room = width - displayWidth(name) - 2;
  if (room < 12) return paint('strong', truncate(plainLine(request), width));
  return `${paint('strong', padTo(truncate(plainLine(request), room), room))}  ${paint('faint', name)}`;
}

function lineOf(state: LiveState, { task, depth }: TreeRow, width: number, agentColumns: number, nowMs: number, paint: Paint): string {
  const status = shownStatus(state.record, task);
  const [sign, style] = TASK_SIGNS[status];
  // Deep nesting on a narrow terminal: titles matter more than the depth.
  const indent = ' '.repeat(Math.min(2 * depth, Math.floor(width / 4)));
  const word = width < WORD_MIN_COLUMNS ? '' : `${WORDS[status].padEnd(WORD_COLUMNS)} `;
  const details = width < DETAIL_COLUMNS || task.children.length > 0 ? '' : detailsOf(task, agentColumns, nowMs);
  const room = width - indent.length - 2 - word.length - displayWidth(details);
  const title = plainLine(task.task.title);
  const remark = remarkOf(state, task);
  const heading = truncate(title, room);
  const remarkRoom = room - displayWidth(heading) - 3;
  const aside = remark !== '' && remarkRoom >= 8 ? ` - ${truncate(remark, remarkRoom)}` : '';
  const filler = details === '' ? '' : ' '.repeat(Math.max(0, room - displayWidth(heading) - displayWidth(aside)));
  return `${indent}${paint(style, sign)} ${paint(style, word)}${heading}${paint('faint', aside)}${filler}${paint('faint', details)}`;
}

function detailsOf(task: TaskRecord, agentColumns: number, nowMs: number): string {
  const last = task.attempts.at(-1);
  if (last === undefined) return '';
  const elapsed = formatDuration((last.endedAtMs ?? nowMs) - last.startedAtMs).padStart(ELAPSED_COLUMNS);
  const retries = task.attempts.length > 1 ? `try ${task.attempts.length}` : '';
  return `  ${padTo(truncate(agentOf(task), agentColumns), agentColumns)} ${elapsed} ${retries.padEnd(7)}`;
}

function agentOf({ attempts }: TaskRecord): string {
  return attempts.at(-1)?.agent ?? '';
}

/** What its agent says of it, or what went wrong. */
function remarkOf({ record, progress }: LiveState, { task, state, attempts }: TaskRecord): string {
  switch (state.status) {
    case 'running':
      return plainLine(progress.get(task.id) ?? '');
    case 'waiting':
      return attempts.length === 0 ? '' : plainLine(attempts.at(-1)?.failure?.message ?? '');
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return plainLine(state.reason);
    case 'blocked':
      return `needs ${plainLine(record.tasks.get(state.failedDependency)?.task.title ?? state.failedDependency)}`;
    default:
      return '';
  }
}

function hiddenWords(hidden: readonly TaskRecord[]): string {
  return `${countWords(hidden)} not shown`;
}

function countWords(leaves: readonly TaskRecord[]): string {
  const counts = countLeaves(leaves);
  const order: readonly TaskStatus[] = ['succeeded', 'running', 'failed', 'blocked', 'skipped', 'cancelled', 'waiting'];
  return order
    .filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${WORDS[status]}`)
    .join(', ');
}

function footerOf(state: LiveState, width: number, nowMs: number, paint: Paint): string {
  const { record } = state;
  const leaves = leavesOf(record);
  const elapsedMs = (record.endedAtMs ?? nowMs) - record.startedAtMs;
  const finished = record.endedAtMs !== undefined;
  const { share, leftMs } = advanceOf(state, nowMs);
  const finalShare = countLeaves(leaves).succeeded / leaves.length;
  const counts = leaves.length === 0 ? 'planning' : `${countWords(leaves)} of ${leaves.length}${record.planCompleted ? '' : ' so far'}`;
  const left = finished || state.stopping || leftMs === undefined ? '' : `, about ${formatDuration(leftMs)} left`;
  const stopping = state.stopping && !finished ? 'stopping' : '';
  const parts = [
    stopping,
    counts,
    `${formatDuration(elapsedMs)}${left}`,
    spendOf(record, (record.planning?.costUsd ?? 0) + spentUsd(leaves)),
  ].filter((part) => part !== '');
  const text = truncate(parts.join(' · '), width);
  const barColumns = Math.min(MAX_BAR_COLUMNS, width - displayWidth(text) - 2);
  const bar = barColumns < MIN_BAR_COLUMNS || leaves.length === 0 ? '' : `${barOf(finished ? finalShare : share, barColumns)}  `;
  return `${paint('accent', bar)}${text}`;
}

function spendOf({ options }: RunRecord, costUsd: number): string {
  if (options.budgetUsd !== undefined) return `${usdText(costUsd)} of ${usdText(options.budgetUsd)}`;
  return costUsd > 0 ? usdText(costUsd) : '';
}

function barOf(share: number, columns: number): string {
  const full = Math.round(share * columns);
  return '█'.repeat(full) + '░'.repeat(columns - full);
}
