import type { Command, SettledStatus } from './messages.ts';
import type { Consequences } from './state.ts';
import { needs, type RunNode, type TaskNode } from './task-node.ts';

/** A task about to be settled, what is to blame when it is blocked, and what is said of it. */
interface Settling {
  readonly node: TaskNode;
  readonly status: SettledStatus;
  readonly blame: TaskNode;
  readonly command?: Command;
}

/**
 * Settles a task and all that follows from it: dependents become ready, or are blocked (skipped when optional);
 * a compound task settles with the last of its children. Iterative: a chain of a million is no deeper than one.
 *
 * @param because Whose loss it is that follows. Default: the task's own.
 */
export function settle(first: TaskNode, firstStatus: SettledStatus, into: Consequences, because: TaskNode = first): void {
  if (firstStatus === 'succeeded' && first.parent === undefined && first.settled === undefined) {
    close(first, firstStatus, into);
    first.run.dependents.forEach(first, (dependent) => release(dependent, into));
    return;
  }
  const worklist: Settling[] = [{ node: first, status: firstStatus, blame: because }];
  for (let next = worklist.pop(); next !== undefined; next = worklist.pop()) {
    const { node, status, blame, command } = next;
    if (node.settled !== undefined) continue;
    close(node, status, into);
    if (command !== undefined) into.commands.push(command);
    const lost = isLost(node);
    node.run.dependents.forEach(node, (dependent) => {
      if (lost && needs(dependent, node)) worklist.push(...blocked(dependent, blame));
      else release(dependent, into);
    });
    const { parent } = node;
    if (parent === undefined) continue;
    parent.openChildren--;
    const compound = compoundOutcome(parent);
    if (compound !== undefined) worklist.push({ node: parent, status: compound, blame: lost ? blame : parent });
  }
}

/** Sets the final status of a task, and nothing else. */
export function close(node: TaskNode, status: SettledStatus, into: Consequences): void {
  node.settled = status;
  if (isLost(node)) node.run.hasLost = true;
  node.run.open--;
  node.run.purse?.release(node);
  if (node.run.open === 0) into.ending.push(node.run);
}

export function isLost({ settled }: TaskNode): boolean {
  return settled === 'failed' || settled === 'blocked' || settled === 'cancelled';
}

/** Blocks a task because of one that was lost before it was added. */
export function block(node: TaskNode, blame: TaskNode, into: Consequences): void {
  for (const { node: part, status, command } of blocked(node, blame)) {
    // One part may have taken another with it.
    if (part.settled !== undefined) continue;
    if (command !== undefined) into.commands.push(command);
    settle(part, status, into, blame);
  }
}

/** One dependency less to wait for. */
export function release(node: TaskNode, into: Consequences): void {
  node.pending--;
  open(node, into);
}

/** Opens a task whose dependencies are settled: a leaf is ready then, a compound task opens its parts. */
export function open(first: TaskNode, into: Consequences): void {
  if (first.children.length === 0) {
    if (first.pending > 0 || first.opened) return;
    first.opened = true;
    if (first.settled === undefined) into.ready.push(first);
    return;
  }
  const opening = [first];
  for (let node = opening.pop(); node !== undefined; node = opening.pop()) {
    if (node.pending > 0 || node.opened) continue;
    node.opened = true;
    if (node.children.length === 0 && node.settled === undefined) into.ready.push(node);
    for (const child of node.children) {
      child.pending--;
      opening.push(child);
    }
  }
}

/** A task that cannot start any more, with its parts. Compound tasks settle through their children. */
function blocked(node: TaskNode, blame: TaskNode): Settling[] {
  const lost: Settling[] = [];
  const below = [node];
  for (let next = below.pop(); next !== undefined; next = below.pop()) {
    if (next.settled !== undefined) continue;
    if (next.children.length > 0) {
      below.push(...next.children);
      continue;
    }
    const names = { run: next.run.terms.run, task: next.task.id };
    const command: Command = next.task.optional
      ? { type: 'skip-task', ...names, reason: `needs ${blame.task.id}, which did not succeed` }
      : { type: 'block-task', ...names, failedDependency: blame.task.id };
    lost.push({ node: next, status: next.task.optional ? 'skipped' : 'blocked', blame, command });
  }
  return lost;
}

/** What a compound task has come to, once it has: the worst of the parts it cannot do without, or skipped if it is optional itself. */
export function compoundOutcome(node: TaskNode): SettledStatus | undefined {
  if (node.openChildren > 0 || node.children.length === 0) return undefined;
  if (!node.run.planClosed && !node.run.questions.whole.has(node)) return undefined;
  const needed = node.children.filter((child) => !child.task.optional);
  const worst = (['cancelled', 'failed', 'blocked'] as const).find((status) => needed.some((child) => child.settled === status));
  if (worst !== undefined) return node.task.optional ? 'skipped' : worst;
  return node.children.every((child) => child.settled === 'skipped') ? 'skipped' : 'succeeded';
}

/** What a run has come to once all its tasks are settled: parts that are optional, or in something optional, are no loss. */
export function runOutcome(run: RunNode): 'succeeded' | 'partial' | 'failed' | 'cancelled' {
  if (run.stopped?.cause === 'cancelled') return 'cancelled';
  const leaves = [...run.tasks.values()].filter((node) => node.children.length === 0);
  if (!run.isCutOff && !leaves.some((node) => isLost(node) && !canDoWithout(node))) return 'succeeded';
  return leaves.some((node) => node.settled === 'succeeded') ? 'partial' : 'failed';
}

function canDoWithout(node: TaskNode): boolean {
  for (let next: TaskNode | undefined = node; next !== undefined; next = next.parent) if (next.task.optional) return true;
  return false;
}
