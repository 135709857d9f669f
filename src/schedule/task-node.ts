import type { TaskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { RunTerms, SettledStatus } from './messages.ts';
import type { TaskClass } from './task-class.ts';

/** What one agent's failures at one task mean for its next try. */
export interface FailureMark {
  count: number;
  /** Ms since the Unix epoch; `Infinity` when this agent cannot do the task at all. */
  notBeforeMs: number;
}

/** A dependent, and whether it can do without. */
export interface Edge {
  readonly to: TaskNode;
  readonly optional: boolean;
}

/**
 * A task as the scheduler keeps it.
 * Invariants:
 *   N1. `pending` counts the dependencies not yet settled, plus one while the parent's own dependencies are not.
 *   N2. A leaf is in its class's ready heap exactly while `pending` is 0, it is not settled and no attempt runs.
 *   N3. A compound task is never in a heap; it settles when its `openChildren` reach 0 and the plan is closed.
 *   N4. Once `settled` is set it never changes.
 */
export interface TaskNode {
  readonly task: Task;
  readonly run: RunNode;
  readonly parent: TaskNode | undefined;
  readonly children: TaskNode[];
  readonly dependents: Edge[];
  readonly dependsOn: TaskNode[];
  readonly class: TaskClass;
  /** Order of arrival within the scheduler: the last tie-breaker. */
  readonly order: number;
  pending: number;
  openChildren: number;
  /** Its own dependencies and its parent's are settled. */
  opened: boolean;
  running: boolean;
  attempts: number;
  settled: SettledStatus | undefined;
  /** Longest chain of expected work from its start to the end of the plan, itself included. */
  levelMs: number;
  /** By agent index; absent until something failed. */
  failures: Map<number, FailureMark> | undefined;
  lastFailure: string | undefined;
  /** It has been said once that this task is held back although a slot is free. */
  holdReported: boolean;
}

/** A run as the scheduler keeps it. */
export interface RunNode {
  readonly terms: RunTerms;
  readonly order: number;
  readonly tasks: Map<TaskId, TaskNode>;
  planClosed: boolean;
  /** Tasks not settled, compound ones included. */
  open: number;
  running: number;
  spentUsd: number;
  reservedUsd: number;
  stopped: { readonly cause: 'cancelled' | 'deadline'; readonly reason: string } | undefined;
}

export function createRunNode(terms: RunTerms, order: number, spentUsd: number): RunNode {
  return { terms, order, tasks: new Map(), planClosed: false, open: 0, running: 0, spentUsd, reservedUsd: 0, stopped: undefined };
}
