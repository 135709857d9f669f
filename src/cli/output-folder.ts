import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SkeinError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';

/**
 * The absolute path of `--output`, which need not be there yet: said before the work begins, since files are made at its end.
 *
 * @throws SkeinError `bad-usage` when it is no folder, or none that could be made or written to.
 */
export function outputFolder(given: string, directory: string): string {
  const path = resolve(directory, given);
  const complain = (what: string, cause?: unknown): SkeinError =>
    new SkeinError('bad-usage', { where: '--output', what, todo: 'Name a folder that can be written to, or is to be made.', cause });
  try {
    const nearest = nearestThatIs(path);
    if (!statSync(nearest).isDirectory()) throw complain(`expected a folder, received "${given}", and ${nearest} is a file`);
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw SkeinError.isInstance(error) ? error : complain(`"${given}" cannot be written to (${fileTrouble(error)})`, error);
  }
  return path;
}

/** The path, or the nearest folder above it that is there. */
function nearestThatIs(path: string): string {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return path;
  const above = dirname(path);
  return above === path ? path : nearestThatIs(above);
}
