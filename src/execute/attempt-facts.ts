import type { EventBody, OutputRef } from '../core/event.ts';
import type { AgentId, RunId, TaskId } from '../core/ids.ts';
import type { SchedulerEvent } from '../schedule/messages.ts';
import type { AttemptEnd } from './perform-attempt.ts';

export interface WhichAttempt {
  readonly task: TaskId;
  readonly attempt: number;
  readonly agent: AgentId;
}

/**
 * The end of an attempt, as it is journaled and as the scheduler is told of it.
 *
 * @param output What it made, as the store keeps it; given when it succeeded.
 */
export function attemptFacts(
  run: RunId,
  which: WhichAttempt,
  end: AttemptEnd,
  output: OutputRef | undefined,
): { readonly body: EventBody; readonly event: SchedulerEvent } {
  const { usage, costUsd, rateLimit } = end;
  const spent = { ...(usage === undefined ? {} : { usage }), ...(costUsd === undefined ? {} : { costUsd }) };
  const { task, attempt } = which;
  const told = { run, task, attempt, ...spent, ...(rateLimit === undefined ? {} : { rateLimit }) };
  if (end.outcome === 'succeeded') {
    if (output === undefined) throw new TypeError(`attempt ${which.attempt} of ${which.task} made an output that was not kept`);
    const { artifacts, quality } = end;
    if (quality === undefined)
      return { body: { type: 'attempt-succeeded', ...which, output, artifacts, ...spent }, event: { type: 'attempt-succeeded', ...told } };
    return {
      body: { type: 'attempt-succeeded', ...which, output, artifacts, quality, ...spent },
      event: { type: 'attempt-succeeded', ...told, quality },
    };
  }
  if (end.outcome === 'failed') {
    const { failure } = end;
    return { body: { type: 'attempt-failed', ...which, failure, ...spent }, event: { type: 'attempt-failed', ...told, failure } };
  }
  return { body: { type: 'attempt-cancelled', ...which, reason: end.reason, ...spent }, event: { type: 'attempt-cancelled', ...told } };
}
