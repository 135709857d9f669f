import { lstatSync } from 'node:fs';
import { extname, join } from 'node:path';
import { cannotWrite } from '../core/unwritable.ts';
import { makeFolder } from '../store/make-folder.ts';

/** Hands out names for new files in one run's output folder: no two alike, none outside it. */
export class Workspace {
  readonly #directory: string;
  readonly #given = new Set<string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * An absolute path for a new file, and the folder to put it in. A name that is taken gets `-2`, `-3`...
   *
   * @throws TerminalError `cannot-write` when the folder cannot be used.
   */
  async artifactPath(fileName: string): Promise<string> {
    const safe = safeName(fileName);
    const extension = extname(safe);
    const stem = safe.slice(0, safe.length - extension.length);
    let path = join(this.#directory, safe);
    try {
      for (let count = 2; this.#given.has(path) || isTaken(path); count++) path = join(this.#directory, `${stem}-${count}${extension}`);
      this.#given.add(path);
      makeFolder(this.#directory);
    } catch (error) {
      throw cannotWrite(`the output folder ${this.#directory}`, error);
    }
    return path;
  }
}

/** Also by a link that leads nowhere: what is written to it would be made where it points. */
function isTaken(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** File systems take names of 255 bytes; the rest is room for a number, and for what others append. */
const LONGEST_NAME_BYTES = 200;

/** Letters, digits and `. _ -` only, no leading dot; of a long name the end, which says what kind of file it is. */
function safeName(fileName: string): string {
  const base = fileName.replaceAll('\\', '/').split('/').at(-1) ?? '';
  const letters = [...base.normalize('NFKC').replace(/[^\p{L}\p{N}._-]+/gu, '-')].slice(-120);
  while (Buffer.byteLength(letters.join('')) > LONGEST_NAME_BYTES) letters.shift();
  const cleaned = letters.join('').replace(/^[.-]+/, '');
  return cleaned === '' ? 'artifact' : cleaned;
}
