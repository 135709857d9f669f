import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Work } from '../../../core/agent.ts';
import { guardedBecause } from '../../model/tools/files/guarded-names.ts';

/** What the user has said of files. */
export type Given = Pick<Work, 'inputs' | 'request' | 'namedPaths' | 'confinedTo'>;

const PATH = /(?<![\w.~/:])(?:~|\.{1,2}|[A-Za-z]:)?\/[^\s"'`<>,;:()[\]{}]*|(?<![\w.~/:])(?:[\w.-]+\/)*\.\.\/[^\s"'`<>,;:()[\]{}]*/g;

/** The paths in a text of the user that may lead out of the current folder. */
export function pathsNamedIn(texts: readonly string[]): string[] {
  const paths = texts.flatMap((text) => text.match(PATH) ?? []).map((path) => path.replace(/[.!?]+$/, ''));
  return [...new Set(paths.filter((path) => path.length > 1 && (isAbsolute(path) || path.startsWith('~') || path.includes('..'))))];
}

/**
 * Whether a file may be opened that an instruction or an output names, which may be made from the words of a document: below the inputs, the
 * current folder or a path that the user named, wherever links lead; or by just the name that the user wrote. Of a run that is confined to a
 * folder: below that alone.
 *
 * @param name As it is written.
 */
export async function mayRead(path: string, name: string, { inputs, request, namedPaths = [], confinedTo }: Given): Promise<boolean> {
  if (confinedTo !== undefined) return await isWithin(path, confinedTo);
  if (request.includes(name) || namedPaths.includes(name)) return true;
  const real = await realOf(path);
  const roots = [process.cwd(), ...inputs, ...pathsNamedIn([request]), ...namedPaths];
  for (const root of roots) if (isBelow(real, await realOf(atHome(root)))) return true;
  return false;
}

/** Below the folder, and nothing that may hold keys. */
async function isWithin(path: string, folder: string): Promise<boolean> {
  const [real, root] = [await realOf(path), await realOf(folder)];
  return isBelow(real, root) && guardedBecause(relative(root, real).split(sep)) === undefined;
}

/** Where links lead; of what is not there, where it would be. */
async function realOf(path: string): Promise<string> {
  const whole = resolve(path);
  return await realpath(whole).catch(() => whole);
}

function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way);
}

const atHome = (path: string): string => (path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path);
