import { mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SkeinError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';

/**
 * Writes a file whole or not at all: beside its place first, then moved there.
 *
 * @throws SkeinError `bad-usage` when it cannot be written; what was there before is unchanged.
 */
export function writeFileWhole(name: string, text: string, directory: string): void {
  const path = resolve(directory, name);
  let folder: string | undefined;
  try {
    if (isFolder(path)) throw new Error('it is a folder');
    folder = mkdtempSync(join(dirname(path), '.skein-'));
    const draft = join(folder, basename(path));
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    throw new SkeinError('bad-usage', {
      where: name,
      what: `cannot be written (${writingTrouble(error)})`,
      todo: 'Name a file in a folder that exists and can be written to.',
      cause: error,
    });
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** What is missing when a file cannot be made is its folder. */
function writingTrouble(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such folder' : fileTrouble(error);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
