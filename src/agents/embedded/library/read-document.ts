import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { messageOf } from '../../../core/errors.ts';
import { cleanText } from './clean-text.ts';
import { isoDateIn } from './text-date.ts';
import { type ReadText, type TextDocument, typeOf } from './text-document.ts';

/** Files of these kinds are documents. */
export const DOCUMENT_EXTENSIONS: ReadonlySet<string> = new Set([
  '.txt',
  '.text',
  '.md',
  '.markdown',
  '.html',
  '.htm',
  '.xhtml',
  '.pdf',
  '.docx',
  '.rst',
  '.log',
]);

export const isDocumentName = (path: string): boolean => DOCUMENT_EXTENSIONS.has(extname(path).toLowerCase());

const MAX_BYTES = 50 * 1024 * 1024;
/** Of the text of one file; more is a dump, and is read up to here. */
const MAX_CHARACTERS = 5_000_000;

/**
 * Reads a document file: text, Markdown, HTML, PDF or Word.
 *
 * @throws Error whose message names the file and says why it cannot be read.
 */
export async function readDocument(path: string, signal: AbortSignal): Promise<TextDocument> {
  const name = basename(path);
  try {
    const { blocks, title, stated, madeOn, partial = false } = await readByExtension(path, signal);
    const opening = blocks
      .slice(0, 4)
      .map(({ text }) => text.slice(0, 400))
      .join('\n');
    return {
      title: cleanText(title ?? '').slice(0, 300) || name,
      location: path,
      type: typeOf(stated.type, path, blocks),
      date: isoDateIn(stated.date) ?? isoDateIn(opening) ?? isoDateIn(madeOn),
      blocks,
      ...(partial ? { partial } : {}),
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new Error(`${name} cannot be read as ${extname(path).slice(1).toLowerCase() || 'text'}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Libraries tell of broken files in many words, and of those nested too deep by running out of stack. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deep';
  const message = cleanText(messageOf(error)).replace(/[.]+$/, '');
  return message.length <= 160 ? message : `${message.slice(0, 159)}…`;
}

async function readByExtension(path: string, signal: AbortSignal): Promise<ReadText> {
  const bytes = await readWhole(path);
  const extension = extname(path).toLowerCase();
  if (bytes.length === 0) throw new Error('it is empty');
  if (extension === '.pdf') return (await import('./read-pdf.ts')).readPdf(bytes, signal);
  if (extension === '.docx') return (await import('./read-docx.ts')).readDocx(bytes, signal);
  const { decodeText } = await import('./decode-text.ts');
  const whole = decodeText(bytes);
  const text = whole.slice(0, MAX_CHARACTERS);
  const read = await readByMarkup(text, extension);
  return whole.length > text.length ? { ...read, partial: true } : read;
}

async function readByMarkup(text: string, extension: string): Promise<ReadText> {
  if (/^\.x?html?$/.test(extension)) return (await import('./read-html.ts')).readHtml(text);
  if (extension === '.md' || extension === '.markdown') return (await import('./read-markdown.ts')).readMarkdown(text);
  return (await import('./read-plain-text.ts')).readPlainText(text);
}

/** Pipes and devices never end: only files are read, and opening a pipe does not wait for its writer. */
async function readWhole(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const about = await file.stat();
    if (!about.isFile()) throw new Error('it is no file');
    if (about.size > MAX_BYTES)
      throw new Error(`it has ${Math.round(about.size / 1024 / 1024)} MB, more than the ${MAX_BYTES / 1024 / 1024} MB that are read`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
