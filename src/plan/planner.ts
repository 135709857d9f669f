import type { DependencyResult, MakeSideCall, Usage } from '../core/agent.ts';
import type { TaskId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import type { PlanCaps } from '../core/plan.ts';
import type { Task } from '../core/task.ts';
import type { TaskStatus } from '../core/task-status.ts';
import type { Team } from '../core/team.ts';

export interface PlanningRequest {
  readonly request: string;
  /** Files and folders the user gave, absolute. */
  readonly inputs: readonly string[];
  readonly team: Team;
  readonly caps: PlanCaps;
  readonly signal: AbortSignal;
  /** Told what each call to a model took. `costUsd` is `undefined` when it is not known. */
  spent?(usage: Usage, costUsd: number | undefined): void;
  /** How calls to agents of the team are made, so that they count against their slots and limits. Default: at once. */
  readonly sideCall?: MakeSideCall;
  /** The plan was begun already, before an interruption: only what is missing of it is asked for. */
  readonly begun?: readonly PlannedTask[];
}

/** A task of a plan, and what has come of it so far. */
export interface PlannedTask {
  readonly task: Task;
  readonly status: TaskStatus;
  /** What it left, when it succeeded. */
  readonly output?: Json;
  /** Why it did not succeed. */
  readonly reason?: string;
}

/** A task to be broken down, with what is known by now. */
export interface ExpansionRequest extends Omit<PlanningRequest, 'begun'> {
  readonly task: Task;
  /** What the task's dependencies left. */
  readonly dependencies: readonly DependencyResult[];
  /** Why it failed as a whole, attempt by attempt; empty when it has not been tried. */
  readonly failures: readonly string[];
}

/** A task is lost that the run cannot do without: another way is wanted to what is not done. */
export interface ReplanRequest extends Omit<PlanningRequest, 'begun'> {
  readonly lost: PlannedTask;
  /** What the new tasks take the place of: the lost task and all that needs it. */
  readonly replaced: readonly Task[];
  /** The rest of the plan: done, under way, or to be done as planned. The new tasks may depend on it. */
  readonly kept: readonly PlannedTask[];
}

/** Tasks that take the place of another, as a plan of their own: ids need only differ among them. */
export interface Expansion {
  readonly tasks: readonly Task[];
  /** Who or what broke it down, for explanations: a planner, a playbook. */
  readonly by: string;
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
 * Every batch extends a plan that passes `checkPlan`; a task comes in one batch with all its parts,
 * a dependency no later than its dependents. Ids of tasks that were withdrawn stay taken.
 */
export interface Planner {
  readonly name: string;
  /** The plan arrives bit by bit, worth starting on; else it is taken whole and checked as a whole before anything is recorded. */
  readonly streams: boolean;
  /** @throws SkeinError `cannot-plan` with what to do about it. */
  plan(request: PlanningRequest): AsyncIterable<PlanningStep>;
  /** It can go on with a plan that was begun (`PlanningRequest.begun`). Default false. */
  readonly continues?: boolean;
  /** Breaks a task down. `undefined`: it is to be done as it is. */
  expand?(request: ExpansionRequest): Promise<Expansion | undefined>;
  /** Finds another way. Its tasks may depend on tasks of `kept`, by their ids. `undefined`: there is none. */
  replan?(request: ReplanRequest): Promise<Expansion | undefined>;
}
