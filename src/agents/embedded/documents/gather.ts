import type { DependencyResult, Work } from '../../../core/agent.ts';
import { TerminalError } from '../../../core/agent-error.ts';
import { isOutputOf } from '../../../core/output.ts';
import { type Collection, documentFiles, findNamed, namedFiles, readAll } from '../library/collect-documents.ts';
import { DOCUMENT_EXTENSIONS, isDocumentName } from '../library/read-document.ts';
import { readMarkdown } from '../library/read-markdown.ts';
import type { TextDocument } from '../library/text-document.ts';

/**
 * The documents a task is about: those it names; else what earlier tasks wrote; else all that were given.
 *
 * @throws TerminalError for the task: `no-file`, `no-documents`, `unreadable`.
 */
export async function gatherDocuments(
  { task, dependencies, ...given }: Pick<Work, 'task' | 'dependencies' | 'inputs' | 'request' | 'namedPaths' | 'confinedTo'>,
  signal: AbortSignal,
): Promise<Collection> {
  const { read: names } = namedFiles(task.instruction);
  if (names.length > 0) return readable(await readAll(await findNamed(names, given, signal), signal), []);
  const handed = (await Promise.all(dependencies.map((dependency) => fromDependency(dependency, signal)))).flat();
  if (handed.length > 0) return { documents: handed, notes: [] };
  const { files, notes } = await documentFiles(given.inputs, signal);
  return readable(await readAll(files, signal), notes);
}

function readable({ documents, notes }: Collection, earlier: readonly string[]): Collection {
  const all = [...earlier, ...notes];
  if (documents.length > 0) return { documents, notes: all };
  if (notes.length > 0)
    throw new TerminalError('unreadable', `none of the documents can be read: ${all.slice(0, 5).join(' ')}`, { for: 'task' });
  // Another agent may know, or have tools to find out, what no document here says.
  const given = all.length > 0 ? all.slice(0, 5).join(' ') : 'none were given, or the given folders hold none.';
  throw new TerminalError(
    'no-documents',
    `there are no documents to read: ${given} Expected ${[...DOCUMENT_EXTENSIONS].join(', ')} files; add them with --input.`,
  );
}

async function fromDependency({ title, output, artifacts }: DependencyResult, signal: AbortSignal): Promise<readonly TextDocument[]> {
  if (isOutputOf(output, 'document')) return inMemory(output.title, output.paths[0] ?? '', output.markdown);
  if (isOutputOf(output, 'findings')) {
    const cited = output.sources.map((source, index) => ({ source, own: output.findings.filter((finding) => finding.source === index) }));
    return cited
      .filter(({ own }) => own.length > 0)
      .map(({ source, own }) => ({
        title: source.title,
        location: source.location,
        type: typeNamed(source.type),
        date: source.date,
        blocks: own.map(({ text }) => ({ kind: 'paragraph', text })),
      }));
  }
  if (typeof output === 'string') return inMemory(title, '', output);
  const files = artifacts.map(({ path }) => path).filter(isDocumentName);
  return (await readAll(files, signal)).documents;
}

const typeNamed = (type: string): TextDocument['type'] =>
  type === 'paper' || type === 'repository' || type === 'discussion' ? type : 'document';

async function inMemory(title: string, location: string, markdown: string): Promise<readonly TextDocument[]> {
  const { blocks } = await readMarkdown(markdown);
  return blocks.length === 0 ? [] : [{ title, location, type: 'document', date: null, blocks }];
}
