import { rm } from 'node:fs/promises';
import { isMainThread, type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { AgentError, type FailureKind, RetryableError, TerminalError } from '../../../../core/agent-error.ts';
import { messageOf } from '../../../../core/errors.ts';
import { unwritable } from '../../../../core/unwritable.ts';
import type { JobCall, JobResult, TableJob } from '../perform.ts';
import type { KnownProfiles } from '../read/file-table.ts';
import { newScratchFolder } from '../spill/workbench.ts';

/**
 * Runs a data job in a thread of its own. The engine of JavaScript lets garbage pile up as long as there is memory, which for a
 * gigabyte read row by row is hundreds of megabytes; a thread can be given a bound. This file is both ends: it starts
 * itself as the thread, so that it needs no address of its own in a bundle.
 */

/** Of the thread's heap. What a job keeps is far below; the rest is room for garbage. */
const YOUNG_GENERATION_MB = 16;
const OLD_GENERATION_MB = 160;

const MARK = 'skein-data-job';

interface Start {
  readonly mark: typeof MARK;
  readonly job: TableJob;
  readonly known: KnownProfiles;
}

type FromThread =
  | { readonly kind: 'progress'; readonly message: string }
  | { readonly kind: 'path-wanted'; readonly id: number; readonly fileName: string }
  | { readonly kind: 'done'; readonly result: JobResult; readonly known: KnownProfiles }
  | { readonly kind: 'failed'; readonly failure: Failure };

type ToThread = { readonly kind: 'path'; readonly id: number; readonly path: string } | { readonly kind: 'abort' };

/** An error as plain data: its class does not survive the way between threads. */
interface Failure {
  readonly failure: FailureKind | 'other';
  readonly code: string;
  readonly message: string;
}

/**
 * Does the job in a new thread, and learns the profiles that it learned.
 *
 * @throws what the job throws; TerminalError `too-large` when it needs more memory than the thread has; the signal's reason.
 */
export async function performInThread(job: TableJob, call: JobCall, known: KnownProfiles): Promise<JobResult> {
  call.signal.throwIfAborted();
  // A thread that runs out of memory cleans up nothing.
  const scratchFolder = newScratchFolder();
  const start: Start = { mark: MARK, job: { ...job, scratchFolder }, known };
  const worker = new Worker(new URL(import.meta.url), {
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB, maxOldGenerationSizeMb: OLD_GENERATION_MB },
  });
  const send = (message: ToThread): void => worker.postMessage(message);
  const abort = (): void => send({ kind: 'abort' });
  call.signal.addEventListener('abort', abort, { once: true });
  try {
    return await new Promise<JobResult>((resolve, reject) => {
      worker.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory(job) : error));
      worker.on('exit', (status) => reject(new Error(`The data thread ended early, with status ${status}.`)));
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'progress') call.progress(message.message);
        else if (message.kind === 'path-wanted') {
          call.artifactPath(message.fileName).then((path) => send({ kind: 'path', id: message.id, path }), reject);
        } else if (message.kind === 'failed') reject(call.signal.aborted ? call.signal.reason : thrownOf(message.failure));
        else {
          for (const [version, profile] of message.known) known.set(version, profile);
          resolve(message.result);
        }
      });
    });
  } finally {
    call.signal.removeEventListener('abort', abort);
    await worker.terminate();
    await rm(scratchFolder, { recursive: true, force: true });
  }
}

function outOfMemory(job: TableJob): TerminalError {
  const name = job.located.tables[0]?.title ?? 'The table';
  return new TerminalError(
    'too-large',
    `${name}: this needs more memory than the ${OLD_GENERATION_MB} MB there are for it. Filter the rows or choose fewer columns first.`,
    { for: 'task' },
  );
}

function failureOf(thrown: unknown): Failure {
  const error = AgentError.isInstance(thrown) ? thrown : unwritable(thrown);
  if (error === undefined) return { failure: 'other', code: '', message: messageOf(thrown) };
  return { failure: error.kind, code: error.code, message: error.message };
}

function thrownOf({ failure, code, message }: Failure): Error {
  if (failure === 'other') return new Error(message);
  if (failure === 'retryable') return new RetryableError(code, message);
  return new TerminalError(code, message, { for: failure === 'terminal-task' ? 'task' : 'agent' });
}

/** The thread's end. */
async function serve({ job, known }: Start, port: MessagePort): Promise<void> {
  const send = (message: FromThread): void => port.postMessage(message);
  const aborting = new AbortController();
  const waiting = new Map<number, (path: string) => void>();
  port.on('message', (message: ToThread) => {
    if (message.kind === 'abort') aborting.abort(new Error('aborted'));
    else waiting.get(message.id)?.(message.path);
  });
  const call: JobCall = {
    signal: aborting.signal,
    progress: (message) => send({ kind: 'progress', message }),
    artifactPath: (fileName) =>
      new Promise((resolve) => {
        const id = waiting.size;
        waiting.set(id, resolve);
        send({ kind: 'path-wanted', id, fileName });
      }),
  };
  try {
    const [{ performJob }, { FileTables }] = await Promise.all([import('../perform.ts'), import('../read/file-table.ts')]);
    const files = new FileTables(known);
    const result = await performJob(job, call, files);
    send({ kind: 'done', result, known: files.known });
  } catch (thrown) {
    send({ kind: 'failed', failure: failureOf(thrown) });
  }
}

const given = workerData as Partial<Start> | null;
if (!isMainThread && parentPort !== null && given?.mark === MARK) await serve(given as Start, parentPort);
