import type { Failure } from '../core/event.ts';
import { agentFailed } from './agent-health.ts';
import { type RunningAttempt, skillOf } from './agent-node.ts';
import { isRefusal } from './attempt-record.ts';
import { quotasOf } from './attempts.ts';
import { enqueue } from './intake.ts';
import { dropPlan, notePlanned } from './planned-run.ts';
import { backoffMs } from './retry.ts';
import { settle } from './settle.ts';
import type { Consequences, SchedulerState } from './state.ts';
import { cancelAttempt, cancelTask } from './stop.ts';
import { chargeFailure, troubleOf } from './trouble.ts';

/** An attempt has succeeded: the task is settled, and a twin that is still at it is stopped. */
export function attemptSucceeded(state: SchedulerState, attempt: RunningAttempt, nowMs: number, into: Consequences): void {
  const { node, startedAtMs, expectedMs } = attempt;
  const other = node.attempt;
  settle(node, 'succeeded', into);
  notePlanned(state, node.run, nowMs - startedAtMs - expectedMs, nowMs);
  if (other !== undefined) cancelAttempt(other, 'another attempt at the task was first', into);
}

/** What comes of a failed attempt: another try here or elsewhere, or the end of the task. */
export function attemptFailed(
  state: SchedulerState,
  { node, agent, isTwin, startedAtMs }: RunningAttempt,
  failure: Failure,
  nowMs: number,
  into: Consequences,
): void {
  dropPlan(node.run);
  const trouble = troubleOf(node);
  const { marks } = trouble;
  const mark = marks.get(agent.index) ?? { count: 0, notBeforeMs: 0 };
  chargeFailure(trouble, failure, isTwin);
  if (!isRefusal(failure)) mark.count++;
  mark.notBeforeMs =
    failure.kind === 'retryable'
      ? nowMs + (failure.retryAfterMs ?? backoffMs(Math.max(mark.count, trouble.refusals)))
      : Number.POSITIVE_INFINITY;
  marks.set(agent.index, mark);
  node.holdReported = false;
  if (isRefusal(failure)) {
    for (const quota of quotasOf(agent)) quota.refused(nowMs, failure.retryAfterMs);
  } else if (failure.kind !== 'terminal-task') {
    agentFailed(agent, skillOf(agent, node.queue.class.skill, 0).level, startedAtMs, nowMs);
    state.backlog.isStale ||= agent.onProbation;
  }
  if (node.settled !== undefined || node.attempt !== undefined) return;
  if (node.run.stopped === undefined) enqueue(state, node, into);
  else cancelTask(node, node.run.stopped.reason, into);
}

/** A cancelled attempt counts for nothing: its task is ready again, unless its run was stopped. */
export function attemptCancelled(state: SchedulerState, { node, isBrokenOff }: RunningAttempt, into: Consequences): void {
  if (node.settled !== undefined || node.attempt !== undefined) return;
  dropPlan(node.run);
  const trouble = troubleOf(node);
  trouble.uncharged++;
  if (isBrokenOff) trouble.brokenOff++;
  if (node.run.stopped === undefined) enqueue(state, node, into);
  else cancelTask(node, node.run.stopped.reason, into);
}
