import { formatDuration } from '../core/duration.ts';
import type { RunRecord, TaskRecord } from '../core/run-record.ts';
import { statusesOf, type TaskStatus } from '../core/task-status.ts';
import { type Paint, plain } from './paint.ts';
import { ownTitle } from './plan-words.ts';
import { TASK_SIGNS } from './status-signs.ts';
import { treeLines } from './task-tree.ts';
import { truncate } from './text/display-width.ts';
import { countText, usdText } from './text/figures.ts';
import { plainLine } from './text/plain-text.ts';

const MAX_REASON = 160;

/** The tasks of a run as a tree: a sign and a word for the status, who did it, how long it took, why it failed. */
export function runTree(record: RunRecord, paint: Paint = plain): string[] {
  const statuses = statusesOf(record);
  return treeLines(Array.from(record.tasks.values(), ({ task }) => task)).map(({ task, branch }) => {
    const status = statuses.get(task.id) ?? 'waiting';
    const [sign, style] = TASK_SIGNS[status];
    const title = ownTitle(task);
    const details = detailsOf(record, record.tasks.get(task.id), status).join(' · ');
    return [
      `${paint('faint', branch)}${paint(style, `${sign} ${status}`)}`,
      `${paint('strong', task.id)}${title === undefined ? '' : `  ${title}`}`,
      ...(details === '' ? [] : [paint('faint', details)]),
    ].join('  ');
  });
}

function detailsOf(record: RunRecord, found: TaskRecord | undefined, status: TaskStatus): string[] {
  if (found === undefined || found.children.length > 0) return [];
  const { attempts, state, task } = found;
  const last = attempts.at(-1);
  const tookMs = last?.endedAtMs === undefined ? undefined : last.endedAtMs - last.startedAtMs;
  const costs = attempts.map(({ costUsd }) => costUsd ?? 0).reduce((sum, cost) => sum + cost, 0);
  return [
    last === undefined ? '' : last.agent,
    tookMs === undefined ? '' : formatDuration(tookMs),
    attempts.length > 1 ? countText(attempts.length, 'attempt') : '',
    costs === 0 ? '' : usdText(costs),
    task.optional ? 'optional' : '',
    'reason' in state ? truncate(plainLine(state.reason), MAX_REASON) : '',
    status === 'blocked' && state.status === 'blocked'
      ? `needs ${record.tasks.get(state.failedDependency)?.task.id ?? state.failedDependency}, which did not succeed`
      : '',
  ].filter((detail) => detail !== '');
}
