import { parentPort, workerData } from 'node:worker_threads';
import { runSeeds } from './run-seeds.ts';

/** Runs its share of seeds in portions, and reports each: `{ first, count, portion }` comes as worker data. */
const { first, count, portion } = workerData as { readonly first: number; readonly count: number; readonly portion: number };
for (let done = 0; done < count; done += portion) {
  parentPort?.postMessage(await runSeeds(first + done, Math.min(portion, count - done)));
}
