import { SkeinError } from '../../core/errors.ts';
import type { EventBody, Failure } from '../../core/event.ts';
import type { TaskId } from '../../core/ids.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { AttemptRecord, RunRecord, TaskRecord } from '../../core/run-record.ts';
import type { InFlightAnswers } from '../engine.ts';

/** What becomes of the attempts that were in flight: what is journaled, and the tasks that end with them. */
export interface InFlight {
  readonly bodies: readonly EventBody[];
  readonly settled: ReadonlyMap<TaskId, 'failed' | 'skipped'>;
}

const REASON = 'it was in flight when its process ended, and may have taken effect: it is not repeated';

/**
 * Decides by the policy that each attempt was started under, or by what a person says, about those that were in flight
 * when the run was interrupted. Nothing is said of those that are repeated: they are started again.
 *
 * @throws SkeinError `wrong-state` when a person has to be asked first; `bad-usage` for an answer about another task.
 */
export function settleInFlight(record: RunRecord, answers: InFlightAnswers): InFlight {
  // A task that has ended had a second attempt beside the one that ended it: nobody has to decide about that.
  const open = [...record.tasks.values()].filter(({ state: { status } }) => status === 'waiting' || status === 'running');
  const inFlight = open.flatMap((task) =>
    task.attempts.filter(({ outcome }) => outcome === 'running').map((attempt) => ({ task, attempt })),
  );
  refuseOthers(record, inFlight, answers);
  const unanswered = inFlight.filter(({ task, attempt }) => policyOf(task, attempt, answers) === 'ask');
  if (unanswered.length > 0) throw askFirst(record, unanswered);
  const failed = inFlight.filter(({ task, attempt }) => policyOf(task, attempt, answers) === 'fail');
  return {
    // Two attempts at one task may have been in flight; it ends once.
    bodies: [...failed.map(({ task, attempt }) => failure(task, attempt)), ...Array.from(new Set(failed.map(({ task }) => task)), ending)],
    settled: new Map(failed.map(({ task }) => [task.task.id, task.task.optional ? 'skipped' : 'failed'])),
  };
}

function policyOf({ task }: TaskRecord, { interrupted = 'repeat' }: AttemptRecord, { repeat, fail }: InFlightAnswers) {
  if (Array.isArray(fail) && fail.includes(task.id)) return 'fail';
  if (Array.isArray(repeat) && repeat.includes(task.id)) return 'repeat';
  if (interrupted !== 'ask') return interrupted;
  if (fail === 'all') return 'fail';
  return repeat === 'all' ? 'repeat' : 'ask';
}

function failure({ task }: TaskRecord, { attempt, agent }: AttemptRecord): EventBody {
  const failure: Failure = { kind: 'terminal-task', code: 'interrupted', message: REASON };
  return { type: 'attempt-failed', task: task.id, attempt, agent, failure };
}

function ending({ task }: TaskRecord): EventBody {
  return { type: task.optional ? 'task-skipped' : 'task-failed', task: task.id, reason: REASON };
}

function askFirst({ run }: RunRecord, unanswered: readonly { readonly task: TaskRecord; readonly attempt: AttemptRecord }[]): SkeinError {
  const names = unanswered.map(({ task, attempt }) => `${task.task.id} (by ${attempt.agent})`).join(', ');
  const [first] = unanswered;
  return new SkeinError('wrong-state', {
    where: `run ${run}`,
    what: `was interrupted during work that is not to be repeated unasked, and may have been done: ${names}`,
    todo: `See whether it was done. Then say \`skein resume ${run} --repeat ${first?.task.task.id}\` to do it again, or \`--fail ${first?.task.task.id}\` to go on without it.`,
    ...(first === undefined ? {} : { task: first.task.task.id }),
  });
}

function refuseOthers(record: RunRecord, inFlight: readonly { readonly task: TaskRecord }[], { repeat, fail }: InFlightAnswers): void {
  const known = new Set(inFlight.map(({ task }) => task.task.id));
  const named = [repeat ?? [], fail ?? []].flatMap((answer) => (answer === 'all' ? [] : answer));
  const other = named.find((task) => !known.has(task));
  if (other === undefined) return;
  const nearest = nearestName(other, known);
  throw new SkeinError('bad-usage', {
    where: `task "${other}"`,
    what: `was not in flight when run ${record.run} was interrupted`,
    todo: nearest === undefined ? `In flight: ${[...known].join(', ') || 'nothing'}.` : `Did you mean "${nearest}"?`,
  });
}
