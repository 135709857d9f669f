import type { RunningAttempt } from './agent-node.ts';
import { expectedEndMs } from './agent-pool.ts';
import type { Consequences, SchedulerState } from './state.ts';
import type { TaskNode } from './task-node.ts';
import type { TaskQueue } from './task-queue.ts';
import { urgencyOf } from './urgency.ts';

/** So much more urgent must a task be than the one whose slot it takes: less would have them take turns. */
const MARGIN = 2;

/** A task is broken off so often at most; after that it is left to end. */
const MOST_TIMES = 2;

/** An attempt that is expected to end within this time, or within a fifth of its length, is waited for. */
const SOON_MS = 1000;
const SOON_SHARE = 0.2;

/**
 * Has attempts that may be broken off make room for ready tasks that are more urgent by a margin and find no free slot. The least
 * urgent goes first, of equals the one with the least work lost. What is broken off is ready again at once and counts for nothing.
 */
export function preempt(state: SchedulerState, nowMs: number, into: Consequences): void {
  if (state.preemptible === 0) return;
  for (const queue of starving(state, nowMs)) {
    const head = queue.peek();
    if (head === undefined) continue;
    const urgency = urgencyOf(head, nowMs);
    let wanted = queue.size;
    const victims: { readonly attempt: RunningAttempt; readonly urgency: number }[] = [];
    for (const { pool, agents } of queue.class.eligible) {
      for (const attempt of pool.attempts) {
        if (attempt.isBrokenOff) wanted--;
        else if (mayBreakOff(attempt, nowMs) && agents.includes(attempt.agent)) {
          const own = urgencyOf(attempt.node, nowMs);
          if (own + MARGIN <= urgency) victims.push({ attempt, urgency: own });
        }
      }
    }
    victims.sort((a, b) => a.urgency - b.urgency || b.attempt.startedAtMs - a.attempt.startedAtMs);
    for (const { attempt } of victims.slice(0, Math.max(0, wanted))) {
      attempt.isBrokenOff = true;
      const { node } = attempt;
      const reason = `makes room for ${head.task.id} of run ${head.run.terms.run}, which is more urgent`;
      into.commands.push({ type: 'cancel-attempt', run: node.run.terms.run, task: node.task.id, attempt: attempt.attempt, reason });
    }
  }
}

/** Queues with ready tasks that no free slot could serve, the most urgent first. */
function starving(state: SchedulerState, nowMs: number): TaskQueue[] {
  const found: { readonly queue: TaskQueue; readonly head: TaskNode; readonly urgency: number }[] = [];
  for (const lane of state.lanes) {
    if (lane.class.freePools > 0) continue;
    for (const queue of lane.queues) {
      const head = queue.peek();
      if (head !== undefined) found.push({ queue, head, urgency: urgencyOf(head, nowMs) });
    }
  }
  return found.sort((a, b) => b.urgency - a.urgency || a.head.order - b.head.order).map(({ queue }) => queue);
}

function mayBreakOff(attempt: RunningAttempt, nowMs: number): boolean {
  const { node, expectedMs } = attempt;
  if (node.task.preemptible !== true || node.settled !== undefined || (node.trouble?.brokenOff ?? 0) >= MOST_TIMES) return false;
  return expectedEndMs(attempt, nowMs) - nowMs > Math.max(SOON_MS, expectedMs * SOON_SHARE);
}
