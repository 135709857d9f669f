import { createRequire } from 'node:module';
import * as z from 'zod';
import { cleanText } from './clean-text.ts';
import { type Bounds, runIsolated } from './isolated.ts';
import { PDF_WORKER } from './pdf-worker.ts';
import { paragraphsOf } from './printed-lines.ts';
import type { ReadText } from './text-document.ts';

const MAX_PAGES = 2000;
const BOUNDS = { timeoutMs: 30_000, maxHeapMb: 1024 };

const answerSchema = z.union([
  z.object({ failure: z.string() }),
  z.object({
    lines: z.array(z.object({ text: z.string(), size: z.number(), top: z.number(), page: z.number() })),
    title: z.string(),
    made: z.string(),
  }),
]);

/**
 * The text layer of a PDF, page by page.
 *
 * @throws Error when it is broken, locked, takes too long, or holds no text.
 */
export async function readPdf(bytes: Uint8Array, signal: AbortSignal, bounds: Bounds = BOUNDS): Promise<ReadText> {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).includes('%PDF-')) throw new Error('it is no PDF');
  const data = { library: createRequire(import.meta.url).resolve('unpdf'), bytes: new Uint8Array(bytes), maxPages: MAX_PAGES };
  const answer = answerSchema.parse(await runIsolated(PDF_WORKER, data, bounds, signal));
  if ('failure' in answer) throw new Error(answer.failure);
  const lines = answer.lines.map((line) => ({ ...line, text: cleanText(line.text) })).filter(({ text }) => text !== '');
  const blocks = paragraphsOf(lines);
  if (blocks.length === 0) throw new Error('it holds no text: it may be a scan');
  const made = /^D:(\d{4})(\d{2})(\d{2})/.exec(answer.made);
  return {
    blocks,
    title: blocks.slice(0, 5).find(({ kind }) => kind === 'heading')?.text ?? readableTitle(answer.title),
    stated: {},
    ...(made === null ? {} : { madeOn: `${made[1]}-${made[2]}-${made[3]}` }),
  };
}

/** Programs write file names and placeholders where a title belongs. */
function readableTitle(title: string): string | undefined {
  const text = cleanText(title);
  return text === '' || /^(?:untitled|document\d*|microsoft word\b.*|.*\.(?:docx?|pdf|tex|indd|html?))$/i.test(text) ? undefined : text;
}
