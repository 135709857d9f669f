import { hash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import type { Workbench } from './workbench.ts';

const PARTITIONS = 64;
/** 128 bits of a digest, then the row's number in two parts. */
const KEY_WORDS = 4;
const ENTRY_WORDS = KEY_WORDS + 2;
const WORD = 2 ** 32;

/** How many rows are remembered in memory before they go to files by the first bits of their keys. */
export const DEFAULT_HELD_ROWS = 200_000;

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
  #words = new Uint32Array(ENTRY_WORDS * 64);
  #used = 0;

  add(digest: string, row: number): void {
    if (this.#used === this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    for (let word = 0; word < KEY_WORDS; word++) {
      const at = word * 4;
      this.#words[this.#used + word] =
        (digest.charCodeAt(at) << 24) | (digest.charCodeAt(at + 1) << 16) | (digest.charCodeAt(at + 2) << 8) | digest.charCodeAt(at + 3);
    }
    this.#words[this.#used + KEY_WORDS] = Math.floor(row / WORD);
    this.#words[this.#used + KEY_WORDS + 1] = row % WORD;
    this.#used += ENTRY_WORDS;
  }

  held(): Uint32Array {
    return this.#words.subarray(0, this.#used);
  }

  clear(): void {
    this.#used = 0;
  }
}

/** Adds to `found` the rows of entries whose key an earlier entry has. An open hash table over the entries themselves. */
function markRepeats(entries: Uint32Array, found: RowSet): void {
  const count = entries.length / ENTRY_WORDS;
  const size = 2 ** Math.ceil(Math.log2(count * 2 + 2));
  const slots = new Int32Array(size).fill(-1);
  for (let at = 0; at < entries.length; at += ENTRY_WORDS) {
    // The first word chose the partition.
    let slot = (entries[at + 1] ?? 0) & (size - 1);
    for (;;) {
      const other = slots[slot] ?? -1;
      if (other < 0) {
        slots[slot] = at;
        break;
      }
      if (sameKey(entries, other, at)) {
        found.add((entries[at + KEY_WORDS] ?? 0) * WORD + (entries[at + KEY_WORDS + 1] ?? 0));
        break;
      }
      slot = (slot + 1) & (size - 1);
    }
  }
}

function sameKey(entries: Uint32Array, a: number, b: number): boolean {
  for (let word = 0; word < KEY_WORDS; word++) if (entries[a + word] !== entries[b + word]) return false;
  return true;
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
    const digest = hash('sha1', text, 'binary');
    this.#partitions[digest.charCodeAt(0) % PARTITIONS]?.add(digest, this.#rows);
    this.#rows++;
    this.#held++;
  }

  /** To be awaited between batches of `add`. */
  async settle(): Promise<void> {
    if (this.#held < this.#heldRows) return;
    this.#paths ??= await Promise.all(this.#partitions.map(() => this.#bench.scratchPath()));
    for (const [index, partition] of this.#partitions.entries()) {
      const { buffer, byteOffset, byteLength } = partition.held();
      await appendFile(this.#paths[index] ?? '', new Uint8Array(buffer, byteOffset, byteLength));
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
      const spilled = path === undefined ? new Uint8Array(0) : await readFile(path);
      const held = partition.held();
      const entries = new Uint32Array(spilled.length / 4 + held.length);
      new Uint8Array(entries.buffer).set(spilled);
      entries.set(held, spilled.length / 4);
      markRepeats(entries, found);
    }
    return found;
  }
}
