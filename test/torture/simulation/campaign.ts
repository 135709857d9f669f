import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type SeedsResult, sum } from './run-seeds.ts';

const PORTION = 100;

/** Runs so many seeds on all processors. @param told Called after each portion. */
export async function simulationCampaign(
  first: number,
  count: number,
  told: (result: SeedsResult) => void = () => {},
): Promise<SeedsResult> {
  const workers = Math.max(1, Math.min(availableParallelism(), Math.ceil(count / PORTION)));
  const share = Math.ceil(count / workers);
  const shares = Array.from({ length: workers }, (_, index) => ({
    first: first + index * share,
    count: Math.max(0, Math.min(share, count - index * share)),
  }));
  const results: SeedsResult[] = [];
  await Promise.all(
    shares.map((one) =>
      work(one, (result) => {
        results.push(result);
        told(result);
      }),
    ),
  );
  return {
    seeds: results.reduce((total, { seeds }) => total + seeds, 0),
    counts: results.map(({ counts }) => counts).reduce(sum),
    failed: results.flatMap(({ failed }) => failed).toSorted((one, other) => one.seed - other.seed),
  };
}

function work(share: { readonly first: number; readonly count: number }, told: (result: SeedsResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./seed-worker.ts', import.meta.url), { workerData: { ...share, portion: PORTION } });
    worker.on('message', told);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}
