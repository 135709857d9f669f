import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { makeFolder } from '../store/make-folder.ts';

/** Hands out names for new files in one run's output folder: no two alike, none outside it. */
export class Workspace {
  readonly #directory: string;
  readonly #given = new Set<string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** An absolute path for a new file, and the folder to put it in. A name that is taken gets `-2`, `-3`... */
  async artifactPath(fileName: string): Promise<string> {
    const safe = safeName(fileName);
    const extension = extname(safe);
    const stem = safe.slice(0, safe.length - extension.length);
    let path = join(this.#directory, safe);
    for (let count = 2; this.#given.has(path) || existsSync(path); count++) path = join(this.#directory, `${stem}-${count}${extension}`);
    this.#given.add(path);
    makeFolder(this.#directory);
    return path;
  }
}

/** Letters, digits and `. _ -` only, no leading dot, at most 120 characters. */
function safeName(fileName: string): string {
  const base = fileName.replaceAll('\\', '/').split('/').at(-1) ?? '';
  const cleaned = base
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+/, '')
    .slice(-120);
  return cleaned === '' ? 'artifact' : cleaned;
}
