import { parentPort, workerData } from 'node:worker_threads';
import type { WatchedData } from './watched-range.ts';

/** In a worker: answers one number after the other, and lets the watcher see which one it is at. */
export async function serveRange(answer: (number: number, given: unknown) => Promise<unknown>): Promise<void> {
  const { first, count, at, given } = workerData as WatchedData;
  for (let number = first; number < first + count; number++) {
    Atomics.store(at, 0, number);
    parentPort?.postMessage(await answer(number, given));
  }
}
