import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { TerminalError } from '../../../../core/agent-error.ts';
import { binaryKindOf } from './binary-kind.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** A readable file of text, and how its bytes become characters. */
export interface DataFile {
  readonly path: string;
  readonly bytes: number;
  readonly gzip: boolean;
  readonly encoding: Encoding;
  /** Names this content: another size or time of change is another file. */
  readonly version: string;
}

const CHUNK_BYTES = 64 * 1024;
const SAMPLE_BYTES = 64 * 1024;
/** A gzip file of a few megabytes can unpack to any length. */
const MAX_UNPACKED_BYTES = 4 * 1024 ** 3;

/**
 * Looks at a file: that it exists, is not empty, holds text, and in which encoding. Reads it whole once, keeping nothing.
 *
 * @throws TerminalError for the task: `no-such-file`, `not-a-file`, `unreadable-file`, `empty-file`, `binary-file`.
 */
export async function openDataFile(path: string, signal: AbortSignal): Promise<DataFile> {
  const name = basename(path);
  const status = await stat(path).catch((cause: unknown) => {
    throw new TerminalError('no-such-file', `There is no file ${path}.`, { for: 'task', cause });
  });
  if (!status.isFile()) throw new TerminalError('not-a-file', `${path} is not a regular file. Name a file of data.`, { for: 'task' });
  if (status.size === 0)
    throw new TerminalError('empty-file', `${name} is empty: it has no bytes, so there is no data in it.`, { for: 'task' });
  const head = await firstBytes(path);
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  const file = {
    path,
    bytes: status.size,
    gzip,
    encoding: 'utf-8' as const,
    version: `${path}|${status.size}|${status.mtimeMs}|${status.ino}`,
  };
  return { ...file, encoding: await encodingOf(file, signal) };
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path).catch((cause: unknown) => {
    throw new TerminalError('unreadable-file', `${path} cannot be opened: ${(cause as Error).message}.`, { for: 'task', cause });
  });
  await using _ = handle;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
  return buffer.subarray(0, bytesRead);
}

/** The bytes of a file, unpacked, in chunks. */
export async function* rawChunks(file: Pick<DataFile, 'path' | 'gzip'>, signal: AbortSignal): AsyncGenerator<Buffer> {
  const source = createReadStream(file.path, { highWaterMark: CHUNK_BYTES });
  const unpacked = file.gzip ? source.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : source;
  if (file.gzip) source.on('error', (error) => unpacked.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      bytes += chunk.length;
      if (file.gzip && bytes > MAX_UNPACKED_BYTES) {
        throw new TerminalError('too-large', `${basename(file.path)} unpacks to more than 4 GiB. Unpack it and give a part of it.`, {
          for: 'task',
        });
      }
      yield chunk;
    }
  } catch (thrown) {
    if (file.gzip && (thrown as NodeJS.ErrnoException).code?.startsWith('Z_')) {
      throw new TerminalError('broken-gzip', `${basename(file.path)} is a damaged gzip file: ${(thrown as Error).message}.`, {
        for: 'task',
        cause: thrown,
      });
    }
    throw thrown;
  } finally {
    source.destroy();
  }
}

async function encodingOf(file: Pick<DataFile, 'path' | 'gzip'>, signal: AbortSignal): Promise<Encoding> {
  const name = basename(file.path);
  let carried: Buffer = Buffer.alloc(0);
  let first = true;
  let utf8 = true;
  for await (const chunk of rawChunks(file, signal)) {
    if (first) {
      first = false;
      if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
      if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
      const kind = binaryKindOf(chunk.subarray(0, SAMPLE_BYTES));
      if (kind !== undefined) {
        throw new TerminalError('binary-file', `${name} is ${kind.name}, not a table in text. ${kind.advice}`, { for: 'task' });
      }
    }
    const bytes = carried.length === 0 ? chunk : Buffer.concat([carried, chunk]);
    const whole = wholeCharacters(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) {
      utf8 = false;
      break;
    }
    carried = bytes.subarray(whole);
  }
  return utf8 && isUtf8(carried) ? 'utf-8' : 'windows-1252';
}

/** How many of the bytes are there before a UTF-8 sequence that the next chunk would finish. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** The bytes of a file as UTF-8 without a byte order mark, in chunks. */
export async function* utf8Chunks(file: DataFile, signal: AbortSignal): AsyncGenerator<Buffer> {
  if (file.encoding === 'utf-8') {
    let first = true;
    for await (const chunk of rawChunks(file, signal)) {
      const marked = first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
      first = false;
      yield marked ? chunk.subarray(3) : chunk;
    }
    return;
  }
  const decoder = new TextDecoder(file.encoding);
  for await (const chunk of rawChunks(file, signal)) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest);
}
