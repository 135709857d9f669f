import type { RunEvent } from '../core/event.ts';
import type { RunSummary } from './run-store.ts';

/** The summary of a run after one more event. O(1). */
export function summarise(before: RunSummary | undefined, event: RunEvent): RunSummary {
  const summary = before ?? {
    run: event.run,
    request: event.type === 'run-started' ? event.request : '',
    status: 'running' as const,
    startedAtMs: event.atMs,
    endedAtMs: undefined,
    costUsd: 0,
  };
  if (event.type === 'run-finished') return { ...summary, status: event.status, endedAtMs: event.atMs };
  if (event.type === 'run-reopened') return { ...summary, status: 'running', endedAtMs: undefined };
  return 'costUsd' in event ? { ...summary, costUsd: summary.costUsd + (event.costUsd ?? 0) } : summary;
}
