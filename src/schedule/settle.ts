import type { Command, SettledStatus } from './messages.ts';
import type { RunNode, TaskNode } from './task-node.ts';

/** What following the consequences of a settled task leads to. */
export interface Consequences {
  /** Leaf tasks that can start now. */
  readonly ready: TaskNode[];
  readonly commands: Command[];
}

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
 */
export function settle(first: TaskNode, firstStatus: SettledStatus, into: Consequences): void {
  const worklist: Settling[] = [{ node: first, status: firstStatus, blame: first }];
  for (let next = worklist.pop(); next !== undefined; next = worklist.pop()) {
    const { node, status, blame, command } = next;
    if (node.settled !== undefined) continue;
    node.settled = status;
    node.run.open--;
    if (command !== undefined) into.commands.push(command);
    const lost = status === 'failed' || status === 'blocked' || status === 'cancelled';
    for (const { to, optional } of node.dependents) {
      if (lost && !optional) worklist.push(...blocked(to, blame));
      else release(to, into);
    }
    const { parent } = node;
    if (parent === undefined) continue;
    parent.openChildren--;
    const compound = compoundOutcome(parent);
    if (compound !== undefined) worklist.push({ node: parent, status: compound, blame: lost ? blame : parent });
  }
}

/** Blocks a task because of one that was lost before it was added. */
export function block(node: TaskNode, blame: TaskNode, into: Consequences): void {
  for (const { node: part, status, command } of blocked(node, blame)) {
    if (command !== undefined) into.commands.push(command);
    settle(part, status, into);
  }
}

/** One dependency less to wait for. */
export function release(node: TaskNode, into: Consequences): void {
  node.pending--;
  open(node, into);
}

/** Opens a task whose dependencies are settled: a leaf is ready then, a compound task opens its parts. */
export function open(first: TaskNode, into: Consequences): void {
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
  if (node.openChildren > 0 || !node.run.planClosed || node.children.length === 0) return undefined;
  const needed = node.children.filter((child) => !child.task.optional);
  const worst = (['cancelled', 'failed', 'blocked'] as const).find((status) => needed.some((child) => child.settled === status));
  if (worst !== undefined) return node.task.optional ? 'skipped' : worst;
  return node.children.every((child) => child.settled === 'skipped') ? 'skipped' : 'succeeded';
}

/** What a run has come to once all its tasks are settled: parts that are optional, or in something optional, are no loss. */
export function runOutcome(run: RunNode): 'succeeded' | 'partial' | 'failed' | 'cancelled' {
  if (run.stopped?.cause === 'cancelled') return 'cancelled';
  const leaves = [...run.tasks.values()].filter((node) => node.children.length === 0);
  const isLost = ({ settled }: TaskNode): boolean => settled === 'failed' || settled === 'blocked' || settled === 'cancelled';
  if (!leaves.some((node) => isLost(node) && !canDoWithout(node))) return 'succeeded';
  return leaves.some((node) => node.settled === 'succeeded') ? 'partial' : 'failed';
}

function canDoWithout(node: TaskNode): boolean {
  for (let next: TaskNode | undefined = node; next !== undefined; next = next.parent) if (next.task.optional) return true;
  return false;
}
