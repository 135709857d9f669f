import type { RateLimit, Usage } from '../core/agent.ts';
import type { Failure } from '../core/event.ts';
import type { AgentId, RunId, TaskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import type { Learner } from '../learn/learner.ts';
import type { Command, RunTerms, SchedulerEvent } from '../schedule/messages.ts';

/** How one attempt goes in the simulated world. */
export interface Happening {
  readonly durationMs: number;
  /** Absent: it succeeds. */
  readonly failure?: Failure;
  readonly costUsd?: number;
  readonly usage?: Usage;
  /** What its server says of its limits at the end. */
  readonly rateLimit?: RateLimit;
}

export interface SimulatedRun {
  readonly tasks: readonly Task[];
  readonly terms?: Partial<Omit<RunTerms, 'run'>>;
  readonly refusals?: (task: Task) => ReadonlyMap<AgentId, string> | undefined;
  /** When the run is opened. Default 0. */
  readonly atMs?: number;
}

/** An agent comes, goes or changes: how many slots it has from then on. What it has under way goes on. */
export interface AgentChange {
  readonly atMs: number;
  readonly agent: AgentId;
  /** 0: it takes nothing more. */
  readonly slots: number;
  /** It will not come back. */
  readonly isGone?: boolean;
}

export interface World {
  readonly team: Team;
  readonly runs: readonly SimulatedRun[];
  readonly changes?: readonly AgentChange[];
  /** Decides how an attempt goes. Deterministic, or seeded by the caller. */
  happen(task: Task, agent: AgentId, attempt: number, run: RunId): Happening;
}

export interface SimulationOptions {
  /** Whether decisions carry the candidates and their scores. Default true. */
  readonly reasons?: boolean;
  /** Whether `commands` is kept. Default true. */
  readonly keepCommands?: boolean;
  /** Is told of each attempt as it ends; `schedule` stays empty then. Absent: all of them are kept there. */
  readonly onEnd?: (attempt: SimulatedAttempt) => void;
  /** Rearranges what happens at one instant. Default: in the order in which it was brought about. */
  readonly order?: (events: SchedulerEvent[]) => SchedulerEvent[];
  /** Reads a stopwatch, in ms; only differences count. Absent: the scheduler is not timed. */
  readonly stopwatchMs?: () => number;
  /** What the scheduler knows of the agents from before; it stays as it is. Absent: it learns from what it sees, from nothing. */
  readonly learner?: Learner | undefined;
}

/** One attempt as it went. Ms from the start of the simulation. */
export interface SimulatedAttempt {
  readonly run: RunId;
  readonly task: TaskId;
  readonly attempt: number;
  readonly agent: AgentId;
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly costUsd: number;
  readonly usage?: Usage;
}

export interface Simulation {
  /** In the order in which the attempts ended. */
  readonly schedule: readonly SimulatedAttempt[];
  readonly commands: readonly { readonly atMs: number; readonly command: Command }[];
  readonly statuses: ReadonlyMap<RunId, 'succeeded' | 'partial' | 'failed' | 'cancelled'>;
  /** What the scheduler took of the stopwatch's time, in ms; 0 when it was not timed. */
  readonly schedulerMs: number;
}
