import { StringDecoder } from 'node:string_decoder';
import * as z from 'zod';
import { type Tool, ToolError } from '../tool.ts';
import { inputSchemaOf, parseInput } from '../tool-input.ts';
import { MAX_TOOL_CHARACTERS } from '../tool-text.ts';
import type { FileRoom, FoundPlace } from './file-room.ts';

const CHUNK = 64 * 1024;
/** So far into a file a line is looked for; more would take too long for one call. */
const MAX_BYTES = 256 * 1024 * 1024;

const input = z.object({
  path: z.string().min(1).max(4096),
  fromLine: z.number().int().min(1).optional().describe('the first line to read, from 1'),
  lines: z.number().int().min(1).max(10_000).optional().describe('how many lines to read'),
});

/** Reads a text file, or the part of it that is asked for. */
export function readTool(room: FileRoom): Tool {
  return {
    name: 'read_file',
    description: `Read a text file. ${room.describe()} A long file is read in parts with fromLine and lines.`,
    inputSchema: inputSchemaOf(input),
    execute: async (given, { signal }) => {
      const { path, fromLine = 1, lines = Number.POSITIVE_INFINITY } = parseInput(input, given);
      return await readLines(room, await room.find(path), fromLine, lines, signal);
    },
  };
}

async function readLines(room: FileRoom, place: FoundPlace, fromLine: number, lines: number, signal: AbortSignal): Promise<string> {
  const handle = await room.openFile(place);
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(CHUNK);
    let text = '';
    let line = 1;
    let read = 0;
    while (text.length <= MAX_TOOL_CHARACTERS && line < fromLine + lines) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, CHUNK);
      const chunk = buffer.subarray(0, bytesRead);
      if (read === 0 && chunk.includes(0)) throw new ToolError(`"${place.name}" is no text: it is binary, ${place.size} bytes.`);
      read += bytesRead;
      if (read > MAX_BYTES) throw new ToolError(`"${place.name}" is too large to be read so far in (${place.size} bytes).`);
      const piece = bytesRead === 0 ? decoder.end() : decoder.write(chunk);
      const taken = takeLines(piece, line, fromLine, lines);
      text += taken.text;
      line = taken.line;
      if (bytesRead === 0) break;
    }
    if (text === '') return place.size === 0 ? '(the file is empty)' : `(the file has nothing from line ${fromLine} on)`;
    if (text.length <= MAX_TOOL_CHARACTERS) return text;
    const shown = text.slice(0, MAX_TOOL_CHARACTERS).toWellFormed();
    const last = fromLine + shown.split('\n').length - 1;
    return `${shown}\n[... cut at line ${last} of a file of ${place.size} bytes; read on with fromLine: ${last} ...]`;
  } finally {
    await handle.close();
  }
}

/** The part of a piece of text that lies in the wanted lines, and the line that the text after it is on. */
function takeLines(piece: string, startLine: number, fromLine: number, lines: number): { readonly text: string; readonly line: number } {
  let line = startLine;
  let from = line >= fromLine ? 0 : piece.length;
  for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) {
    line++;
    if (line === fromLine) from = at + 1;
    if (line >= fromLine + lines) return { text: piece.slice(from, at), line };
  }
  return { text: piece.slice(from), line };
}
