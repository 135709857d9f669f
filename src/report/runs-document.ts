import type { RunStatus } from '../core/event.ts';
import type { RunSummary } from '../store/run-store.ts';

/** What `skein runs --json` prints: newest first. Instants are ms since the Unix epoch. */
export interface RunsDocument {
  readonly runs: readonly RunsDocumentRun[];
}

export interface RunsDocumentRun {
  readonly runId: string;
  readonly request: string;
  readonly status: RunStatus;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly costUsd: number;
}

export function runsDocument(summaries: readonly RunSummary[]): RunsDocument {
  const runs = summaries.map(({ run, request, status, startedAtMs, endedAtMs, costUsd }) => ({
    runId: run,
    request,
    status,
    startedAtMs,
    endedAtMs: endedAtMs ?? null,
    costUsd,
  }));
  return { runs };
}
