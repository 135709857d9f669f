import { Worker } from 'node:worker_threads';

/** Numbers that something is tried with, one after the other. */
export interface NumberRange {
  readonly first: number;
  readonly count: number;
}

/** What a worker is told: `at[0]` is where it says which number it is at. */
export interface WatchedData extends NumberRange {
  readonly at: Int32Array;
  readonly given: unknown;
}

export interface WatchOptions {
  /** Handed to the worker as it is. */
  readonly given?: unknown;
  /** A number that takes longer hangs. Long, because a busy machine must not look like a hang. */
  readonly patienceMs: number;
  /** Most memory of the worker. */
  readonly maxHeapMb?: number;
}

const LOOK_EVERY_MS = 200;

/**
 * Goes through numbers in a worker thread that serves them (`serveRange`) and is watched from outside: a number at which the
 * worker hangs, dies or runs out of memory is reported, and the rest is done by a new worker.
 *
 * @param told Called with what the worker answers to a number.
 * @param lost Called with a number that has no answer, and why.
 */
export async function watchedRange<Answer>(
  script: URL,
  { first, count }: NumberRange,
  options: WatchOptions,
  told: (answer: Answer) => void,
  lost: (number: number, why: string) => void,
): Promise<void> {
  const end = first + count;
  for (let next = first; next < end; ) {
    const stopped = await untilItStops(script, { first: next, count: end - next }, options, told);
    if (stopped === undefined) return;
    if (stopped.number < next) throw new Error(`${script.pathname} does not begin: ${stopped.why}`);
    lost(stopped.number, stopped.why);
    next = stopped.number + 1;
  }
}

/** Nothing once all is done, else where it stopped. */
function untilItStops<Answer>(
  script: URL,
  { first, count }: NumberRange,
  { given, patienceMs, maxHeapMb = 1500 }: WatchOptions,
  told: (answer: Answer) => void,
): Promise<{ readonly number: number; readonly why: string } | undefined> {
  const at = new Int32Array(new SharedArrayBuffer(4));
  at[0] = first - 1;
  const workerData: WatchedData = { first, count, at, given };
  const worker = new Worker(script, { workerData, resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
  let answered = 0;
  let why: string | undefined;
  let [seen, sinceMs] = [first - 1, performance.now()];
  const watch = setInterval(() => {
    const now = Atomics.load(at, 0);
    if (now !== seen) [seen, sinceMs] = [now, performance.now()];
    if (performance.now() - sinceMs < patienceMs) return;
    why = `hangs: no answer after ${patienceMs / 1000} s`;
    void worker.terminate();
  }, LOOK_EVERY_MS);
  worker.on('message', (answer: Answer) => {
    answered++;
    told(answer);
  });
  worker.on('error', (error) => {
    why ??= `ends its thread: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  });
  return new Promise((resolve) => {
    worker.on('exit', () => {
      clearInterval(watch);
      // What was said before the end has arrived by now.
      resolve(answered === count ? undefined : { number: Atomics.load(at, 0), why: why ?? 'never ends: it waits for what cannot come' });
    });
  });
}
