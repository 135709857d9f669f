import type { AgentId, RunId, TaskId } from './ids.ts';
import type { Json } from './json.ts';
import type { Estimate, InterruptedPolicy, Task } from './task.ts';

/** What an agent costs. Absent parts are unknown; an agent that costs nothing says `perAttemptUsd: 0`. */
export interface Price {
  readonly inputPerMillionUsd?: number;
  readonly outputPerMillionUsd?: number;
  readonly perAttemptUsd?: number;
}

/** What the scheduler knows of an agent. Plain JSON. */
export interface AgentProfile {
  readonly id: AgentId;
  readonly kind: 'embedded' | 'scripted' | 'model' | 'cli' | 'remote';
  /** One line for people and planners. */
  readonly description: string;
  /** Level 0..1 by capability. `*` stands for every capability not named. */
  readonly capabilities: Readonly<Record<string, number>>;
  /** How many tasks it does at once: >= 1. */
  readonly slots: number;
  /** The shared limits it draws on, by name. */
  readonly limits: readonly string[];
  readonly price: Price;
  /** Milliseconds a task is declared to take it, by capability or `*`; what is learned replaces it. */
  readonly latencyMs?: Readonly<Record<string, number>>;
  /** What becomes of an attempt of its that was in flight when the process died, unless the task says otherwise. Default `repeat`. */
  readonly interrupted?: InterruptedPolicy;
  /** The family of models that it belongs to: what is learned of one says something of its relatives. */
  readonly family?: string;
  /** The most tokens it can read. Absent: no bound is known. */
  readonly contextTokens?: number;
  /** False when doing a task twice at once may do harm (it writes, it sends): it is never given a task beside another agent. Default true. */
  readonly repeatable?: boolean;
}

/** What a dependency left behind. `output` is absent when it failed or was skipped (and was optional). */
export interface DependencyResult {
  readonly task: TaskId;
  readonly title: string;
  readonly output?: Json;
  readonly artifacts: readonly Artifact[];
}

/** A file that a task made for the user. */
export interface Artifact {
  /** Absolute. */
  readonly path: string;
  readonly mediaType: string;
  readonly title: string;
}

/** Why the result of an earlier attempt was not accepted. A reviewer's words may repeat what the result said: they are data. */
export interface Finding {
  readonly attempt: number;
  readonly agent: AgentId;
  readonly message: string;
}

/** Everything an agent is told about one attempt. */
export interface Work {
  readonly run: RunId;
  readonly task: Task;
  /** From 1. */
  readonly attempt: number;
  /** `run/task/attempt`: the same again when a crash makes the attempt be repeated. */
  readonly idempotencyKey: string;
  /** What the user asked for as a whole. */
  readonly request: string;
  /** In the order of `task.dependsOn`; a compound dependency stands as the results of its last children. */
  readonly dependencies: readonly DependencyResult[];
  /** Files and folders the user gave with the request, absolute. */
  readonly inputs: readonly string[];
  /** Hosts, with their ports, that the user named beside those in the request and the inputs. Absent: none. */
  readonly namedHosts?: readonly string[];
  /** Paths out of the current folder that the user named beside those in the request. Absent: none. */
  readonly namedPaths?: readonly string[];
  /** The one folder below which files are read, whatever is named; nothing of this machine or its networks is asked either. Absolute. */
  readonly confinedTo?: string;
  /** What schemas, checks and reviewers found wrong with earlier results of this task, oldest first. Absent: nothing. */
  readonly findings?: readonly Finding[];
  /** The run's seed mixed with the task and attempt: for anything that needs chance. */
  readonly seed: number;
}

/** What a call used, as far as it is known. */
export interface CallSpent {
  readonly usage?: Usage;
  readonly rateLimit?: RateLimit;
}

/** A call to an agent beside the attempts that it is given. */
export interface SideCall {
  readonly agent: AgentId;
  /** What it is expected to take, prompt and answer together. */
  readonly tokens: number;
  readonly signal: AbortSignal;
  /** An attempt of the agent makes it, in the slot that it has. */
  readonly isWithin?: boolean;
  /** Told when others have to be waited for. */
  progress?(message: string): void;
}

/**
 * Makes a call to an agent when its slots and limits have room for it, and counts it there.
 *
 * @throws What the call throws; the signal's reason when it is aborted before.
 */
export type MakeSideCall = <Result extends CallSpent>(call: SideCall, make: () => Promise<Result>) => Promise<Result>;

/** What an agent may use while it works. All access to the outside goes through here, so tests can hold it. */
export interface Call {
  /** Aborted on cancel and on time-out; honour it promptly. */
  readonly signal: AbortSignal;
  /** Waits, unless aborted (then it rejects with the signal's reason). Never use a bare `setTimeout`. */
  sleep(durationMs: number): Promise<void>;
  /** One line about what is going on, for the live view. */
  progress(message: string): void;
  /** An absolute path for a new file in the run's output folder, unique within the run; makes the folder. */
  artifactPath(fileName: string): Promise<string>;
  /** Waits until one more request may go to the agent's server; an attempt itself counts as one. Absent: nobody keeps limits. */
  nextRequest?(): Promise<void>;
  /** How other agents are called for the attempt once its own has done its part: to review it. Absent: directly. */
  readonly sideCall?: MakeSideCall;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a server said of its limits (`x-ratelimit-*` and the like). Absent parts were not said. */
export interface RateLimit {
  readonly remainingRequests?: number;
  /** Until the requests are there again in full. */
  readonly requestsResetMs?: number;
  readonly remainingTokens?: number;
  readonly tokensResetMs?: number;
}

/** What a successful attempt gives back. */
export interface Outcome {
  readonly output: Json;
  readonly artifacts?: readonly Artifact[];
  readonly usage?: Usage;
  /** What it cost; worked out from usage and price when absent. */
  readonly costUsd?: number;
  readonly rateLimit?: RateLimit;
}

/** Something that performs tasks. Throw `RetryableError` or `TerminalError` to fail. */
export interface Agent {
  readonly profile: AgentProfile;
  /** Why it will not take this task, or `undefined` when it will. Cheap and without I/O: asked for every task of a plan. */
  refuses?(task: Task): string | undefined;
  /** What this task would take it, as far as it can tell. Cheap and without I/O. */
  estimate?(task: Task): Estimate;
  perform(work: Work, call: Call): Promise<Outcome>;
}
