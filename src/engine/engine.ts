import type { MakeSideCall } from '../core/agent.ts';
import type { RunEvent, RunOptions } from '../core/event.ts';
import type { RunId, TaskId } from '../core/ids.ts';
import type { PlanCaps } from '../core/plan.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Planner } from '../plan/planner.ts';

/** What a person has decided about attempts that were in flight: task by task, or `all` of those that ask. */
export interface InFlightAnswers {
  readonly repeat?: 'all' | readonly TaskId[];
  readonly fail?: 'all' | readonly TaskId[];
}

export interface StartRequest {
  readonly request: string;
  readonly planner: Planner;
  readonly options: RunOptions;
  /** Default `DEFAULT_CAPS`. */
  readonly caps?: PlanCaps;
  /** Who breaks tasks down that are to be broken down on the way. Default: the planner, when it can. */
  readonly expander?: Planner;
  /** How often what is not done may be planned anew, when a task is lost that is needed. Default 2. */
  readonly maxReplans?: number;
  /** Whether a last task makes one answer of several results, when a model of the team can. Default false. */
  readonly synthesis?: boolean;
  /** Chosen by the engine when absent. */
  readonly run?: RunId;
  /** Tells what was asked for from anything else, for whoever asks under the same id again. Kept in the journal. */
  readonly fingerprint?: string;
}

/** A run under way. */
export interface RunHandle {
  readonly run: RunId;
  /**
   * Resolves with the finished record: also when the run failed. Rejects only when the engine cannot go on with it: the
   * store is lost, or another process has taken the run over.
   */
  readonly finished: Promise<RunRecord>;
  /** Stops what runs, cancels what waits; `finished` resolves with status `cancelled`. Calling it again changes nothing. */
  cancel(reason: string): void;
}

/** Told of each event once it is durable, with the record it led to. Progress lines of agents are not events: they are not kept. */
export interface EngineObserver {
  event?(event: RunEvent, record: RunRecord): void;
  progress?(run: RunId, task: string, agent: string, message: string): void;
}

/** Where runs live. */
export interface Engine {
  /**
   * Plans and starts a run; resolves as soon as it is under way.
   *
   * @throws SkeinError `cannot-plan`, `bad-plan`, or `no-agent` when no task could be done by anyone; nothing is recorded then.
   */
  start(request: StartRequest): Promise<RunHandle>;
  /**
   * Takes a run in without driving it: it is durable when this resolves, and is driven by whoever resumes it. A planner that streams is
   * asked only then, since it may take long.
   *
   * @throws SkeinError as `start` does, and `wrong-state` when there is a run with this id. Nothing is recorded then.
   */
  admit(request: StartRequest): Promise<RunId>;
  /**
   * Goes on with a run that was interrupted. Succeeded work is kept; attempts that were in flight are repeated, or not, by
   * their policy and what a person has answered.
   *
   * @throws SkeinError `not-found`, or `wrong-state` when it is finished, under way here or in another process, or when
   *   a person has to be asked first what becomes of an attempt.
   */
  resume(run: RunId, inFlight?: InFlightAnswers): Promise<RunHandle>;
  /**
   * Does parts of a finished run again, and all that depends on them: what the run is missing, or the task that is named.
   * Everything else stays as it is; attempts go on counting.
   *
   * @throws SkeinError `not-found`, or `wrong-state` when the run is not finished or nothing of it is to be done again.
   */
  retry(run: RunId, task?: TaskId): Promise<RunHandle>;
  /**
   * Cancels a run wherever it is driven: in another process by a message that its engine takes notice of. A run whose
   * process is gone is ended here.
   *
   * @returns The finished record, once it is.
   * @throws SkeinError `not-found`, or `wrong-state` when the run is finished.
   */
  cancel(run: RunId, reason: string): Promise<RunRecord>;
  /** Makes a call to an agent of the team beside the runs, within the slots and limits that they share. */
  readonly sideCall: MakeSideCall;
  /** Cancels what is under way, waits for it to stop. Does not close the store. */
  close(): Promise<void>;
  /**
   * Ends without ending its runs: nothing more is begun, attempts have so long to end, and what is under way then is broken off. Every
   * run can be resumed at once, by anybody. Does not close the store.
   */
  leave(graceMs: number): Promise<void>;
}
