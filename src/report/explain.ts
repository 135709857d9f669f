import { formatDuration } from '../core/duration.ts';
import { SkeinError } from '../core/errors.ts';
import { saysCode } from '../core/failure-line.ts';
import type { TaskId } from '../core/ids.ts';
import { nearestName } from '../core/nearest-name.ts';
import type { AttemptRecord, RunRecord, TaskRecord } from '../core/run-record.ts';
import { statusesOf, type TaskStatus } from '../core/task-status.ts';
import { candidatesText } from './candidates-text.ts';
import { type Paint, plain } from './paint.ts';
import { ownTitle } from './plan-words.ts';
import { RUN_STYLES, TASK_SIGNS } from './status-signs.ts';
import { truncate } from './text/display-width.ts';
import { countText, usdText } from './text/figures.ts';
import { plainLine } from './text/plain-text.ts';

const MAX_WORDS = 300;
const MAX_DEFERRALS = 10;

/**
 * Why a run went as it did: for each task, in the order in which they began, who did it, when and why.
 *
 * @returns Lines without `\n`.
 */
export function explainRun(record: RunRecord, paint: Paint = plain): string[] {
  const statuses = statusesOf(record);
  const leaves = [...record.tasks.values()].filter(({ children }) => children.length === 0);
  const beganAtMs = ({ attempts }: TaskRecord): number => attempts[0]?.startedAtMs ?? Number.POSITIVE_INFINITY;
  const ordered = leaves.toSorted((a, b) => Math.sign(beganAtMs(a) - beganAtMs(b)) || 0);
  const planned = record.planCompleted
    ? `Planned by ${plainLine(record.planner ?? 'nobody')} in ${formatDuration(record.planMs ?? Number.NaN)}: ${countText(leaves.length, 'task')}.`
    : `The plan is not complete: ${countText(leaves.length, 'task')} so far.`;
  return [
    `${paint('strong', plainLine(record.request))} (run ${record.run}, ${paint(RUN_STYLES[record.status], record.status)})`,
    planned,
    ...record.planNotes.map((note) => `Note: ${words(note)}`),
    ...ordered.flatMap((task) => ['', ...taskSummary(record, task, statuses, paint)]),
  ];
}

/**
 * Why one task went as it did: what it waited for, every attempt with the agents that were weighed, and how it ended.
 *
 * @throws SkeinError `not-found` when the run has no such task.
 */
export function explainTask(record: RunRecord, id: TaskId, paint: Paint = plain): string[] {
  const found = record.tasks.get(id);
  if (found === undefined) throw noSuchTask(record, id);
  const statuses = statusesOf(record);
  const { task, children } = found;
  return [
    headline(found, statuses, paint),
    ...(task.instruction === task.title || task.instruction === task.id ? [] : [`Instruction: ${words(task.instruction)}`]),
    ...(task.parent === undefined ? [] : [`Part of ${task.parent}.`]),
    ...(task.playbook === undefined ? [] : [`Made by the playbook ${plainLine(task.playbook)}.`]),
    ...(children.length === 0
      ? []
      : [`Its parts: ${children.map((child) => `${child} (${statuses.get(child) ?? 'waiting'})`).join(', ')}.`]),
    task.capabilities.length === 0
      ? 'It names no capability: any agent that accepts it may do it.'
      : `It needs ${task.capabilities.map(plainLine).join(', ')}.`,
    ...waitedFor(record, found, statuses),
    ...story(record, found, paint),
    ...ending(record, found),
  ];
}

function taskSummary(record: RunRecord, found: TaskRecord, statuses: ReadonlyMap<TaskId, TaskStatus>, paint: Paint): string[] {
  const { attempts } = found;
  const lines = attempts.map((attempt) => `  ${attemptLine(record, attempt, paint)}: ${words(attempt.decision.why)}`);
  const failures = attempts.map(({ failure, cancelledBecause }) => [
    ...(failure === undefined ? [] : [`    failed: ${words(failure.message)}`]),
    ...(cancelledBecause === undefined ? [] : [`    cancelled: ${words(cancelledBecause)}`]),
  ]);
  const held = attempts.length === 0 ? found.deferrals.at(-1) : undefined;
  return [
    headline(found, statuses, paint),
    ...lines.flatMap((line, index) => [line, ...(failures[index] ?? [])]),
    ...(held === undefined ? [] : [`  held back ${sinceStart(record, held.atMs)}: ${words(held.decision.why)}`]),
    ...ending(record, found).map((line) => `  ${line}`),
  ];
}

function headline({ task }: TaskRecord, statuses: ReadonlyMap<TaskId, TaskStatus>, paint: Paint): string {
  const status = statuses.get(task.id) ?? 'waiting';
  const [sign, style] = TASK_SIGNS[status];
  const title = ownTitle(task);
  return `${paint(style, `${sign} ${status}`)}  ${paint('strong', task.id)}${title === undefined ? '' : `  ${title}`}${task.optional ? ' (optional)' : ''}`;
}

/** What it depends on, its wholes' dependencies among them, and which of them ended last. */
function waitedFor(record: RunRecord, found: TaskRecord, statuses: ReadonlyMap<TaskId, TaskStatus>): string[] {
  const dependencies = [];
  for (
    let of: TaskRecord | undefined = found;
    of !== undefined;
    of = of.task.parent === undefined ? undefined : record.tasks.get(of.task.parent)
  ) {
    dependencies.push(...of.task.dependsOn);
  }
  if (dependencies.length === 0) return ['It depends on nothing.'];
  const named = dependencies.map(({ task, optional }) => `${task} (${optional ? 'optional, ' : ''}${statuses.get(task) ?? 'unknown'})`);
  let last: { readonly task: TaskId; readonly atMs: number } | undefined;
  for (const { task } of dependencies) {
    const atMs = endedAtMs(record, task);
    if (atMs !== undefined && (last === undefined || atMs > last.atMs)) last = { task, atMs };
  }
  const until = last === undefined ? '' : ` The last of them to end was ${last.task}, ${sinceStart(record, last.atMs)}.`;
  return [`It waited for ${[...new Set(named)].join(', ')}.${until}`];
}

function endedAtMs(record: RunRecord, id: TaskId): number | undefined {
  let last: number | undefined;
  const below = [id];
  for (let next = below.pop(); next !== undefined; next = below.pop()) {
    const found = record.tasks.get(next);
    if (found === undefined) continue;
    for (const child of found.children) below.push(child);
    for (const { endedAtMs: atMs } of found.attempts) if (atMs !== undefined && atMs > (last ?? Number.NEGATIVE_INFINITY)) last = atMs;
  }
  return last;
}

/** Attempts and waits in the order of time. */
function story(record: RunRecord, { attempts, deferrals }: TaskRecord, paint: Paint): string[] {
  const chapters = [
    ...attempts.map((attempt) => ({ atMs: attempt.startedAtMs, lines: attemptStory(record, attempt, paint) })),
    ...deferrals.slice(-MAX_DEFERRALS).map(({ atMs, untilMs, decision }) => ({
      atMs,
      lines: [
        '',
        `Held back ${sinceStart(record, atMs)} until ${formatDuration(untilMs - record.startedAtMs)}: ${words(decision.why)}`,
        ...candidatesText(decision).map((line) => `  ${line}`),
      ],
    })),
  ].toSorted((a, b) => a.atMs - b.atMs);
  const earlier = deferrals.length - MAX_DEFERRALS;
  const skippedOver = earlier > 0 ? ['', `${countText(earlier, 'earlier wait')} not shown.`] : [];
  return [...skippedOver, ...chapters.flatMap(({ lines }) => lines)];
}

function attemptStory(record: RunRecord, attempt: AttemptRecord, paint: Paint): string[] {
  const { failure, cancelledBecause, decision, agent } = attempt;
  const failed =
    failure === undefined
      ? []
      : [
          `  Failed: ${words(failure.message)} (${saysCode(failure) ? '' : `${failure.code}, `}${FAILURE_WORDS[failure.kind]}${failure.retryAfterMs === undefined ? '' : `; not before ${formatDuration(failure.retryAfterMs)}`})`,
        ];
  return [
    '',
    attemptLine(record, attempt, paint),
    `  Why ${agent}: ${words(decision.why)}`,
    ...candidatesText(decision, agent).map((line) => `  ${line}`),
    ...failed,
    ...(cancelledBecause === undefined ? [] : [`  Cancelled: ${words(cancelledBecause)}`]),
  ];
}

const FAILURE_WORDS = {
  retryable: 'it may be tried again',
  'terminal-agent': 'another agent may do it',
  'terminal-task': 'no agent can do it',
} as const;

function attemptLine(
  record: RunRecord,
  { attempt, agent, startedAtMs, endedAtMs: endMs, outcome, costUsd }: AttemptRecord,
  paint: Paint,
): string {
  const took = endMs === undefined ? '' : ` after ${formatDuration(endMs - startedAtMs)}`;
  const cost = costUsd === undefined || costUsd === 0 ? '' : `, ${usdText(costUsd)}`;
  return `Attempt ${attempt} by ${paint('accent', agent)} ${sinceStart(record, startedAtMs)}, ${outcome === 'running' ? 'still running' : `${outcome}${took}`}${cost}`;
}

function ending(record: RunRecord, { state }: TaskRecord): string[] {
  switch (state.status) {
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return [`${state.status === 'failed' ? 'Given up' : state.status === 'skipped' ? 'Skipped' : 'Cancelled'}: ${words(state.reason)}`];
    case 'blocked':
      return [`Blocked: it needs ${record.tasks.get(state.failedDependency)?.task.id ?? state.failedDependency}, which did not succeed`];
    default:
      return [];
  }
}

function noSuchTask(record: RunRecord, id: TaskId): SkeinError {
  const nearest = nearestName(id, record.tasks.keys());
  const few = [...record.tasks.keys()].slice(0, 12).join(', ');
  return new SkeinError('not-found', {
    what: `run ${record.run} has no task "${plainLine(truncate(id, 80))}"`,
    todo:
      nearest !== undefined
        ? `Did you mean "${nearest}"?`
        : record.tasks.size === 0
          ? 'It has no tasks yet.'
          : `Its tasks: ${few}${record.tasks.size > 12 ? ', …' : ''}.`,
  });
}

const sinceStart = (record: RunRecord, atMs: number): string => `at ${formatDuration(atMs - record.startedAtMs)}`;

const words = (text: string): string => truncate(plainLine(text), MAX_WORDS);
