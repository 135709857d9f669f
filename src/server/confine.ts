import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { guardedBecause } from '../agents/model/tools/files/guarded-names.ts';
import { SkeinError } from '../core/errors.ts';

/**
 * Where the given files and folders really are, all of them below a folder, and none of them one that may hold keys.
 *
 * @param root Absolute, without symbolic links.
 * @throws SkeinError `bad-usage` for what is not there, or leads out of the folder. It is not told which: what lies outside is nobody's business.
 */
export function confine(given: readonly string[], root: string): string[] {
  return given.map((path, index) => {
    const real = realOf(resolve(root, path));
    if (real !== undefined && isBelow(real, root) && guardedBecause(relative(root, real).split(sep)) === undefined) return real;
    throw new SkeinError('bad-usage', {
      where: `the body at inputs[${index}]`,
      what: `there is no such file or folder below the folder of the server: ${JSON.stringify(path.slice(0, 200))}`,
      todo: 'Paths are relative to the folder in which it was started.',
    });
  });
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Whether a path lies below a folder, or is it; both absolute, without symbolic links. */
export function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
