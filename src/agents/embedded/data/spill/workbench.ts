import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What an operation has at hand while it works: when to stop, whom to tell, where to put what does not fit in memory. */
export class Workbench {
  readonly signal: AbortSignal;
  readonly progress: (message: string) => void;
  #directory: Promise<string> | undefined;
  #files = 0;

  constructor(signal: AbortSignal, progress: (message: string) => void) {
    this.signal = signal;
    this.progress = progress;
  }

  /** A path for a file that is deleted when the work is done. */
  async scratchPath(): Promise<string> {
    this.#directory ??= mkdtemp(join(tmpdir(), 'skein-data-'));
    this.#files++;
    return join(await this.#directory, String(this.#files));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const directory = await this.#directory?.catch(() => undefined);
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  }
}
