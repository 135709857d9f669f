import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { guardedBecause, isBulky } from './guarded-names.ts';

export interface Entry {
  readonly path: string;
  /** As the model may name it. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** What lies below a folder, by name, folder by folder; guarded and bulky things left out, symbolic links not followed. */
export async function* walk(path: string, name: string, depth: number, signal: AbortSignal): AsyncGenerator<Entry> {
  signal.throwIfAborted();
  const entries = await readdir(path, { withFileTypes: true }).catch((): Dirent[] => []);
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (guardedBecause([entry.name]) !== undefined || isBulky(entry.name)) continue;
    const inside = { path: join(path, entry.name), name: `${name}/${entry.name}` };
    if (entry.isDirectory()) {
      yield { ...inside, kind: 'folder' };
      if (depth > 1) yield* walk(inside.path, inside.name, depth - 1, signal);
    } else {
      yield { ...inside, kind: entry.isFile() ? 'file' : 'other' };
    }
  }
}
