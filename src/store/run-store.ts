import type { RunEvent, RunStatus } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';

/** A line of the list of runs. Instants are ms since the Unix epoch. */
export interface RunSummary {
  readonly run: RunId;
  readonly request: string;
  readonly status: RunStatus;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly costUsd: number;
}

/**
 * Where journals live. Invariants every store keeps (`src/testing/store-conformance.ts`):
 *   S1. When `append` resolves, its events are durable; they are never seen in part.
 *   S2. A run's events come back in the order of their `seq`, without gaps; a `seq` is written once.
 *   S3. A blob put before an event that names it is durable before that event.
 */
export interface RunStore {
  /** Appends events, of one run or several, in one step. Rejects without effect when a `seq` is taken. */
  append(events: readonly RunEvent[]): Promise<void>;
  /** The events of a run with `seq > afterSeq` (default 0); none for an unknown run. */
  events(run: RunId, afterSeq?: number): RunEvent[];
  /** All runs, newest first. */
  runs(): RunSummary[];
  /** Stores a text under its SHA-256, in hex. Putting it again changes nothing. */
  putBlob(text: string): Promise<string>;
  /** @throws SkeinError `not-found` */
  blob(hash: string): string;
  /** Waits for what was appended, then lets go of the file. */
  close(): Promise<void>;
}
