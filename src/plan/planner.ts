import type { TaskId } from '../core/ids.ts';
import type { PlanCaps } from '../core/plan.ts';
import type { Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';

export interface PlanningRequest {
  readonly request: string;
  /** Files and folders the user gave, absolute. */
  readonly inputs: readonly string[];
  readonly team: Team;
  readonly caps: PlanCaps;
  readonly signal: AbortSignal;
}

/** What a planner says while it plans. */
export type PlanningStep =
  /** A batch of tasks. */
  | { readonly tasks: readonly Task[] }
  /** A word to the user about how the plan came to be. */
  | { readonly note: string }
  /** The plan is another one from here on: of these tasks, what has not been done is not wanted any more. */
  | { readonly withdrawn: readonly TaskId[]; readonly reason: string }
  /** Who makes the plan from here on, when it is not the planner that was asked. */
  | { readonly planner: string };

/**
 * Turns a request into tasks, as a stream: a task may start as soon as it and its dependencies are known.
 * Every batch extends a plan that passes `checkPlan`; a parent comes no later than its children,
 * a dependency no later than its dependents. Ids of tasks that were withdrawn stay taken.
 */
export interface Planner {
  readonly name: string;
  /** The plan arrives bit by bit, worth starting on; else it is taken whole and checked as a whole before anything is recorded. */
  readonly streams: boolean;
  /** @throws SkeinError `cannot-plan` with what to do about it. */
  plan(request: PlanningRequest): AsyncIterable<PlanningStep>;
}
