import type { Consequences } from './state.ts';
import type { TaskNode } from './task-node.ts';

/** A task that can start is asked about before it does. */
export function askToExpand(node: TaskNode, into: Consequences): void {
  node.run.questions.open.set(node, {});
  into.commands.push({ type: 'expand-task', run: node.run.terms.run, task: node.task.id });
}

/**
 * A task about to be lost is asked about, once, in a run that mends.
 *
 * @returns Whether the answer is to be waited for.
 */
export function askToMend(node: TaskNode, reason: string, into: Consequences): boolean {
  const { terms, questions, stopped } = node.run;
  if (terms.mends !== true || stopped !== undefined) return false;
  if (questions.open.has(node)) return true;
  if (questions.mended.has(node)) return false;
  questions.mended.add(node);
  questions.open.set(node, { lostBecause: reason });
  const byNobody = node.attempts === 0;
  into.commands.push({ type: 'mend-task', run: terms.run, task: node.task.id, reason, byNobody });
  return true;
}
