import type { Failure } from '../core/event.ts';
import { failureLine } from '../core/failure-line.ts';
import type { RunningAttempt, Skill } from './agent-node.ts';
import type { SchedulerEvent } from './messages.ts';
import type { TaskNode } from './task-node.ts';

export type AttemptEvent = Extract<SchedulerEvent, { readonly attempt: number }>;
export type HandedIn = Extract<AttemptEvent, { readonly type: 'attempt-handed-in' }>;

/** The server has too much to do, and says so. */
export function isRefusal({ code, retryAfterMs }: Failure): boolean {
  return code === '429' || retryAfterMs !== undefined;
}

/** False of an attempt that failed for a reason that says nothing of its agent: the task cannot be done, or the way to it is barred. */
export function saysSomething(event: Exclude<AttemptEvent, HandedIn>): boolean {
  if (event.type !== 'attempt-failed') return true;
  const { failure } = event;
  return failure.kind !== 'terminal-task' && !isRefusal(failure) && !BARRED.has(failure.code);
}

const BARRED: ReadonlySet<string> = new Set(['401', '403', 'auth', 'no-credit', 'no-key', 'no-network', 'interrupted']);

function failuresAt({ trouble }: TaskNode): number {
  let count = 0;
  for (const mark of trouble?.marks.values() ?? []) count += mark.count;
  return count;
}

/** Adds the attempt to what is known of its agent beyond this scheduler. */
export function remember(attempt: RunningAttempt, { known }: Skill, event: Exclude<AttemptEvent, HandedIn>, nowMs: number): void {
  const { node, agent, declaredMs, startedAtMs } = attempt;
  if (known === undefined) return;
  const succeeded = event.type === 'attempt-succeeded';
  const trial = {
    key: `${event.run}/${event.task}/${event.attempt}`,
    atMs: nowMs,
    score: succeeded ? (event.quality ?? 1) : 0,
    ...(succeeded ? { latencyMs: nowMs - startedAtMs, declaredMs } : {}),
    ...(event.usage === undefined ? {} : { inputTokens: event.usage.inputTokens, outputTokens: event.usage.outputTokens }),
    ...(event.costUsd === undefined ? {} : { costUsd: event.costUsd }),
    failedBefore: failuresAt(node),
    ...(event.type === 'attempt-failed' ? { why: failureLine(event.failure) } : {}),
  };
  agent.learner?.observe(known, trial, node.task.instruction);
}
