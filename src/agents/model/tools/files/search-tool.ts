import { lstat, readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Tool } from '../tool.ts';
import { inputSchemaOf, parseInput } from '../tool-input.ts';
import { cutText } from '../tool-text.ts';
import type { FileRoom } from './file-room.ts';
import { type Entry, walk } from './walk.ts';

const MAX_MATCHES = 100;
const MAX_FILES = 5000;
const MAX_FILE_BYTES = 5_000_000;
const MAX_BYTES = 500_000_000;
const MAX_DEPTH = 12;
const MAX_LINE = 300;

const input = z.object({
  text: z.string().min(1).max(500).describe('what to look for, as it is written; upper and lower case are alike'),
  path: z.string().min(1).max(4096).optional().describe('a folder or file; without it, everything'),
});

/** Finds lines that hold a text. Plain text, no pattern: a pattern can be made to take forever. */
export function searchTool(room: FileRoom): Tool {
  return {
    name: 'search_files',
    description: `Find the lines of text files that hold some text. ${room.describe()}`,
    inputSchema: inputSchemaOf(input),
    execute: async (given, { signal }) => {
      const { text, path } = parseInput(input, given);
      const places = path === undefined ? room.roots : [await room.find(path)];
      const lines: string[] = [];
      let files = 0;
      let skipped = 0;
      let bytes = 0;
      for (const place of places) {
        for await (const { path: file, name, kind } of entriesOf(place, signal)) {
          if (kind !== 'file') continue;
          signal.throwIfAborted();
          if (files++ >= MAX_FILES || lines.length >= MAX_MATCHES) break;
          const size = (await lstat(file).catch(() => undefined))?.size ?? 0;
          bytes += size;
          if (size > MAX_FILE_BYTES || bytes > MAX_BYTES) skipped++;
          else lines.push(...matchesIn(await textOf(file), text, name).slice(0, MAX_MATCHES - lines.length));
        }
      }
      const notes = [
        ...(lines.length >= MAX_MATCHES ? [`[... the first ${MAX_MATCHES} matches; look for something rarer, or in one folder ...]`] : []),
        ...(files > MAX_FILES ? [`[... only the first ${MAX_FILES} files were searched ...]`] : []),
        ...(skipped > 0 ? [`[... ${skipped} files were not searched: they are too large, or there is too much ...]`] : []),
      ];
      return cutText([...(lines.length === 0 ? [`No line holds "${text}".`] : lines), ...notes].join('\n'));
    },
  };
}

async function* entriesOf(
  place: { readonly path: string; readonly name: string; readonly isFolder: boolean },
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  if (place.isFolder) yield* walk(place.path, place.name, MAX_DEPTH, signal);
  else yield { path: place.path, name: place.name, kind: 'file' };
}

/** Empty for what is no text. */
async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  return bytes.subarray(0, 8192).includes(0) ? '' : bytes.toString('utf8');
}

function matchesIn(content: string, text: string, name: string): string[] {
  const wanted = text.toLowerCase();
  if (!content.toLowerCase().includes(wanted)) return [];
  return content
    .split('\n')
    .flatMap((line, index) => (line.toLowerCase().includes(wanted) ? [`${name}:${index + 1}: ${line.trim().slice(0, MAX_LINE)}`] : []));
}
