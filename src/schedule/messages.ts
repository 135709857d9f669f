import type { RateLimit, Usage } from '../core/agent.ts';
import type { Decision } from '../core/decision.ts';
import type { Failure, RunStatus } from '../core/event.ts';
import type { AgentId, RunId, TaskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { Objective } from '../core/team.ts';
import type { PastAttempt } from './trouble.ts';

/** What the scheduler needs to know of a run. */
export interface RunTerms {
  readonly run: RunId;
  readonly objective: Objective;
  /** Larger first. */
  readonly priority: number;
  readonly budgetUsd?: number;
  /** The least probability 0..1 that a task ends well, as far as some agent can reach it. Absent: any. */
  readonly quality?: number;
  /** Ms since the Unix epoch. */
  readonly deadlineAtMs?: number;
  /** Whether stragglers may be done a second time by another agent. Default true. */
  readonly hedge?: boolean;
  /** Whether a task about to be given up is asked about first (`mend-task`). Default false. */
  readonly mends?: boolean;
  /** Its share of the slots against runs of equal priority: > 0. Default 1. */
  readonly weight?: number;
}

/** What a task brings with it when it is added. */
export interface AddedTask {
  readonly task: Task;
  /** Agents that will not take it, with the reason each gave. */
  readonly refusals?: ReadonlyMap<AgentId, string>;
  /** When its dependencies are settled it is asked about first (`expand-task`): it may be broken down then. */
  readonly expands?: boolean;
  /** All its parts come with it: it ends with the last of them, also while the plan is still being written. */
  readonly isWhole?: boolean;
  /** How far it had got before an interruption. */
  readonly progress?: Progress;
}

/** How far a task had got. */
export interface Progress {
  /** So many numbers were given to attempts at it. */
  readonly attempts: number;
  readonly settled?: SettledStatus;
  /** Those of an open task that count, or not, against the attempts it may take, oldest first. */
  readonly past?: readonly PastAttempt[];
}

export type SettledStatus = 'succeeded' | 'failed' | 'blocked' | 'skipped' | 'cancelled';

interface AttemptRef {
  readonly run: RunId;
  readonly task: TaskId;
  readonly attempt: number;
}

/** What an attempt took, and what the server said of its limits at its end. */
interface AttemptSpent {
  readonly usage?: Usage;
  readonly costUsd?: number;
  readonly rateLimit?: RateLimit;
}

/** What happened. The scheduler's only input beside the time. */
export type SchedulerEvent =
  | { readonly type: 'run-opened'; readonly terms: RunTerms; readonly spentUsd?: number }
  /** Dependencies and parents come no later than the tasks that name them. */
  | { readonly type: 'tasks-added'; readonly run: RunId; readonly tasks: readonly AddedTask[] }
  /** No more tasks will be added. `isCutOff`: there should have been more, so that the run cannot succeed as a whole. */
  | { readonly type: 'plan-closed'; readonly run: RunId; readonly isCutOff?: boolean }
  /** The answer to `expand-task` and `mend-task`: these are its parts, all of them. Without parts it is done as it is (expand), or lost (mend). */
  | { readonly type: 'task-answered'; readonly run: RunId; readonly task: TaskId; readonly parts: readonly AddedTask[] }
  /** `quality`: how good it was found, 0..1; absent: nobody judged it. */
  | ({ readonly type: 'attempt-succeeded'; readonly quality?: number } & AttemptRef & AttemptSpent)
  | ({ readonly type: 'attempt-failed'; readonly failure: Failure } & AttemptRef & AttemptSpent)
  | ({ readonly type: 'attempt-cancelled' } & AttemptRef & AttemptSpent)
  /** Its agent has done its part, and the result is being looked at: slot and limits come free, the task goes on. */
  | ({ readonly type: 'attempt-handed-in' } & AttemptRef & AttemptSpent)
  /**
   * Somebody wants to call an agent beside its attempts, to plan or to review: `start-call` follows when its slots and limits have room.
   * `isWithin`: an attempt of the agent makes one request more, in the slot that it has.
   */
  | { readonly type: 'call-wanted'; readonly call: string; readonly agent: AgentId; readonly tokens: number; readonly isWithin?: boolean }
  /** It is over, or not wanted any more. */
  | ({ readonly type: 'call-ended'; readonly call: string; readonly failure?: Failure } & AttemptSpent)
  /** Something beside its attempts was paid for: planning. */
  | { readonly type: 'run-spent'; readonly run: RunId; readonly costUsd: number }
  /** One task is not wanted any more: what depends on it is blocked (cancelled) or goes on without it (skipped). */
  | { readonly type: 'task-cancelled' | 'task-skipped'; readonly run: RunId; readonly task: TaskId; readonly reason: string }
  | { readonly type: 'run-cancelled'; readonly run: RunId; readonly reason: string }
  /** An agent came, went (0 slots; `isGone`: for good) or changed; what it has under way goes on. */
  | { readonly type: 'agent-changed'; readonly agent: AgentId; readonly slots: number; readonly isGone?: boolean }
  | { readonly type: 'time-passed' };

/** What is to be done about it. Commands of one step are in the order in which they were decided. */
export type Command =
  | ({ readonly type: 'start-attempt'; readonly agent: AgentId; readonly decision: Decision } & AttemptRef)
  | ({ readonly type: 'cancel-attempt'; readonly reason: string } & AttemptRef)
  | { readonly type: 'defer-task'; readonly run: RunId; readonly task: TaskId; readonly untilMs: number; readonly decision: Decision }
  | { readonly type: 'fail-task'; readonly run: RunId; readonly task: TaskId; readonly reason: string }
  | { readonly type: 'block-task'; readonly run: RunId; readonly task: TaskId; readonly failedDependency: TaskId }
  | { readonly type: 'skip-task'; readonly run: RunId; readonly task: TaskId; readonly reason: string }
  | { readonly type: 'cancel-task'; readonly run: RunId; readonly task: TaskId; readonly reason: string }
  /** The task can start: is it to be broken down? Nothing happens to it until `task-answered`, or until it is taken out of the run. */
  | { readonly type: 'expand-task'; readonly run: RunId; readonly task: TaskId }
  /** The task would be lost: can something else take its place? As with `expand-task`. Asked once a task. */
  | { readonly type: 'mend-task'; readonly run: RunId; readonly task: TaskId; readonly reason: string; readonly byNobody: boolean }
  /** A call that was wanted may be made. */
  | { readonly type: 'start-call'; readonly call: string }
  | { readonly type: 'finish-run'; readonly run: RunId; readonly status: Exclude<RunStatus, 'running'> }
  /** Nothing can change before this instant unless an event comes first. Replaces the earlier wish. */
  | { readonly type: 'wake-at'; readonly atMs: number };
