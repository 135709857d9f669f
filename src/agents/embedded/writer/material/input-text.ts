import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, resolve } from 'node:path';
import type { Work } from '../../../../core/agent.ts';
import type { DocumentOutput } from '../../../../core/output.ts';
import { type Given, mayRead } from '../../library/may-read.ts';
import { nameOfFile } from '../compose/title.ts';
import { cleanBlock } from '../text/clean-text.ts';

const TEXT_FILES = new Set(['.md', '.markdown', '.txt', '.text', '.rst']);
const MAX_FILES = 20;
const MAX_BYTES = 400_000;

/** A text after a colon or a line break, long enough to be material and not part of the order. */
const MIN_INLINE_CHARS = 80;

/**
 * What a task without dependencies can still be about: the text that follows in the instruction itself, or the text files
 * that it names, or else those among the inputs.
 */
export async function textAtHand({ task, ...given }: Work): Promise<DocumentOutput[]> {
  const inline = /(?::\s|\n)([\s\S]+)$/.exec(task.instruction)?.[1]?.trim() ?? '';
  if (inline.length >= MIN_INLINE_CHARS) return [documentOf('Summary', inline, undefined)];
  const named = [...task.instruction.matchAll(/[\w./~-]+\.(?:md|markdown|txt|text|rst)\b/gi)].map(([name]) => name);
  const files = await textFilesIn(given.inputs);
  const wanted = named.length === 0 ? files : await resolveNamed(named, files, given);
  const documents: DocumentOutput[] = [];
  for (const path of wanted.slice(0, MAX_FILES)) {
    const text = cleanBlock((await readFile(path, 'utf8')).slice(0, MAX_BYTES))
      .replace(/^---\n[\s\S]*?\n---\n/, '')
      .trim();
    if (text !== '') documents.push(documentOf(nameOfFile(path), text, path));
  }
  return documents;
}

function documentOf(title: string, markdown: string, path: string | undefined): DocumentOutput {
  const sources = path === undefined ? [] : [{ title, location: path, type: 'document', date: null }];
  return { kind: 'document', title, markdown, sources, paths: path === undefined ? [] : [path] };
}

async function resolveNamed(names: readonly string[], files: readonly string[], user: Given): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const given = files.find((path) => path.endsWith(`/${name}`) || basename(path) === basename(name));
    const path = given ?? (isAbsolute(name) ? name : resolve(name));
    if (given !== undefined || ((await isTextFile(path)) && (await mayRead(path, name, user)))) found.push(path);
  }
  return [...new Set(found)];
}

/** Text files among the inputs and, one level deep and deeper, in the folders among them; in the order of their names. */
async function textFilesIn(inputs: readonly string[], depth = 0): Promise<string[]> {
  const found: string[] = [];
  for (const input of inputs) {
    if (found.length >= MAX_FILES) break;
    if (await isTextFile(input)) found.push(input);
    else if (depth < 3) {
      const names = await readdir(input).catch(() => []);
      const inside = names.filter((name) => !name.startsWith('.')).sort();
      found.push(
        ...(await textFilesIn(
          inside.map((name) => join(input, name)),
          depth + 1,
        )),
      );
    }
  }
  return found.slice(0, MAX_FILES);
}

async function isTextFile(path: string): Promise<boolean> {
  if (!TEXT_FILES.has(extname(path).toLowerCase())) return false;
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
}
