import type { Context } from 'hono';
import { messageOf, SkeinError } from '../core/errors.ts';
import { Refusal } from './refusal.ts';

const MOST_BODY_BYTES = 8 * 1024 * 1024;

/** What was sent as JSON; nothing at all is an empty object. */
export async function bodyOf({ req }: Context): Promise<unknown> {
  const text = await textOf(req.raw.body);
  const type = req.header('content-type');
  if (text === '' && type === undefined) return {};
  if (type === undefined || !/^application\/json\s*(;|$)/i.test(type)) {
    throw new Refusal(415, 'bad-usage', { where: 'Content-Type', expected: 'application/json', received: JSON.stringify(type ?? '') });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SkeinError('bad-usage', { where: 'the body', what: `is not JSON (${messageOf(error)})` });
  }
}

/** What is too long is not kept; the end of it is waited for, within bounds, so that whoever sends it can read why it was refused. */
async function textOf(body: ReadableStream<Uint8Array> | null): Promise<string> {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes <= MOST_BODY_BYTES) chunks.push(chunk);
    else chunks = [];
    if (bytes > 8 * MOST_BODY_BYTES) break;
  }
  if (bytes > MOST_BODY_BYTES) {
    throw new Refusal(413, 'too-large', { where: 'the body', expected: `at most ${MOST_BODY_BYTES} bytes`, received: 'more' });
  }
  return Buffer.concat(chunks).toString();
}
