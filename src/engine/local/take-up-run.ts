import type { EventBody, RunOptions } from '../../core/event.ts';
import type { RunId, TaskId } from '../../core/ids.ts';
import type { AttemptRecord, RunRecord } from '../../core/run-record.ts';
import type { Task } from '../../core/task.ts';
import { endedInFlight } from '../../execute/ended-in-flight.ts';
import type { AddedTask, RunTerms, SchedulerEvent } from '../../schedule/messages.ts';
import type { PastAttempt } from '../../schedule/trouble.ts';
import type { InFlightAnswers } from '../engine.ts';
import { type InFlight, settleInFlight } from './in-flight.ts';

/** What is journaled when a run that is not new is taken up, and what the scheduler is told. */
export interface TakenUp {
  readonly bodies: readonly EventBody[];
  readonly events: readonly SchedulerEvent[];
  readonly isCancelled: boolean;
}

/** How the plan of a run that is taken up may grow. */
export interface Grown {
  /** Tasks as the scheduler wants them. */
  added(tasks: readonly Task[]): AddedTask[];
  readonly mends: boolean;
  /** What is missing of the plan will be written. */
  readonly goesOn: boolean;
}

/**
 * A run that was interrupted goes on: what is done is kept, and attempts that were in flight are repeated, or not, by
 * their policy. With `cancel`, or when it was asked for before the interruption, it is ended instead, and nothing is started.
 *
 * @throws SkeinError `wrong-state` when a person has to be asked first what becomes of an attempt.
 */
export function resumed(
  record: RunRecord,
  grown: Grown,
  { cancel, inFlight }: { readonly cancel?: string | undefined; readonly inFlight: InFlightAnswers },
): TakenUp {
  const { run } = record;
  const bodies: EventBody[] = [{ type: 'run-resumed' }];
  const willCancel = cancel !== undefined || record.cancelRequested;
  const isOpen = !record.planCompleted && grown.goesOn && !willCancel;
  const isCutOff = !record.planCompleted && !isOpen;
  if (isCutOff) {
    const notes = ['The plan was interrupted: the run goes on with the tasks it had.'];
    const cutOff = 'the plan was interrupted';
    bodies.push({ type: 'plan-completed', planner: record.planner ?? 'interrupted', planMs: 0, notes, cutOff });
  }
  if (cancel !== undefined && !record.cancelRequested) bodies.push({ type: 'run-cancel-requested', reason: cancel });
  const reason = cancel ?? (record.cancelRequested ? 'cancelled before the interruption' : undefined);
  if (reason === undefined) {
    const { bodies: ends, settled } = settleInFlight(record, inFlight);
    return { bodies: [...bodies, ...ends], events: opening(record, grown, { settled, isOpen, isCutOff }), isCancelled: false };
  }
  // Cancelled before its plan is closed: else a run whose tasks were all settled already would end as they did.
  const events = opening(record, grown, { isCutOff });
  const all: SchedulerEvent[] = [...events.slice(0, -1), { type: 'run-cancelled', run, reason }, ...events.slice(-1)];
  return { bodies: [...bodies, ...endedInFlight(record)], events: all, isCancelled: true };
}

/** A finished run goes on with these tasks; those it names are done anew, everything else is kept. It has its whole time again, from now. */
export function reopened(record: RunRecord, again: readonly TaskId[], grown: Grown, nowMs: number): TakenUp {
  const deadline = deadlineFrom(record.options, Math.max(nowMs, record.lastAtMs ?? nowMs));
  const events = opening(record, grown, { again: new Set(again), ...deadline });
  return { bodies: [{ type: 'run-reopened', tasks: again, ...deadline }], events, isCancelled: false };
}

/** How tasks stand otherwise than their journal has it. */
interface Changes {
  readonly again?: ReadonlySet<TaskId>;
  readonly deadlineAtMs?: number;
  readonly settled?: InFlight['settled'];
  /** More tasks will come. */
  readonly isOpen?: boolean;
  readonly isCutOff?: boolean;
}

function opening(record: RunRecord, { added, mends }: Grown, changes: Changes): SchedulerEvent[] {
  const { run, options } = record;
  const tasks = [...record.tasks.values()].map(({ task }) => task);
  const spentUsd = [...record.tasks.values()]
    .flatMap(({ attempts }) => attempts)
    .reduce((sum, { costUsd }) => sum + (costUsd ?? 0), record.planning?.costUsd ?? 0);
  const terms = termsOf(run, options, changes.deadlineAtMs ?? record.deadlineAtMs);
  const isCutOff = changes.isCutOff === true || record.planCutOff !== undefined;
  return [
    { type: 'run-opened', terms: mends ? { ...terms, mends } : terms, spentUsd },
    { type: 'tasks-added', run, tasks: added(tasks).map((one) => progressed(record, one, changes)) },
    ...(changes.isOpen === true ? [] : [{ type: 'plan-closed', run, ...(isCutOff ? { isCutOff } : {}) } as const]),
  ];
}

/** When the time of a run is over that counts from then. */
export function deadlineFrom({ deadlineMs }: RunOptions, askedAtMs: number): { readonly deadlineAtMs?: number } {
  return deadlineMs === undefined ? {} : { deadlineAtMs: askedAtMs + deadlineMs };
}

/** What the scheduler needs to know of a run. */
export function termsOf(run: RunId, { objective, priority, budgetUsd, quality }: RunOptions, deadlineAtMs: number | undefined): RunTerms {
  return {
    run,
    objective,
    priority,
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(quality === undefined ? {} : { quality }),
    ...(deadlineAtMs === undefined ? {} : { deadlineAtMs }),
  };
}

/**
 * How far a task had got. Attempts that were in flight do not count, they are repeated under their own number; those
 * made before the run was reopened for it count as numbers, but not against the attempts that it may take. A task whose last attempt
 * had failed, but of which the process that saw it had not said what follows, is settled by the scheduler at once.
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
  const past = known.attempts.slice(before, attempts).map(pastAttempt);
  const { status } = known.state;
  const isOpen = isAgain || status === 'waiting' || status === 'running';
  // What has been tried was not to be broken down.
  const { expands, ...rest } = added;
  const asks = expands === true && known.attempts.length === 0 ? { expands } : {};
  return { ...rest, ...asks, task, progress: isOpen ? { attempts, past } : { attempts, settled: status } };
}

/** The attempts up to the first one that is to be repeated: of those that were in flight, only the last can be, under their own numbers. */
function attemptsMade(attempts: readonly AttemptRecord[]): number {
  const last = attempts.findLastIndex(({ outcome }) => outcome !== 'running');
  return last + 1;
}

/** One that was still in flight beside one that had ended is not repeated, and not charged. */
function pastAttempt({ isTwin, failure }: AttemptRecord): PastAttempt {
  return { isTwin: isTwin === true, ...(failure === undefined ? {} : { failure }) };
}
