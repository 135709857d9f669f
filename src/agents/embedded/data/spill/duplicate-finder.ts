import { hash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import type { Workbench } from './workbench.ts';

const PARTITIONS = 64;
const KEY_BYTES = 16;
const ENTRY_BYTES = KEY_BYTES + 6;

/** How many rows are remembered in memory before they go to files by the first bits of their keys. */
export const DEFAULT_HELD_ROWS = 400_000;

/** Bits by row number: set for a row that is to be left out. */
export class RowSet {
  #bits = new Uint8Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(row: number): void {
    const byte = Math.floor(row / 8);
    if (byte >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(byte + 1, this.#bits.length * 2));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[byte] = (this.#bits[byte] ?? 0) | (1 << (row % 8));
    this.#size++;
  }

  has(row: number): boolean {
    return ((this.#bits[Math.floor(row / 8)] ?? 0) & (1 << (row % 8))) !== 0;
  }
}

/** Keys of rows whose first byte is alike, one after the other. */
class Partition {
  #bytes = Buffer.alloc(ENTRY_BYTES * 64);
  #used = 0;

  add(key: string, row: number): void {
    if (this.#used === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2);
    this.#bytes.write(key, this.#used, KEY_BYTES, 'latin1');
    this.#bytes.writeUIntBE(row, this.#used + KEY_BYTES, 6);
    this.#used += ENTRY_BYTES;
  }

  held(): Buffer {
    return this.#bytes.subarray(0, this.#used);
  }

  clear(): void {
    this.#used = 0;
  }
}

/**
 * Finds the rows of a table of any length that repeat an earlier one. Rows are known by 128 bits of their SHA-1, so two
 * different rows are taken for the same with a chance of one in 10^22 at a hundred million rows. Beyond a number of rows the
 * keys go to scratch files, split so that each part fits in memory.
 */
export class DuplicateFinder {
  readonly #bench: Workbench;
  readonly #heldRows: number;
  readonly #partitions = Array.from({ length: PARTITIONS }, () => new Partition());
  #paths: readonly string[] | undefined;
  #rows = 0;
  #held = 0;

  constructor(bench: Workbench, heldRows = DEFAULT_HELD_ROWS) {
    this.#bench = bench;
    this.#heldRows = heldRows;
  }

  /** Adds the next row by a text that no different row has. */
  add(text: string): void {
    const key = hash('sha1', text, 'binary');
    this.#partitions[key.charCodeAt(0) % PARTITIONS]?.add(key, this.#rows);
    this.#rows++;
    this.#held++;
  }

  /** To be awaited between batches of `add`. */
  async settle(): Promise<void> {
    if (this.#held < this.#heldRows) return;
    this.#paths ??= await Promise.all(this.#partitions.map(() => this.#bench.scratchPath()));
    for (const [index, partition] of this.#partitions.entries()) {
      await appendFile(this.#paths[index] ?? '', partition.held());
      partition.clear();
    }
    this.#held = 0;
  }

  /** The rows, counted from 0 in the order of `add`, that an earlier row is the same as. */
  async duplicates(): Promise<RowSet> {
    const found = new RowSet();
    for (const [index, partition] of this.#partitions.entries()) {
      this.#bench.signal.throwIfAborted();
      const path = this.#paths?.[index];
      const entries = path === undefined ? partition.held() : Buffer.concat([await readFile(path), partition.held()]);
      const seen = new Set<string>();
      for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
        const key = entries.toString('latin1', at, at + KEY_BYTES);
        if (seen.has(key)) found.add(entries.readUIntBE(at + KEY_BYTES, 6));
        else seen.add(key);
      }
    }
    return found;
  }
}
