import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import { messageOf } from '../../../../core/errors.ts';
import { ToolError } from '../tool.ts';
import { guardedBecause, unwritableBecause } from './guarded-names.ts';

/** A file or folder that tools may see, under the name by which the model knows it. */
export interface Root {
  readonly name: string;
  /** Absolute, symbolic links resolved. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly isWritable: boolean;
}

/** A place that was found to lie inside a root. */
export interface FoundPlace {
  readonly path: string;
  /** As the model may name it again. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly size: number;
}

/**
 * The part of the file system that one attempt may see. A path is the name of a root with what lies below it, a path
 * below the writable root, or an absolute one; whatever it is, where it leads once symbolic links are followed must
 * lie inside a root, and no part of it may be guarded.
 */
export class FileRoom {
  readonly roots: readonly Root[];

  constructor(roots: readonly Root[]) {
    this.roots = roots;
  }

  /** @param writable The folder that may be written to; made when it is not there. */
  static async of(readable: readonly string[], writable?: string): Promise<FileRoom> {
    const roots: Root[] = [];
    if (writable !== undefined) await mkdir(writable, { recursive: true });
    for (const [index, path] of [...(writable === undefined ? [] : [writable]), ...readable].entries()) {
      const real = await realpath(path).catch(() => undefined);
      const status = real === undefined ? undefined : await stat(real).catch(() => undefined);
      if (real === undefined || status === undefined || roots.some((root) => root.path === real)) continue;
      const name = freeName(basename(path), roots);
      roots.push({ name, path: real, isFolder: status.isDirectory(), isWritable: writable !== undefined && index === 0 });
    }
    return new FileRoom(roots);
  }

  /** What there is, for a tool's description. */
  describe(): string {
    if (this.roots.length === 0) return 'There are no files.';
    const names = this.roots.slice(0, 30).map((root) => `${root.name}${root.isFolder ? '/' : ''}`);
    return `There are: ${names.join(', ')}${this.roots.length > 30 ? ` and ${this.roots.length - 30} more` : ''}.`;
  }

  /** @throws ToolError when the path leads nowhere, outside, or to something guarded. */
  async find(given: string): Promise<FoundPlace> {
    const wanted = this.#absolute(given);
    const real = await realpath(wanted).catch((error: unknown) => {
      throw new ToolError(`There is no "${given}" (${codeOf(error)}). ${this.describe()}`);
    });
    const root = this.#rootOf(real, given);
    const steps = stepsBelow(root, real);
    const why = guardedBecause([...steps, basename(real)]);
    if (why !== undefined) throw new ToolError(`"${given}" cannot be seen: ${why}.`);
    const status = await stat(real);
    return { path: real, name: [root.name, ...steps].join('/'), isFolder: status.isDirectory(), size: status.size };
  }

  /** Opens a regular file for reading; never something that would block, such as a pipe. */
  async openFile(place: FoundPlace): Promise<FileHandle> {
    const status: Stats = await lstat(place.path);
    if (status.isDirectory()) throw new ToolError(`"${place.name}" is a folder.`);
    if (!status.isFile()) throw new ToolError(`"${place.name}" is not a regular file.`);
    return await open(place.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((error: unknown) => {
      throw new ToolError(`"${place.name}" cannot be opened (${codeOf(error)}).`);
    });
  }

  /**
   * Opens a file below the writable root to be written anew, its folders made.
   *
   * @throws ToolError when it would lie outside, is guarded, or leads elsewhere by a symbolic link.
   */
  async create(given: string): Promise<{ readonly handle: FileHandle; readonly path: string; readonly name: string }> {
    const root = this.roots.find(({ isWritable }) => isWritable);
    if (root === undefined) throw new ToolError('There is no folder to write to.');
    const wanted = this.#absolute(given);
    const steps = stepsBelow(root, wanted);
    const why = unwritableBecause(steps);
    if (why !== undefined) throw new ToolError(`"${given}" cannot be written: ${why}.`);
    if (!isInside(root.path, wanted) || steps.length === 0)
      throw new ToolError(`"${given}" is outside ${root.name}/, the only folder that can be written to.`);
    const parent = await makeFolders(root.path, steps.slice(0, -1), given);
    const path = join(parent, steps.at(-1) ?? '');
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;
    const handle = await open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_TRUNC, 0o644).catch((error: unknown) => {
      const code = codeOf(error);
      throw new ToolError(`"${given}" cannot be written: ${code === 'ELOOP' ? 'it is a symbolic link' : code}.`);
    });
    return { handle, path, name: [root.name, ...steps].join('/') };
  }

  #absolute(given: string): string {
    if (given.includes('\0')) throw new ToolError('A path has no NUL in it.');
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(given)) throw new ToolError(`"${given}" is an address, and paths are of files.`);
    if (isAbsolute(given)) return join(given);
    const steps = given
      .replaceAll('\\', '/')
      .split('/')
      .filter((step) => step !== '' && step !== '.');
    if (steps.includes('..')) throw new ToolError(`"${given}" leads upwards, which is not allowed. ${this.describe()}`);
    const named = this.roots.find(({ name }) => name === steps[0]);
    if (named !== undefined) return join(named.path, ...steps.slice(1));
    const base = this.roots.find(({ isWritable }) => isWritable) ?? this.roots.find(({ isFolder }) => isFolder);
    if (base === undefined) throw new ToolError(`There is no "${given}". ${this.describe()}`);
    return join(base.path, ...steps);
  }

  #rootOf(real: string, given: string): Root {
    const root = this.roots.find(({ path, isFolder }) => (isFolder ? isInside(path, real) : path === real));
    if (root === undefined) throw new ToolError(`"${given}" is outside of what may be seen. ${this.describe()}`);
    return root;
  }
}

/** Makes the folders one by one, so that none is reached through a symbolic link that leads out. */
async function makeFolders(root: string, steps: readonly string[], given: string): Promise<string> {
  let folder = root;
  for (const step of steps) {
    const next = join(folder, step);
    await mkdir(next).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw new ToolError(`"${given}" cannot be written (${codeOf(error)}).`);
    });
    folder = await realpath(next).catch(() => next);
    if (!isInside(root, folder)) throw new ToolError(`"${given}" leads outside by a symbolic link.`);
  }
  return folder;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

function stepsBelow({ path }: Root, inside: string): string[] {
  return relative(path, inside)
    .split(sep)
    .filter((step) => step !== '');
}

function freeName(wanted: string, roots: readonly Root[]): string {
  const stem = wanted === '' ? 'files' : wanted;
  let name = stem;
  for (let count = 2; roots.some((root) => root.name === name); count++) name = `${stem}-${count}`;
  return name;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? messageOf(error);
}
