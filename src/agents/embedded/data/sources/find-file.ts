import { readdir, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { TerminalError } from '../../../../core/agent-error.ts';
import { nearestName } from '../../../../core/nearest-name.ts';
import { type Given, mayRead } from '../../library/may-read.ts';

const MAX_DEPTH = 4;
const MAX_ENTRIES = 5000;
/** Texts (.txt) are read when they are named; in a folder they are rather about the data. */
const DATA_EXTENSION = /\.(csv|tsv|tab|json|ndjson|jsonl|geojson)(\.gz)?$/i;

/** What a path leads to. */
export type Place = { readonly kind: 'file' | 'folder'; readonly path: string };

/** What is at a path: a file, a folder, or nothing. */
export async function placeAt(path: string): Promise<Place | undefined> {
  const status = await stat(path).catch(() => undefined);
  if (status === undefined) return undefined;
  return { kind: status.isDirectory() ? 'folder' : 'file', path };
}

/**
 * Finds a file or folder by the name an instruction gives it: among the inputs, inside input folders, then from the current directory.
 *
 * @throws TerminalError for the task: `no-such-file`, with the nearest name that is there; `not-given` for what the user did not give.
 */
export async function findPlace(name: string, given: Given): Promise<Place> {
  const place = await placeOf(name, given.inputs);
  if (await mayRead(place.path, name, given)) return place;
  throw new TerminalError(
    'not-given',
    `"${name.slice(0, 200)}" is outside of the inputs and the current folder, and the request does not name it. Give it with --input, or name it in the request.`,
    { for: 'task' },
  );
}

async function placeOf(name: string, inputs: readonly string[]): Promise<Place> {
  const wanted = name.replace(/[/\\]+$/, '') || name;
  if (isAbsolute(wanted)) {
    const place = await placeAt(wanted);
    if (place !== undefined) return place;
  }
  const seen: string[] = [];
  for (const input of inputs) {
    const place = await placeAt(input);
    if (place === undefined) continue;
    if (basename(input).toLowerCase() === basename(wanted).toLowerCase() && endsWithPath(input, wanted)) return place;
    seen.push(basename(input));
    if (place.kind === 'file') continue;
    const inside = isAbsolute(wanted) ? undefined : await placeAt(join(input, wanted));
    if (inside !== undefined) return inside;
    const found = await searchFolder(input, wanted, seen);
    if (found !== undefined) return found;
  }
  const here = await placeAt(resolve(wanted));
  if (here !== undefined) return here;
  throw await missing(name, wanted, seen);
}

/** True when a path ends in another's steps: /data/2024/sales.csv in 2024/sales.csv. */
function endsWithPath(path: string, ending: string): boolean {
  return isAbsolute(ending)
    ? path === ending
    : resolve(path)
        .toLowerCase()
        .endsWith(join('/', ending.replace(/^\.\//, '')).toLowerCase());
}

async function searchFolder(folder: string, wanted: string, seen: string[]): Promise<Place | undefined> {
  for (const path of await filesIn(folder)) {
    seen.push(relative(folder, path));
    if (endsWithPath(path, wanted)) return { kind: 'file', path };
  }
  return undefined;
}

async function missing(name: string, wanted: string, seen: string[]): Promise<TerminalError> {
  const around = await readdir(resolve(wanted, '..')).catch(() => []);
  const known = [...new Set([...seen, ...around.filter((entry) => !entry.startsWith('.'))])];
  const nearest =
    nearestName(
      basename(wanted),
      known.map((path) => basename(path)),
    ) ?? nearestStem(wanted, known);
  const where =
    seen.length > 0 ? 'among the inputs or in the current directory' : 'in the current directory, and there is none among the inputs';
  const advice = nearest === undefined ? 'Give it with --input, or name it by its full path.' : `Did you mean "${nearest}"?`;
  return new TerminalError('no-such-file', `There is no file "${name}" ${where}. ${advice}`, { for: 'task' });
}

/** `sales.csv` asked for, `sales.json` there. */
function nearestStem(wanted: string, known: readonly string[]): string | undefined {
  const stem = basename(wanted, extname(wanted)).toLowerCase();
  return known
    .map((path) => basename(path))
    .find((name) => DATA_EXTENSION.test(name) && basename(name, extname(name)).toLowerCase() === stem);
}

/** Every file under a folder, by name, hidden ones left out; symbolic links are not followed. Bounded in depth and number. */
async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  let level = [folder];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const directory of level) {
      const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
      for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.name.startsWith('.')) continue;
        if (entry.isDirectory() && entry.name !== 'node_modules') next.push(join(directory, entry.name));
        else if (entry.isFile()) files.push(join(directory, entry.name));
        if (files.length >= MAX_ENTRIES) return files;
      }
    }
    level = next;
  }
  return files;
}

/**
 * The data files directly in a folder, or, when there are none, anywhere below it.
 *
 * @throws TerminalError `no-data` for the task when there are none.
 */
export async function dataFilesIn(folder: string): Promise<string[]> {
  const files = (await filesIn(folder)).filter((path) => DATA_EXTENSION.test(path));
  const direct = files.filter((path) => resolve(path, '..') === resolve(folder));
  const found = direct.length > 0 ? direct : files;
  if (found.length > 0) return found;
  throw new TerminalError('no-data', `There is no data in ${folder}: expected files that end in .csv, .tsv, .json or .ndjson.`, {
    for: 'task',
  });
}
