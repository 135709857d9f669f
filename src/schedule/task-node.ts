import type { TaskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { RunningAttempt } from './agent-node.ts';
import { Dependents } from './dependents.ts';
import type { RunTerms, SettledStatus } from './messages.ts';
import { type Pace, paceOf } from './pace.ts';
import type { TeamPlan } from './planned-run.ts';
import { Purse } from './purse.ts';
import type { Alarm } from './ripening.ts';
import type { TaskQueue } from './task-queue.ts';
import type { Trouble } from './trouble.ts';

/**
 * A task as the scheduler keeps it: a million of them fit in memory, so what few tasks need is kept out of it.
 * Invariants:
 *   N1. `pending` counts the dependencies not yet settled, plus one while the parent's own dependencies are not.
 *   N2. A leaf is in its ready queue exactly while `pending` is 0, it is not settled, no attempt runs and no question about it is open.
 *   N3. A compound task is never in a queue; it settles when its `openChildren` reach 0 and it is whole: the plan is closed, or its parts came at once.
 *   N4. Once `settled` is set it never changes.
 *   N5. `twin` is set only while `attempt` is.
 */
export interface TaskNode {
  readonly task: Task;
  readonly run: RunNode;
  readonly parent: TaskNode | undefined;
  /** Where it waits when it is ready: with the tasks of its run that the same agents can do. */
  queue: TaskQueue;
  /** Order of arrival within the scheduler: the last tie-breaker. */
  readonly order: number;
  children: TaskNode[];
  /** Where its list in `run.dependents` is entered; -1 when nothing depends on it. */
  lastDependent: number;
  /** It stands in the queue. */
  queued: boolean;
  pending: number;
  openChildren: number;
  /** Its own dependencies and its parent's are settled. */
  opened: boolean;
  attempts: number;
  attempt: RunningAttempt | undefined;
  /** A second attempt under way beside `attempt`, when that takes too long. */
  twin: RunningAttempt | undefined;
  settled: SettledStatus | undefined;
  /** Longest chain of expected work from its start to the end of the plan, itself included. */
  levelMs: number;
  trouble: Trouble | undefined;
  /** What is kept of the run's budget for it, in USD; `NOT_KEPT` when nothing is. */
  needUsd: number;
  /** It has been said once that this task is held back although a slot is free. */
  holdReported: boolean;
}

/** Most tasks have no parts; they share this list, which is never written to. */
export const NO_CHILDREN: TaskNode[] = [];

/** The tasks of a run that have one priority. They age together. */
export interface PriorityLevel {
  /** How many of them are ready. */
  ready: number;
  /** Since when some were ready and none was given to an agent; means something only while some are. */
  waitingSinceMs: number;
}

/** What is asked about tasks of a run before they start or are lost. Few tasks are: they are kept apart from the nodes. */
export interface Questions {
  /** Asked about when they are reached. */
  readonly toExpand: Set<TaskNode>;
  /** By what would have become of them, with the reason why they would be lost. */
  readonly open: Map<TaskNode, { readonly lostBecause?: string }>;
  /** Asked about once before they were lost. */
  readonly mended: Set<TaskNode>;
  /** Compound tasks whose parts are all known, although the plan is open. */
  readonly whole: Set<TaskNode>;
}

/** A run as the scheduler keeps it. */
export interface RunNode {
  readonly terms: RunTerms;
  readonly order: number;
  readonly tasks: Map<TaskId, TaskNode>;
  /** Those with an attempt under way: few, so that what is told of them finds them at once. */
  readonly underWay: Map<TaskId, TaskNode>;
  readonly dependents: Dependents;
  planClosed: boolean;
  /** The plan was closed before it was complete. */
  isCutOff: boolean;
  readonly questions: Questions;
  /** Who does what, as long as things go as expected; only of runs whose plan is complete. */
  plan: TeamPlan | undefined;
  /** Some task of it has failed, or was blocked or cancelled. */
  hasLost: boolean;
  /** Tasks not settled, compound ones included. */
  open: number;
  running: number;
  spentUsd: number;
  /** What the tasks that are left need of the budget; only of runs that have one. */
  readonly purse: Purse | undefined;
  /** What time is worth to it. */
  readonly pace: Pace;
  reservedUsd: number;
  /** Expected slot-milliseconds it was given, over its weight: who has had least goes first among equals. */
  servedMs: number;
  /** Rings when time makes a ready task of it more urgent, or earlier. */
  readonly alarm: Alarm;
  /** By the priority of the tasks: the first few, then those that share the nearest. */
  readonly levels: Map<number, PriorityLevel>;
  stopped: { readonly cause: 'cancelled' | 'deadline'; readonly reason: string } | undefined;
}

export function createRunNode(terms: RunTerms, order: number, spentUsd: number, servedMs: number): RunNode {
  const made: RunNode = {
    terms,
    order,
    tasks: new Map(),
    underWay: new Map(),
    dependents: new Dependents(),
    planClosed: false,
    isCutOff: false,
    questions: { toExpand: new Set(), open: new Map(), mended: new Set(), whole: new Set() },
    plan: undefined,
    hasLost: false,
    open: 0,
    running: 0,
    spentUsd,
    purse: terms.budgetUsd === undefined ? undefined : new Purse(),
    pace: paceOf(terms.objective),
    reservedUsd: 0,
    servedMs,
    alarm: { run: undefined, atMs: Number.POSITIVE_INFINITY },
    levels: new Map(),
    stopped: undefined,
  };
  made.alarm.run = made;
  return made;
}

/** What the task depends on, in its order. */
export function dependenciesOf({ task, run }: TaskNode): TaskNode[] {
  return task.dependsOn.flatMap((dependency) => run.tasks.get(dependency.task) ?? []);
}

/** False for a task that can do without the dependency: it names it as optional, and only so. */
export function needs({ task }: TaskNode, dependency: TaskNode): boolean {
  return task.dependsOn.some((named) => !named.optional && named.task === dependency.task.id);
}

/** True of a run whose tasks have to be given out with an eye to what is left of the budget. */
export function hasToSave({ purse, terms: { budgetUsd }, spentUsd, reservedUsd }: RunNode): boolean {
  return purse !== undefined && budgetUsd !== undefined && !purse.isAmple(budgetUsd - spentUsd - reservedUsd);
}
