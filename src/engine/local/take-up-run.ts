import type { EventBody, RunOptions } from '../../core/event.ts';
import type { RunId, TaskId } from '../../core/ids.ts';
import type { AttemptRecord, RunRecord } from '../../core/run-record.ts';
import type { Task } from '../../core/task.ts';
import { endedInFlight } from '../../execute/ended-in-flight.ts';
import type { AddedTask, RunTerms, SchedulerEvent } from '../../schedule/messages.ts';
import type { InFlightAnswers } from '../engine.ts';
import { type InFlight, settleInFlight } from './in-flight.ts';

/** What is journaled when a run that is not new is taken up, and what the scheduler is told. */
export interface TakenUp {
  readonly bodies: readonly EventBody[];
  readonly events: readonly SchedulerEvent[];
}

/**
 * A run that was interrupted goes on: what is done is kept, and attempts that were in flight are repeated, or not, by
 * their policy. With `cancel`, or when it was asked for before the interruption, it is ended instead, and nothing is started.
 *
 * @throws SkeinError `wrong-state` when a person has to be asked first what becomes of an attempt.
 */
export function resumed(
  record: RunRecord,
  consider: (tasks: readonly Task[]) => AddedTask[],
  { cancel, inFlight }: { readonly cancel?: string | undefined; readonly inFlight: InFlightAnswers },
): TakenUp {
  const { run } = record;
  const bodies: EventBody[] = [{ type: 'run-resumed' }];
  if (!record.planCompleted) {
    const notes = ['The plan was interrupted: the run goes on with the tasks it had.'];
    bodies.push({ type: 'plan-completed', planner: record.planner ?? 'interrupted', planMs: 0, notes });
  }
  if (cancel !== undefined && !record.cancelRequested) bodies.push({ type: 'run-cancel-requested', reason: cancel });
  const reason = cancel ?? (record.cancelRequested ? 'cancelled before the interruption' : undefined);
  if (reason === undefined) {
    const { bodies: ends, settled } = settleInFlight(record, inFlight);
    return { bodies: [...bodies, ...ends], events: opening(record, consider, { settled }) };
  }
  // Cancelled before its plan is closed: else a run whose tasks were all settled already would end as they did.
  const [opened, added, closed] = opening(record, consider, {});
  return { bodies: [...bodies, ...endedInFlight(record)], events: [opened, added, { type: 'run-cancelled', run, reason }, closed] };
}

/** A finished run goes on with these tasks; those it names are done anew, everything else is kept. It has its whole time again, from now. */
export function reopened(
  record: RunRecord,
  again: readonly TaskId[],
  consider: (tasks: readonly Task[]) => AddedTask[],
  nowMs: number,
): TakenUp {
  const startedAtMs = Math.max(nowMs, record.lastAtMs ?? nowMs);
  return { bodies: [{ type: 'run-reopened', tasks: again }], events: opening(record, consider, { again: new Set(again), startedAtMs }) };
}

/** How tasks stand otherwise than their journal has it. */
interface Changes {
  readonly again?: ReadonlySet<TaskId>;
  readonly startedAtMs?: number;
  readonly settled?: InFlight['settled'];
}

function opening(
  record: RunRecord,
  consider: (tasks: readonly Task[]) => AddedTask[],
  changes: Changes,
): [SchedulerEvent, SchedulerEvent, SchedulerEvent] {
  const { run, options } = record;
  const tasks = [...record.tasks.values()].map(({ task }) => task);
  const spentUsd = [...record.tasks.values()].flatMap(({ attempts }) => attempts).reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  const startedAtMs = changes.startedAtMs ?? record.reopenedAtMs ?? record.startedAtMs;
  return [
    { type: 'run-opened', terms: termsOf(run, options, startedAtMs), spentUsd },
    { type: 'tasks-added', run, tasks: consider(tasks).map((added) => progressed(record, added, changes)) },
    { type: 'plan-closed', run },
  ];
}

/** What the scheduler needs to know of a run that starts its time now. */
export function termsOf(run: RunId, { objective, priority, budgetUsd, deadlineMs }: RunOptions, startedAtMs: number): RunTerms {
  return {
    run,
    objective,
    priority,
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(deadlineMs === undefined ? {} : { deadlineAtMs: startedAtMs + deadlineMs }),
  };
}

/**
 * How far a task had got. Attempts that were in flight do not count, they are repeated under their own number; those
 * made before the run was reopened for it count as numbers, but not against the attempts that it may take.
 */
function progressed(record: RunRecord, added: AddedTask, { again, settled }: Changes): AddedTask {
  const known = record.tasks.get(added.task.id);
  if (known === undefined) return added;
  const attempts = attemptsMade(known.attempts);
  const ended = settled?.get(added.task.id);
  if (ended !== undefined) return { ...added, progress: { attempts: known.attempts.length, settled: ended } };
  const isAgain = again?.has(added.task.id) === true;
  const before = isAgain ? known.attempts.length : (known.attemptsBefore ?? 0);
  const task = before === 0 ? added.task : { ...added.task, attempts: added.task.attempts + before };
  const { status } = known.state;
  const isOpen = isAgain || status === 'waiting' || status === 'running';
  return { ...added, task, progress: isOpen ? { attempts } : { attempts, settled: status } };
}

/** The attempts up to the first one that is to be repeated: of those that were in flight, only the last can be, under their own numbers. */
function attemptsMade(attempts: readonly AttemptRecord[]): number {
  const last = attempts.findLastIndex(({ outcome }) => outcome !== 'running');
  return last + 1;
}
