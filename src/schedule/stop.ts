import { SkeinError } from '../core/errors.ts';
import type { RunningAttempt } from './agent-node.ts';
import type { SchedulerEvent } from './messages.ts';
import { close, compoundOutcome, settle } from './settle.ts';
import type { Consequences } from './state.ts';
import type { RunNode, TaskNode } from './task-node.ts';

/** Ends a run early: attempts under way are to be cancelled, everything else is cancelled at once. */
export function stopRun(run: RunNode, cause: 'cancelled' | 'deadline', reason: string, into: Consequences): void {
  if (run.stopped !== undefined || (run.planClosed && run.open === 0)) return;
  run.stopped = { cause, reason };
  for (const node of run.tasks.values()) {
    if (node.settled !== undefined || node.children.length > 0) continue;
    if (node.attempt === undefined) cancelTask(node, reason, into);
    else stopAttempts(node, reason, into);
  }
}

export function cancelAttempt({ node, attempt }: RunningAttempt, reason: string, into: Consequences): void {
  into.commands.push({ type: 'cancel-attempt', run: node.run.terms.run, task: node.task.id, attempt, reason });
}

function stopAttempts(node: TaskNode, reason: string, into: Consequences): void {
  if (node.attempt !== undefined) cancelAttempt(node.attempt, reason, into);
  if (node.twin !== undefined) cancelAttempt(node.twin, reason, into);
}

/**
 * Takes one task, with its parts, out of a run that goes on. It is settled at once; attempts under way are told to stop. A
 * task that has ended already stays as it is.
 *
 * @throws SkeinError `wrong-state` when the run has no such task.
 */
export function withdrawTask(
  run: RunNode,
  { type, task: id, reason }: Extract<SchedulerEvent, { readonly type: 'task-cancelled' | 'task-skipped' }>,
  into: Consequences,
): void {
  const first = run.tasks.get(id);
  if (first === undefined) throw new SkeinError('wrong-state', { where: `task ${id} of run ${run.terms.run}`, what: 'has not been added' });
  const names = { run: run.terms.run, reason };
  const below = [first];
  for (let node = below.pop(); node !== undefined; node = below.pop()) {
    below.push(...node.children);
    if (node.settled !== undefined || node.children.length > 0) continue;
    node.queue.remove(node);
    stopAttempts(node, reason, into);
    into.commands.push({ type: type === 'task-skipped' ? 'skip-task' : 'cancel-task', task: node.task.id, ...names });
    settle(node, type === 'task-skipped' ? 'skipped' : 'cancelled', into);
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
