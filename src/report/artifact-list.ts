import type { Artifact } from '../core/agent.ts';
import type { RunRecord, TaskRecord } from '../core/run-record.ts';

/** Every file that succeeded tasks made, once: those of the `first` tasks before all others, otherwise in the order of the plan. */
export function artifactsOf(record: RunRecord, first: readonly TaskRecord[]): Artifact[] {
  const byPath = new Map<string, Artifact>();
  for (const { state } of [...first, ...record.tasks.values()]) {
    if (state.status !== 'succeeded') continue;
    for (const artifact of state.artifacts) if (!byPath.has(artifact.path)) byPath.set(artifact.path, artifact);
  }
  return [...byPath.values()];
}
