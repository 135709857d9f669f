import { close, compoundOutcome } from './settle.ts';
import type { Consequences } from './state.ts';
import type { RunNode, TaskNode } from './task-node.ts';

/** Ends a run early: attempts under way are to be cancelled, everything else is cancelled at once. */
export function stopRun(run: RunNode, cause: 'cancelled' | 'deadline', reason: string, into: Consequences): void {
  if (run.stopped !== undefined || (run.planClosed && run.open === 0)) return;
  run.stopped = { cause, reason };
  for (const node of run.tasks.values()) {
    if (node.settled !== undefined || node.children.length > 0) continue;
    if (node.attempt === undefined) cancelTask(node, reason, into);
    else into.commands.push({ type: 'cancel-attempt', run: run.terms.run, task: node.task.id, attempt: node.attempts, reason });
  }
}

/** What depended on it is cancelled as well, each in its own name, not blocked by it. */
export function cancelTask(node: TaskNode, reason: string, into: Consequences): void {
  if (node.children.length > 0 || node.settled !== undefined) return;
  node.queue.remove(node);
  into.commands.push({ type: 'cancel-task', run: node.run.terms.run, task: node.task.id, reason });
  close(node, 'cancelled', into);
  for (let { parent } = node; parent !== undefined; parent = parent.parent) {
    parent.openChildren--;
    const outcome = compoundOutcome(parent);
    if (outcome === undefined || parent.settled !== undefined) break;
    close(parent, outcome, into);
  }
}
