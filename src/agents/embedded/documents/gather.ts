import { extname } from 'node:path';
import type { DependencyResult, Work } from '../../../core/agent.ts';
import { TerminalError } from '../../../core/agent-error.ts';
import { isOutputOf } from '../../../core/output.ts';
import { type Collection, documentFiles, findNamed, namedFiles, readAll } from '../library/collect-documents.ts';
import { readMarkdown } from '../library/markup.ts';
import { DOCUMENT_EXTENSIONS } from '../library/read-document.ts';
import type { TextDocument } from '../library/text-document.ts';

/**
 * The documents a task is about: those it names; else what earlier tasks wrote; else all that were given.
 *
 * @throws TerminalError `no-file`, `no-documents`, `unreadable`.
 */
export async function gatherDocuments(
  { task, dependencies, inputs }: Pick<Work, 'task' | 'dependencies' | 'inputs'>,
  signal: AbortSignal,
): Promise<Collection> {
  const names = namedFiles(task.instruction);
  if (names.length > 0) return readable(await readAll(await findNamed(names, inputs), signal));
  const handed = (await Promise.all(dependencies.map(fromDependency))).flat();
  if (handed.length > 0) return { documents: handed, notes: [] };
  const files = await documentFiles(inputs);
  if (files.length === 0) {
    const given = inputs.length === 0 ? 'none were given' : 'the given inputs hold none';
    throw new TerminalError(
      'no-documents',
      `there are no documents to read: ${given}. Expected ${[...DOCUMENT_EXTENSIONS].join(', ')} files; add them with --input.`,
      { for: 'task' },
    );
  }
  return readable(await readAll(files, signal));
}

function readable(collection: Collection): Collection {
  if (collection.documents.length > 0) return collection;
  throw new TerminalError('unreadable', `none of the documents can be read: ${collection.notes.slice(0, 5).join(' ')}`, { for: 'task' });
}

async function fromDependency({ title, output, artifacts }: DependencyResult): Promise<TextDocument[]> {
  if (isOutputOf(output, 'document')) return [await inMemory(output.title, output.markdown)];
  if (isOutputOf(output, 'findings')) {
    const blocks = output.findings.map(({ text }) => ({ kind: 'paragraph' as const, text }));
    return blocks.length === 0 ? [] : [{ title: output.topic, location: title, type: 'document', date: null, blocks }];
  }
  if (typeof output === 'string' && output.trim() !== '') return [await inMemory(title, output)];
  const files = artifacts.map(({ path }) => path).filter((path) => DOCUMENT_EXTENSIONS.has(extname(path).toLowerCase()));
  return [...(await readAll(files, new AbortController().signal)).documents];
}

async function inMemory(title: string, markdown: string): Promise<TextDocument> {
  return { title, location: title, type: 'document', date: null, blocks: (await readMarkdown(markdown)).blocks };
}
