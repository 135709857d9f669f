import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { readTextFile } from '../../config/read-text-file.ts';
import { SkeinError } from '../../core/errors.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import { parseRequest } from '../../engine/parse-request.ts';
import type { Surroundings } from '../surroundings.ts';
import { existsAt, suggestion } from './given-inputs.ts';
import { readPipedRequest } from './request-text.ts';

/** What there is to do: a request in words, or the text of a plan file. */
export type RequestSource =
  | { readonly kind: 'request'; readonly request: string }
  | { readonly kind: 'plan-file'; readonly name: string; readonly text: string };

const PLAN_FILE = /\.(ya?ml|json)$/i;

/**
 * Reads what the words of a command line ask for: `-` is standard input, one word that ends like a plan file is one,
 * everything else is a request.
 *
 * @throws SkeinError `bad-usage`
 */
export async function readRequestSource(words: readonly string[], { directory, input }: Surroundings): Promise<RequestSource> {
  const [first = ''] = words;
  if (words.length === 1 && first === '-') return { kind: 'request', request: parseRequest(await readPipedRequest(input())) };
  if (words.length === 1 && isPlanFile(first, directory)) return { kind: 'plan-file', name: first, text: readPlanText(first, directory) };
  if (words.length > 1 && words.every((word) => PLAN_FILE.test(word))) {
    throw new SkeinError('bad-usage', {
      where: 'skein run',
      expected: 'one plan file at a time',
      received: words.map((word) => basename(word)).join(', '),
      todo: 'Run them one after the other.',
    });
  }
  if (words.length === 1) refuseOtherFile(first, directory);
  return { kind: 'request', request: parseRequest(words.join(' ')) };
}

/** A name with white space in it is a file name only when there is such a file. */
function isPlanFile(word: string, directory: string): boolean {
  return PLAN_FILE.test(word) && (!/\s/.test(word) || existsAt(resolve(directory, word)));
}

/** One word that names a file or folder says what to work on, and not what is to be done with it. */
function refuseOtherFile(word: string, directory: string): void {
  if (word === '' || /\s/.test(word) || !existsAt(resolve(directory, word))) return;
  throw new SkeinError('bad-usage', {
    where: 'the request',
    expected: 'what is to be done, in words, or a plan file (.yaml, .json)',
    received: `the name of a ${statSync(resolve(directory, word)).isDirectory() ? 'folder' : 'file'}, ${word}`,
    todo: `To work on it: skein "Summarize it" --input ${word}`,
  });
}

function readPlanText(name: string, directory: string): string {
  try {
    return readTextFile(resolve(directory, name));
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new SkeinError('bad-usage', {
      where: name,
      what: absent ? 'there is no such plan file' : `the plan file cannot be read (${fileTrouble(error)})`,
      todo: (absent ? suggestion(name, directory) : undefined) ?? 'Name a plan file, or put a request of several words in quotes.',
      cause: error,
    });
  }
}
