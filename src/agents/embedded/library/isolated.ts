import { Worker } from 'node:worker_threads';

export interface Bounds {
  readonly timeoutMs: number;
  readonly maxHeapMb: number;
}

/**
 * Runs a program in a thread of its own, with bounds of time and memory, for libraries that a broken or hostile file can
 * keep busy for hours. The program is CommonJS text, finds `data` in `workerData`, and posts one message.
 *
 * @returns The message.
 * @throws Error when it fails or goes beyond a bound; the signal's reason when that is aborted.
 */
export async function runIsolated(program: string, data: object, { timeoutMs, maxHeapMb }: Bounds, signal: AbortSignal): Promise<unknown> {
  signal.throwIfAborted();
  const worker = new Worker(program, {
    eval: true,
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    stdout: true,
    stderr: true,
  });
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    return await new Promise<unknown>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Error(`it takes more than ${maxHeapMb} MB of memory to read`) : error),
      );
      worker.once('exit', () => reject(new Error('its reader stopped')));
      stop.addEventListener('abort', () =>
        reject(signal.aborted ? signal.reason : new Error(`it takes more than ${timeoutMs / 1000} s to read`)),
      );
    });
  } finally {
    await worker.terminate();
  }
}
