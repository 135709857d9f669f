import type { RunEvent, RunStatus } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import type { Claim, Fences, Lease } from './lease.ts';
import type { Limits, QuotaAuthority } from './quota-authority.ts';

/** A line of the list of runs. Instants are ms since the Unix epoch. */
export interface RunSummary {
  readonly run: RunId;
  readonly request: string;
  readonly status: RunStatus;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly costUsd: number;
}

/** Something that whoever drives a run is asked to do. */
export interface RunMessage {
  readonly type: 'cancel';
  readonly reason: string;
}

/** From the present text under a name (none: `undefined`) to the new one (`undefined` removes it). When it throws, nothing is changed. */
export type ChangeLearned = (present: string | undefined, name: string) => string | undefined;

/**
 * Where journals live. Invariants every store keeps (`src/testing/store-conformance.ts`):
 *   S1. When `append` resolves, its events are durable; they are never seen in part.
 *   S2. A run's events come back in the order of their `seq`, without gaps; a `seq` is written once.
 *   S3. A blob that an event names is durable before that event; an event that names none that is there is refused.
 *   S4. A run has one owner at a time. Tokens grow with every owner, and nothing is written under an old one.
 *   S5. The event that finishes a run lets go of its lease and drops its messages.
 */
export interface RunStore {
  /**
   * Appends events, of one run or several, in one step.
   *
   * @param fences The tokens of the leases under which they are written; a run that nobody drives needs none.
   * @throws SkeinError `wrong-state`, without effect, when a `seq` is taken, an output that is named is not there, or another owner drives
   *   the run.
   */
  append(events: readonly RunEvent[], fences?: Fences): Promise<void>;
  /** The events of a run with `seq > afterSeq` (default 0); none for an unknown run. */
  events(run: RunId, afterSeq?: number): RunEvent[];
  /** The same, one by one: for journals too long to be held at once. Nothing is to be written meanwhile. */
  replay(run: RunId, afterSeq?: number): Iterable<RunEvent>;
  /** All runs, newest first. */
  runs(): RunSummary[];
  /** Stores a text under its SHA-256, in hex. Putting it again changes nothing. */
  putBlob(text: string): Promise<string>;
  /** @throws SkeinError `not-found` */
  blob(hash: string): string;
  /**
   * Takes the right to drive a run, known or not yet; from an owner whose lease has run out, or who is gone, too.
   *
   * @throws SkeinError `wrong-state` naming the owner that drives it.
   */
  claim(run: RunId, claim: Claim): Promise<Lease>;
  /** Makes leases last until then. Those that are no longer held stay as they are: their runs are given back. */
  renew(leases: readonly Lease[], untilMs: number): Promise<readonly RunId[]>;
  /** Lets go of a lease; no effect when it has another owner by now. */
  release(lease: Lease): Promise<void>;
  /** The lease of the owner that has not let go of the run; it may have run out. */
  leaseOf(run: RunId): Lease | undefined;
  /** Leaves a message for whoever drives the run, or will. */
  send(run: RunId, message: RunMessage): Promise<void>;
  /** Messages for a run, oldest first, until it is finished. */
  messages(run: RunId): RunMessage[];
  /** Calls back, soon after any process has sent a message to a run. Returns a function that calls it off. */
  onMessage(callback: (run: RunId) => void): () => void;
  /**
   * Forgets finished runs, and the outputs kept by hash that no other run names.
   *
   * @throws SkeinError `wrong-state`, without effect, when one of them is not finished or is being taken up again.
   */
  remove(runs: readonly RunId[]): Promise<void>;
  /** How much the runs and their outputs take, in bytes, about. */
  bytes(): number;
  /** How much a run takes, in bytes, without the outputs that it shares with others. */
  bytesOf(run: RunId): number;
  /** Gives back the room of what was removed. Does nothing while a run is driven, or another process uses the store. */
  compact(): Promise<void>;
  /** What was learned of agents, by name: texts of bounded size, shared by all runs of the store. */
  learned(): ReadonlyMap<string, string>;
  /** Changes the texts of these names in one step, so that what several processes learn at once adds up. */
  changeLearned(names: readonly string[], change: ChangeLearned): Promise<void>;
  /** The authority over these limits, for everybody on this store. */
  quota(limits: Limits): QuotaAuthority;
  /** Waits for what was appended, then lets go of the file. */
  close(): Promise<void>;
}
