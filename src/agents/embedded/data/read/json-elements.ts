import { TerminalError } from '../../../../core/agent-error.ts';

/** Where the rows of a JSON text are. */
export interface JsonLayout {
  /** `list`: the elements of an array; `values`: values one after the other, as in NDJSON; `whole`: one value without a list of objects. */
  readonly kind: 'list' | 'values' | 'whole';
  /** Byte offset of the array's `[`; 0 for values. */
  readonly start: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const COMMA = 0x2c;

const MAX_ELEMENT_BYTES = 16 * 1024 * 1024;

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Finds the rows of a JSON text: a list at the top, or the first list of objects that is inside no other
 * list (`{"meta": {}, "data": [{}, {}]}`); failing both, the values at the top themselves. Reads only as far as it must.
 */
export async function findRows(chunks: AsyncIterable<Buffer>): Promise<JsonLayout> {
  let offset = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let openedListAt: { start: number; depth: number } | undefined;
  let listDepth: number | undefined;
  let valuesAtTop = 0;
  for await (const chunk of chunks) {
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] ?? 0;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      if (isSpace(byte)) continue;
      if (openedListAt !== undefined) {
        if (byte === OPEN_OBJECT || openedListAt.depth === 1) return { kind: 'list', start: openedListAt.start };
        openedListAt = undefined;
      }
      if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (depth === 0) valuesAtTop++;
        if (valuesAtTop > 1) return { kind: 'values', start: 0 };
        depth++;
        if (byte === OPEN_LIST && listDepth === undefined) {
          openedListAt = { start: offset + index, depth };
          listDepth = depth;
        }
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        if (listDepth === depth) listDepth = undefined;
        depth--;
      }
    }
    offset += chunk.length;
  }
  return { kind: 'whole', start: 0 };
}

/**
 * The texts of the elements of a list, or of values one after the other. Brackets are counted, nothing is parsed.
 *
 * @throws TerminalError `broken-json` when the text ends inside an element, or one is longer than 16 MiB.
 */
export async function* elementTexts(chunks: AsyncIterable<Buffer>, layout: JsonLayout, name: string): AsyncGenerator<string[]> {
  const { start } = layout;
  const elementDepth = layout.kind === 'list' ? 1 : 0;
  let offset = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let done = false;
  for await (const whole of chunks) {
    const chunk = offset < start ? whole.subarray(Math.min(start - offset, whole.length)) : whole;
    offset += whole.length;
    if (chunk.length === 0) continue;
    const texts: string[] = [];
    let from = depth >= elementDepth ? 0 : -1;
    const cut = (to: number): void => {
      const text = Buffer.concat([...pending, chunk.subarray(Math.max(from, 0), to)])
        .toString('utf8')
        .trim();
      pending = [];
      pendingBytes = 0;
      if (text !== '') texts.push(text);
    };
    for (let index = 0; index < chunk.length && !done; index++) {
      const byte = chunk[index] ?? 0;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        depth++;
        if (layout.kind === 'list' && depth === 1) from = index + 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (layout.kind === 'list' && depth === elementDepth) {
          cut(index);
          done = true;
        } else {
          depth--;
          if (layout.kind === 'values' && depth === 0) {
            cut(index + 1);
            from = index + 1;
          }
        }
      } else if (byte === COMMA && depth === elementDepth) {
        cut(index);
        from = index + 1;
      }
    }
    if (!done && from >= 0) {
      pending.push(chunk.subarray(from));
      pendingBytes += chunk.length - from;
      if (pendingBytes > MAX_ELEMENT_BYTES) throw broken(name, 'one of its rows is longer than 16 MiB');
    }
    if (texts.length > 0) yield texts;
    if (done) return;
  }
  const rest = Buffer.concat(pending).toString('utf8').trim();
  if (layout.kind === 'list' || depth !== 0) throw broken(name, 'it ends in the middle of a value; it may have been cut off');
  if (rest !== '') yield [rest];
}

function broken(name: string, what: string): TerminalError {
  return new TerminalError('broken-json', `${name} cannot be read as JSON: ${what}.`, { for: 'task' });
}
