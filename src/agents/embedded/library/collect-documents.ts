import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve } from 'node:path';
import { AgentError, TerminalError } from '../../../core/agent-error.ts';
import { messageOf } from '../../../core/errors.ts';
import { DOCUMENT_EXTENSIONS, readDocument } from './read-document.ts';
import type { TextDocument } from './text-document.ts';

const MAX_FILES = 5000;
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '__pycache__', 'dist', 'build']);

export interface Collection {
  readonly documents: readonly TextDocument[];
  /** Files that could not be read, each with its reason. */
  readonly notes: readonly string[];
}

/** The document files below files and folders, in the order of their paths. Hidden ones are left out; links are not followed out of a folder. */
export async function documentFiles(inputs: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  const visit = async (path: string, depth: number): Promise<void> => {
    const about = await stat(path).catch(() => undefined);
    if (about === undefined || files.length >= MAX_FILES) return;
    if (about.isFile()) {
      if (depth === 0 || DOCUMENT_EXTENSIONS.has(extname(path).toLowerCase())) files.push(path);
      return;
    }
    const entries = await readdir(path, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || SKIPPED_FOLDERS.has(entry.name) || entry.isSymbolicLink()) continue;
      await visit(join(path, entry.name), depth + 1);
    }
  };
  for (const input of inputs) await visit(input, 0);
  return [...new Set(files)].filter((path) => DOCUMENT_EXTENSIONS.has(extname(path).toLowerCase()));
}

/** Reads all of them; what cannot be read becomes a note, and the rest goes on. */
export async function readAll(files: readonly string[], signal: AbortSignal): Promise<Collection> {
  const documents: TextDocument[] = [];
  const notes: string[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    try {
      const document = await readDocument(file);
      if (document.blocks.length > 0) documents.push(document);
      else notes.push(`${basename(file)} has no text.`);
    } catch (error) {
      notes.push(`${AgentError.isInstance(error) ? error.message : `${basename(file)}: ${messageOf(error)}`}.`);
    }
  }
  return { documents, notes };
}

/** `notes.md`, `data/report 2.pdf` in quotes: names of documents in an instruction. */
export function namedFiles(instruction: string): string[] {
  const quoted = [...instruction.matchAll(/["'`]([^"'`]+\.\w{2,8})["'`]/g)].map((match) => match[1] ?? '');
  const bare = [
    ...instruction.matchAll(/(?<![\w"'`])((?:[\w.-]+[/\\])*[\w.-]+\.(?:txt|text|md|markdown|html?|pdf|docx|rst|log))(?!\w)/gi),
  ].map((match) => match[1] ?? '');
  return [...new Set([...quoted, ...bare])];
}

/**
 * The files an instruction names: among the inputs, below input folders, else below the current folder.
 *
 * @throws TerminalError `no-file` for a name that is nowhere, with what there is.
 */
export async function findNamed(names: readonly string[], inputs: readonly string[]): Promise<string[]> {
  const available = await documentFiles(inputs);
  const found: string[] = [];
  for (const name of names) {
    const match = available.find(
      (path) => path === resolve(name) || path.endsWith(`/${name}`) || basename(path).toLowerCase() === basename(name).toLowerCase(),
    );
    const local = resolve(name);
    if (match !== undefined) found.push(match);
    else if (!relative(process.cwd(), local).startsWith('..') && (await stat(local).catch(() => undefined))?.isFile() === true)
      found.push(local);
    else {
      const there = available.slice(0, 5).map((path) => basename(path));
      throw new TerminalError(
        'no-file',
        `there is no document "${name}": ${there.length === 0 ? 'no documents were given; add them with --input' : `given were ${there.join(', ')}${available.length > 5 ? ' and others' : ''}`}`,
        { for: 'task' },
      );
    }
  }
  return found;
}
