import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { TerminalError } from '../../../core/agent-error.ts';
import { messageOf } from '../../../core/errors.ts';
import { type ReadMarkup, readHtml, readMarkdown, readPlainText } from './markup.ts';
import { type Block, isoDateIn, type TextDocument, typeOf } from './text-document.ts';

/** Files of these kinds are documents. */
export const DOCUMENT_EXTENSIONS: ReadonlySet<string> = new Set([
  '.txt',
  '.text',
  '.md',
  '.markdown',
  '.html',
  '.htm',
  '.pdf',
  '.docx',
  '.rst',
  '.log',
]);

const MAX_BYTES = 50 * 1024 * 1024;

/**
 * Reads a document file: text, Markdown, HTML, PDF or Word.
 *
 * @throws TerminalError for the task: `too-large`, `unreadable`, each naming the file and the reason.
 */
export async function readDocument(path: string): Promise<TextDocument> {
  const name = basename(path);
  const { size } = await stat(path);
  if (size > MAX_BYTES)
    throw new TerminalError('too-large', `${name} has ${Math.round(size / 1e6)} MB: expected a document of at most 50 MB`, { for: 'task' });
  let read: ReadMarkup;
  try {
    read = await readByExtension(path);
  } catch (error) {
    throw new TerminalError('unreadable', `${name} cannot be read as ${extname(path).slice(1) || 'text'}: ${messageOf(error)}`, {
      for: 'task',
      cause: error,
    });
  }
  const { blocks, title, stated } = read;
  return {
    title: title ?? name,
    location: path,
    type: typeOf(stated.type, path, blocks),
    date:
      isoDateIn(stated.date) ??
      isoDateIn(
        blocks
          .slice(0, 4)
          .map(({ text }) => text)
          .join(' '),
      ),
    blocks,
  };
}

async function readByExtension(path: string): Promise<ReadMarkup> {
  const extension = extname(path).toLowerCase();
  const bytes = await readFile(path);
  if (extension === '.pdf') return readPdf(bytes);
  if (extension === '.docx') return readDocx(bytes);
  if (bytes.subarray(0, 4096).includes(0)) throw new Error('it is a binary file');
  const text = bytes.toString('utf8');
  if (extension === '.html' || extension === '.htm') return readHtml(text);
  return extension === '.md' || extension === '.markdown' ? readMarkdown(text) : readPlainText(text);
}

async function readDocx(bytes: Buffer): Promise<ReadMarkup> {
  const { default: mammoth } = await import('mammoth');
  const { value } = await mammoth.convertToHtml({ buffer: bytes });
  return readHtml(value);
}

async function readPdf(bytes: Buffer): Promise<ReadMarkup> {
  const { extractText, getDocumentProxy } = await import('unpdf');
  const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  const { text } = await extractText(document, { mergePages: false });
  const blocks = text.flatMap(blocksOfPage);
  if (blocks.length === 0) throw new Error('it holds no text: it may be a scan');
  return { blocks, title: blocks.find(({ kind }) => kind === 'heading')?.text, stated: {} };
}

/** A page's lines as blocks: words divided at a line's end are joined; a short line that ends no sentence is a heading. */
function blocksOfPage(page: string): Block[] {
  const blocks: Block[] = [];
  let paragraph = '';
  const flush = (): void => {
    if (paragraph.trim() !== '') blocks.push({ kind: 'paragraph', text: paragraph.replace(/\s+/g, ' ').trim() });
    paragraph = '';
  };
  for (const raw of page.split(/\r?\n/)) {
    const line = raw.trim();
    const startsSomething = paragraph === '' || /[.!?:]["”)]?$/.test(paragraph);
    if (line === '') flush();
    else if (startsSomething && line.length < 70 && /^[\p{Lu}\d]/u.test(line) && !/[.!?,;:]$/.test(line)) {
      flush();
      blocks.push({ kind: 'heading', text: line });
    } else {
      paragraph = paragraph.endsWith('-') && /^\p{Ll}/u.test(line) ? paragraph.slice(0, -1) + line : `${paragraph} ${line}`;
    }
  }
  flush();
  return blocks;
}
