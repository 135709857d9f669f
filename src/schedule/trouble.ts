import type { Failure } from '../core/event.ts';
import { isRefusal } from './attempt-record.ts';
import type { TaskNode } from './task-node.ts';

/** What one agent's failures at one task mean for its next try. */
export interface FailureMark {
  count: number;
  /** Ms since the Unix epoch; `Infinity` when this agent cannot do the task at all. */
  notBeforeMs: number;
}

/** What has gone wrong with a task so far. */
export interface Trouble {
  /** By agent index. */
  readonly marks: Map<number, FailureMark>;
  /** Absent: nothing has failed. */
  lastFailure: Failure | undefined;
  /** Attempts that do not count against the number allowed: twins, those that were cancelled, and some that a server refused. */
  uncharged: number;
  /** How often a server that had too much to do has refused it. */
  refusals: number;
  /** How often an attempt of it made room for something more urgent. */
  brokenOff: number;
}

/** An attempt that has not succeeded, as another scheduler saw it before the run was interrupted. */
export interface PastAttempt {
  /** It was begun beside another one. */
  readonly isTwin: boolean;
  /** Absent: it was cancelled. */
  readonly failure?: Failure;
}

/** A refusal says nothing of the task or its agent; but one that is refused again and again is not going to be done. */
const FREE_REFUSALS = 8;

/** What has gone wrong with the task, to be written to. */
export function troubleOf(node: TaskNode): Trouble {
  node.trouble ??= { marks: new Map(), lastFailure: undefined, uncharged: 0, refusals: 0, brokenOff: 0 };
  return node.trouble;
}

/** Notes a failure. A twin is not charged from when it begins. */
export function chargeFailure(trouble: Trouble, failure: Failure, isTwin: boolean): void {
  trouble.lastFailure = failure;
  if (isRefusal(failure) && !isTwin && ++trouble.refusals <= FREE_REFUSALS) trouble.uncharged++;
}

/**
 * Takes over what had been tried before the run was interrupted: it counts against the attempts allowed. Which agents failed for good is not
 * taken over: what was wrong with them, a key or a network, may be mended by now.
 */
export function chargePast(node: TaskNode, past: readonly PastAttempt[]): void {
  for (const { isTwin, failure } of past) {
    const trouble = troubleOf(node);
    if (isTwin || failure === undefined) trouble.uncharged++;
    if (failure !== undefined) chargeFailure(trouble, failure, isTwin);
  }
}

/** Why nothing more is tried after what has failed; `undefined` when something is. */
export function lostBecause({ task, attempts, queue, trouble }: TaskNode): string | undefined {
  if (trouble?.lastFailure === undefined) return undefined;
  const { lastFailure, uncharged, marks } = trouble;
  if (lastFailure.kind === 'terminal-task') return lastFailure.message;
  const charged = attempts - uncharged;
  const words = lastFailure.message.replace(/[.]$/, '');
  if (charged >= task.attempts) return `${words} (attempt ${charged} of ${task.attempts}, the last)`;
  const isNobodyLeft = queue.class.eligible.every(({ agents }) =>
    agents.every(({ index }) => marks.get(index)?.notBeforeMs === Number.POSITIVE_INFINITY),
  );
  return isNobodyLeft ? `${words} (no other agent can do it)` : undefined;
}
