import { hash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import type { Workbench } from './workbench.ts';

const PARTITIONS = 64;
/** 128 bits of a digest, then a number in two parts. */
const KEY_WORDS = 4;
const ENTRY_WORDS = KEY_WORDS + 2;
const WORD = 2 ** 32;

/** How many entries are held in memory before they go to files by the first bits of their keys. */
export const DEFAULT_HELD_ENTRIES = 200_000;

/** Entries whose key's first byte is alike, one after the other. */
class Partition {
  #words = new Uint32Array(ENTRY_WORDS * 64);
  #used = 0;

  add(digest: string, number: number): void {
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
    this.#words[this.#used + KEY_WORDS] = Math.floor(number / WORD);
    this.#words[this.#used + KEY_WORDS + 1] = number % WORD;
    this.#used += ENTRY_WORDS;
  }

  held(): Uint32Array {
    return this.#words.subarray(0, this.#used);
  }

  clear(): void {
    this.#used = 0;
  }
}

/**
 * Tells which of any number of texts occur for the first time, in bounded memory. A text is known by 128 bits of its SHA-1, so two
 * different ones are taken for the same with a chance of one in 10^22 at a hundred million. Beyond a number of entries they
 * go to scratch files, split so that each part fits in memory; so the answer comes at the end.
 */
export class KeyedSpill {
  readonly #bench: Workbench;
  readonly #heldEntries: number;
  readonly #partitions = Array.from({ length: PARTITIONS }, () => new Partition());
  #paths: readonly string[] | undefined;
  #held = 0;

  constructor(bench: Workbench, heldEntries = DEFAULT_HELD_ENTRIES) {
    this.#bench = bench;
    this.#heldEntries = heldEntries;
  }

  /** @param number Whatever is to be known of the text in the end: its row, its group. */
  add(text: string, number: number): void {
    const digest = hash('sha1', text, 'binary');
    this.#partitions[digest.charCodeAt(0) % PARTITIONS]?.add(digest, number);
    this.#held++;
  }

  /** To be awaited between batches of `add`. */
  async settle(): Promise<void> {
    if (this.#held < this.#heldEntries) return;
    this.#paths ??= await Promise.all(this.#partitions.map(() => this.#bench.scratchPath()));
    for (const [index, partition] of this.#partitions.entries()) {
      const { buffer, byteOffset, byteLength } = partition.held();
      await appendFile(this.#paths[index] ?? '', new Uint8Array(buffer, byteOffset, byteLength));
      partition.clear();
    }
    this.#held = 0;
  }

  /** Gives the number of every entry, to one function if its text is new among those added before it, else to the other. */
  async tellApart(onFirst: (number: number) => void, onRepeat: (number: number) => void): Promise<void> {
    for (const [index, partition] of this.#partitions.entries()) {
      this.#bench.signal.throwIfAborted();
      const path = this.#paths?.[index];
      const spilled = path === undefined ? new Uint8Array(0) : await readFile(path);
      const held = partition.held();
      const entries = new Uint32Array(spilled.length / 4 + held.length);
      new Uint8Array(entries.buffer).set(spilled);
      entries.set(held, spilled.length / 4);
      tellEntriesApart(entries, onFirst, onRepeat);
    }
  }
}

/** An open hash table over the entries themselves. */
function tellEntriesApart(entries: Uint32Array, onFirst: (number: number) => void, onRepeat: (number: number) => void): void {
  const size = 2 ** Math.ceil(Math.log2((entries.length / ENTRY_WORDS) * 2 + 2));
  const slots = new Int32Array(size).fill(-1);
  for (let at = 0; at < entries.length; at += ENTRY_WORDS) {
    const number = (entries[at + KEY_WORDS] ?? 0) * WORD + (entries[at + KEY_WORDS + 1] ?? 0);
    // The first word chose the partition, so the second chooses the slot.
    let slot = (entries[at + 1] ?? 0) & (size - 1);
    let other = slots[slot] ?? -1;
    while (other >= 0 && !sameKey(entries, other, at)) {
      slot = (slot + 1) & (size - 1);
      other = slots[slot] ?? -1;
    }
    if (other >= 0) onRepeat(number);
    else {
      slots[slot] = at;
      onFirst(number);
    }
  }
}

function sameKey(entries: Uint32Array, a: number, b: number): boolean {
  for (let word = 0; word < KEY_WORDS; word++) if (entries[a + word] !== entries[b + word]) return false;
  return true;
}
