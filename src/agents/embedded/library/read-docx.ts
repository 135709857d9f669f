import { createRequire } from 'node:module';
import { inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { cleanText } from './clean-text.ts';
import { runIsolated } from './isolated.ts';
import { readHtml } from './read-html.ts';
import type { ReadText } from './text-document.ts';

const MAX_UNPACKED_BYTES = 100 * 1024 * 1024;
const BOUNDS = { timeoutMs: 30_000, maxHeapMb: 1024 };

/** For `runIsolated`. `workerData`: `{library, bytes}`, `library` being the path of mammoth. Pictures are left out. */
const DOCX_WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const mammoth = require(workerData.library);
mammoth
  .convertToHtml({ buffer: Buffer.from(workerData.bytes) }, { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), externalFileAccess: false })
  .then(({ value }) => parentPort.postMessage({ html: value }), (error) => parentPort.postMessage({ failure: String(error?.message ?? error) }));
`;

const answerSchema = z.union([z.object({ failure: z.string() }), z.object({ html: z.string() })]);

/**
 * A Word document (docx): its paragraphs, headings and lists.
 *
 * @throws Error when it is none, unpacks to more than 100 MB, or takes too long.
 */
export async function readDocx(bytes: Buffer, signal: AbortSignal): Promise<ReadText> {
  const parts = partsOf(bytes);
  if (!parts.has('word/document.xml')) throw new Error('it is no Word document');
  const data = { library: createRequire(import.meta.url).resolve('mammoth'), bytes: new Uint8Array(bytes) };
  const answer = answerSchema.parse(await runIsolated(DOCX_WORKER, data, BOUNDS, signal));
  if ('failure' in answer) throw new Error(answer.failure);
  const properties = parts.get('docProps/core.xml') ?? '';
  const property = (name: string): string => cleanText(new RegExp(`<${name}[^>]*>([^<]{1,300})<`).exec(properties)?.[1] ?? '');
  const { blocks, title } = await readHtml(answer.html);
  const made = property('dcterms:created');
  return { blocks, title: unescapeXml(property('dc:title')) || title, stated: {}, ...(made === '' ? {} : { madeOn: made }) };
}

/**
 * The XML parts of a zip file, unpacked under a bound that a bomb runs into whatever sizes it declares.
 * Only those that are read as text are kept.
 */
function partsOf(bytes: Buffer): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  let left = MAX_UNPACKED_BYTES;
  for (const { name, method, start, packed } of entriesOf(bytes)) {
    const isXml = /\.(?:xml|rels)$/i.test(name);
    if (!isXml || (method !== 0 && method !== 8)) continue;
    const data = bytes.subarray(start, start + packed);
    const unpacked = method === 0 ? data : inflate(data, left);
    left -= unpacked.length;
    if (left < 0) throw tooLarge();
    parts.set(name, name === 'docProps/core.xml' ? unpacked.toString('utf8') : '');
  }
  return parts;
}

function inflate(data: Buffer, maxBytes: number): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw error;
  }
}

const tooLarge = (): Error => new Error(`it unpacks to more than ${MAX_UNPACKED_BYTES / 1024 / 1024} MB`);

/** The zip's central directory: PKWARE's APPNOTE, sections 4.3.7 and 4.3.12. */
function* entriesOf(
  bytes: Buffer,
): Generator<{ readonly name: string; readonly method: number; readonly start: number; readonly packed: number }> {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  if (end < 0 || end + 22 > bytes.length) throw new Error('it is no Word document');
  let at = bytes.readUInt32LE(end + 16);
  while (at + 46 <= end && bytes.readUInt32LE(at) === 0x02014b50) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const header = bytes.readUInt32LE(at + 42);
    if (header + 30 > bytes.length) throw new Error('it is damaged');
    yield {
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      start: header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28),
    };
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

function unescapeXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
}
