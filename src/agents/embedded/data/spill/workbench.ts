import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for what does not fit in memory; made when it is first needed. */
export function newScratchFolder(): string {
  return join(tmpdir(), `skein-data-${randomUUID()}`);
}

/** What an operation has at hand while it works: when to stop, whom to tell, where to put what does not fit in memory. */
export class Workbench {
  readonly signal: AbortSignal;
  readonly progress: (message: string) => void;
  readonly #folder: string;
  #made: Promise<unknown> | undefined;
  #files = 0;

  constructor(signal: AbortSignal, progress: (message: string) => void, folder = newScratchFolder()) {
    this.signal = signal;
    this.progress = progress;
    this.#folder = folder;
  }

  /** A path for a file that is deleted when the work is done. */
  async scratchPath(): Promise<string> {
    this.#made ??= mkdir(this.#folder, { recursive: true, mode: 0o700 });
    this.#files++;
    const path = join(this.#folder, String(this.#files));
    await this.#made;
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#made !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}
