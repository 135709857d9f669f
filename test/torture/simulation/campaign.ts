import { availableParallelism } from 'node:os';
import { watchedRange } from '../watch/watched-range.ts';
import { NOTHING, type SeedsResult, type SimulatedStore, sum } from './run-seeds.ts';

/** A seed takes some 10 ms, and some 40 on a disk. */
const PATIENCE_MS = 30_000;

/** Runs so many seeds in threads that are watched: one that hangs is a failed seed. @param workers Default: one a processor. */
export async function simulationCampaign(
  first: number,
  count: number,
  store: SimulatedStore,
  workers = availableParallelism(),
): Promise<SeedsResult> {
  const share = Math.ceil(count / workers);
  const results: SeedsResult[] = [];
  await Promise.all(
    Array.from({ length: workers }, (_, index) =>
      watchedRange<SeedsResult>(
        new URL('./seed-worker.ts', import.meta.url),
        { first: first + index * share, count: Math.max(0, Math.min(share, count - index * share)) },
        { patienceMs: PATIENCE_MS, given: store },
        (result) => results.push(result),
        (seed, why) =>
          results.push({ seeds: 1, counts: NOTHING, failed: [{ seed, store, violations: [{ invariant: 'no-task-lost', what: why }] }] }),
      ),
    ),
  );
  return {
    seeds: results.reduce((total, { seeds }) => total + seeds, 0),
    counts: results.map(({ counts }) => counts).reduce(sum, NOTHING),
    failed: results.flatMap(({ failed }) => failed).toSorted((one, other) => one.seed - other.seed),
  };
}
