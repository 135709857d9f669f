import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { messageOf, SkeinError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest-name.ts';

/**
 * The absolute paths of `--input`.
 *
 * @throws SkeinError `bad-usage` naming the first that is not there, and the nearest file that is.
 */
export function resolveInputs(given: readonly string[], directory: string): string[] {
  return given.map((path) => {
    const absolute = resolve(directory, path);
    if (existsAt(absolute)) return absolute;
    throw new SkeinError('bad-usage', {
      where: '--input',
      what: /^https?:\/\//.test(path) ? `"${path}" is an URL, and inputs are files and folders` : `there is no file or folder "${path}"`,
      todo: /^https?:\/\//.test(path)
        ? 'Download it first.'
        : (suggestion(path, directory) ?? 'Check the path; it is relative to the current folder.'),
    });
  });
}

/** "Did you mean ...?" with the name in the same folder that is nearest to a path that is not there. */
export function suggestion(path: string, directory: string): string | undefined {
  const folder = dirname(resolve(directory, path));
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return `There is no folder "${dirname(path)}" either.`;
  }
  const nearest = nearestName(basename(path), names);
  return nearest === undefined ? undefined : `Did you mean "${join(dirname(path), nearest)}"?`;
}

export function existsAt(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') return false;
    throw new SkeinError('bad-usage', { where: path, what: `cannot be looked at (${messageOf(error)})`, cause: error });
  }
}

/**
 * `--input` takes every word up to the next option, the request too when it comes last. A last word that is no file but has
 * white space in it is the request that was meant.
 */
export function splitRequestFromInputs(
  words: readonly string[],
  inputs: readonly string[],
  directory: string,
): { readonly words: readonly string[]; readonly inputs: readonly string[] } {
  const last = inputs.at(-1);
  if (words.length > 0 || last === undefined || !/\s/.test(last) || existsAt(resolve(directory, last))) return { words, inputs };
  return { words: [last], inputs: inputs.slice(0, -1) };
}
