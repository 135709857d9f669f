import { type FileHandle, open } from 'node:fs/promises';
import type { Workbench } from './workbench.ts';

const CHUNK_NUMBERS = 65_536;

/** How many numbers are held before they go to a file: 16 MB of them. */
export const DEFAULT_HELD_NUMBERS = 2_000_000;

/** A list of numbers of any length that can be read again and again. In memory while it is short, then in a scratch file. */
export class NumberSpool {
  readonly #bench: Workbench;
  readonly #held: number;
  #chunks: Float64Array[] = [];
  #current = new Float64Array(CHUNK_NUMBERS);
  #used = 0;
  #length = 0;
  #file: FileHandle | undefined;

  constructor(bench: Workbench, heldNumbers = DEFAULT_HELD_NUMBERS) {
    this.#bench = bench;
    this.#held = heldNumbers;
  }

  get length(): number {
    return this.#length;
  }

  add(value: number): void {
    if (this.#used === this.#current.length) {
      this.#chunks.push(this.#current);
      this.#current = new Float64Array(CHUNK_NUMBERS);
      this.#used = 0;
    }
    this.#current[this.#used] = value;
    this.#used++;
    this.#length++;
  }

  /** To be awaited between batches of `add`: moves to the file what is too much to hold. */
  async settle(): Promise<void> {
    if (this.#chunks.length * CHUNK_NUMBERS < this.#held) return;
    this.#file ??= await open(await this.#bench.scratchPath(), 'w+');
    for (const chunk of this.#chunks) await writeAll(this.#file, new Uint8Array(chunk.buffer));
    this.#chunks = [];
  }

  /** All numbers in the order they were added, in chunks. A chunk is only good until the next one is asked for. */
  async *chunks(): AsyncGenerator<Float64Array> {
    if (this.#file !== undefined) {
      const buffer = new Float64Array(CHUNK_NUMBERS);
      const bytes = new Uint8Array(buffer.buffer);
      const inFile = this.#length - this.#used - this.#chunks.length * CHUNK_NUMBERS;
      for (let at = 0; at < inFile; at += CHUNK_NUMBERS) {
        this.#bench.signal.throwIfAborted();
        await readAll(this.#file, bytes, at * 8);
        yield buffer;
      }
    }
    for (const chunk of this.#chunks) yield chunk;
    if (this.#used > 0) yield this.#current.subarray(0, this.#used);
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}

async function readAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, position + at);
    if (bytesRead === 0) throw new Error('A scratch file is shorter than what was written to it.');
    at += bytesRead;
  }
}
