import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { TerminalError } from '../../../core/agent-error.ts';
import { messageOf } from '../../../core/errors.ts';
import { nearestName } from '../../../core/nearest-name.ts';
import { type Given, mayRead } from './may-read.ts';
import { isDocumentName, readDocument } from './read-document.ts';
import type { TextDocument } from './text-document.ts';

const MAX_FILES = 5000;
/** Of all texts together: what is beyond is left out, and said. */
const MAX_CHARACTERS = 40_000_000;
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '__pycache__']);

export interface Collection {
  readonly documents: readonly TextDocument[];
  /** Files that could not be read, each with its reason. */
  readonly notes: readonly string[];
}

export interface DocumentFiles {
  readonly files: readonly string[];
  /** Inputs that are not there or hold something else, each with its reason. */
  readonly notes: readonly string[];
}

/**
 * The document files below files and folders, in the order of their paths. Hidden files, `node_modules` and linked
 * folders are left out; at most 5,000 files are taken.
 */
export async function documentFiles(inputs: readonly string[], signal: AbortSignal): Promise<DocumentFiles> {
  const files = new Set<string>();
  const notes: string[] = [];
  const folders: string[] = [];
  for (const input of inputs) {
    const about = await stat(input).catch(() => undefined);
    if (about === undefined) notes.push(`${input}: there is no such file or folder.`);
    else if (about.isDirectory()) folders.push(input);
    else if (about.isFile() && isDocumentName(input)) files.add(input);
    else if (about.isFile()) notes.push(`${basename(input)} was not read: it is no text, Markdown, HTML, PDF or Word file.`);
    else notes.push(`${basename(input)} was not read: it is no file.`);
  }
  for (const folder of folders) {
    const waiting = [folder];
    for (let next = waiting.pop(); next !== undefined && files.size <= MAX_FILES; next = waiting.pop()) {
      signal.throwIfAborted();
      const entries = await readdir(next, { withFileTypes: true }).catch((error: unknown) => {
        notes.push(`${relative(folder, next ?? '') || basename(folder)} could not be opened: ${messageOf(error)}.`);
        return [];
      });
      const inner: string[] = [];
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = join(next, entry.name);
        if (entry.name.startsWith('.')) continue;
        if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) inner.push(path);
        else if (isDocumentName(entry.name) && (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path))))) files.add(path);
      }
      waiting.push(...inner.reverse());
    }
  }
  const sorted = [...files].sort((a, b) => (a < b ? -1 : 1));
  if (sorted.length > MAX_FILES) notes.push(`Only the first ${MAX_FILES} documents were read: more were given.`);
  return { files: sorted.slice(0, MAX_FILES), notes };
}

/** Reads all of them; what cannot be read becomes a note, and the rest goes on. */
export async function readAll(files: readonly string[], signal: AbortSignal): Promise<Collection> {
  const documents: TextDocument[] = [];
  const notes: string[] = [];
  let left = MAX_CHARACTERS;
  for (const [index, file] of files.entries()) {
    signal.throwIfAborted();
    if (left <= 0) {
      notes.push(
        `${files.length - index} documents were not read: those before them fill ${MAX_CHARACTERS / 1_000_000} million characters.`,
      );
      break;
    }
    try {
      const document = await readDocument(file, signal);
      left -= document.blocks.reduce((sum, { text }) => sum + text.length, 0);
      if (document.partial === true) notes.push(`Only the beginning of ${basename(file)} was read: it is very long.`);
      if (document.blocks.length > 0) documents.push(document);
      else notes.push(`${basename(file)} has no text.`);
    } catch (error) {
      if (signal.aborted) throw error;
      notes.push(`${messageOf(error)}.`);
    }
  }
  return { documents, notes };
}

const EXTENSIONS = 'txt|text|md|markdown|x?html?|pdf|docx|rst|log';
const QUOTED = new RegExp(`["'\`“‘]([^"'\`“”‘’\\n]{1,200}\\.(?:${EXTENSIONS}))["'\`”’]`, 'gi');
const BARE = new RegExp(`(?<![\\p{L}\\p{N}_.@+:/\\\\-])([\\p{L}\\p{N}_.@+/\\\\-]{1,300}\\.(?:${EXTENSIONS}))(?![\\p{L}\\p{N}_/])`, 'giu');
const SAVED_AS = /(?:\b(?:to|into|as|called|named)\s+(?:a\s+|the\s+|file\s+)*)$/i;

/** `notes.md`, `data/report 2.pdf` in quotes: the documents an instruction names to be read, and the file it names to be written. */
export function namedFiles(instruction: string): { readonly read: readonly string[]; readonly written: string | undefined } {
  const quoted = [...instruction.matchAll(QUOTED)].map(({ index, 1: name = '' }) => ({ at: index, name }));
  const bare = [...instruction.replace(QUOTED, (match) => ' '.repeat(match.length)).matchAll(BARE)].map(({ index, 1: name = '' }) => ({
    at: index,
    name,
  }));
  const all = [...quoted, ...bare].sort((a, b) => a.at - b.at);
  const written = all.length > 1 || isWriting(instruction) ? all.findLast(({ at }) => isTarget(instruction, at)) : undefined;
  const read = all.filter((file) => file !== written).map(({ name }) => name);
  return { read: [...new Set(read)], written: written?.name };
}

const isWriting = (instruction: string): boolean => /\b(?:save|write|store|export|put)\b/i.test(instruction);

/** `compare a.md to b.md` names two to be read; `summarize a.md to b.md` one of them to be written. */
function isTarget(instruction: string, at: number): boolean {
  if (!SAVED_AS.test(instruction.slice(0, at))) return false;
  return isWriting(instruction) || !/\b(?:compare|compared|contrast|match|relate|from)\b/i.test(instruction.slice(0, at));
}

/**
 * The files an instruction names: among the inputs, below input folders, else below the current folder. Elsewhere only
 * where the user's own request says so: an instruction may have been made from the words of a document.
 *
 * @throws TerminalError `no-file` for a name that is nowhere, with what there is.
 */
export async function findNamed(names: readonly string[], given: Given, signal: AbortSignal): Promise<string[]> {
  const { files: available } = await documentFiles(given.inputs, signal);
  const found: string[] = [];
  for (const name of names) {
    const tail = sep + name.replace(/^\.[/\\]/, '');
    const match =
      available.find((path) => path === name || path.endsWith(tail)) ??
      available.find((path) => basename(path).toLowerCase() === basename(name).toLowerCase());
    const local = resolve(name);
    if (match !== undefined) found.push(match);
    else if ((await isFile(local)) && (await mayRead(local, name, given))) found.push(local);
    else throw missing(name, available);
  }
  return [...new Set(found)];
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

function missing(name: string, available: readonly string[]): TerminalError {
  const names = available.map((path) => basename(path));
  const nearest = nearestName(name, names);
  const given =
    names.length === 0
      ? 'no documents were given; add them with --input'
      : `given were ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} others` : ''}`;
  return new TerminalError(
    'no-file',
    `there is no document "${name}": ${given}${nearest === undefined ? '' : `. Did you mean "${nearest}"?`}`,
    { for: 'task' },
  );
}
