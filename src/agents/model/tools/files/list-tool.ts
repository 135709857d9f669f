import { lstat } from 'node:fs/promises';
import * as z from 'zod';
import type { Tool } from '../tool.ts';
import { inputSchemaOf, parseInput } from '../tool-input.ts';
import { cutText } from '../tool-text.ts';
import type { FileRoom } from './file-room.ts';
import { walk } from './walk.ts';

const MAX_ENTRIES = 500;

const input = z.object({
  path: z.string().min(1).max(4096).optional().describe('a folder; without it, all there is'),
  depth: z.number().int().min(1).max(10).optional().describe('how deep to look, 1 without it'),
});

/** Lists what may be seen: folders end in a slash, files come with their size. */
export function listTool(room: FileRoom): Tool {
  return {
    name: 'list_files',
    description: `List files and folders. ${room.describe()}`,
    inputSchema: inputSchemaOf(input),
    execute: async (given, { signal }) => {
      const { path, depth = 1 } = parseInput(input, given);
      if (path === undefined) return room.roots.map(({ name, isFolder }) => `${name}${isFolder ? '/' : ''}`).join('\n') || room.describe();
      const place = await room.find(path);
      if (!place.isFolder) return `${place.name} ${place.size} bytes`;
      const lines: string[] = [];
      for await (const { path: inner, name, kind } of walk(place.path, place.name, depth, signal)) {
        if (lines.length === MAX_ENTRIES) {
          lines.push(`[... more than ${MAX_ENTRIES} entries; list a folder inside ...]`);
          break;
        }
        const size = kind === 'file' ? ` ${(await lstat(inner).catch(() => undefined))?.size ?? '?'} bytes` : '';
        lines.push(`${name}${kind === 'folder' ? '/' : kind === 'other' ? ' (not a regular file)' : size}`);
      }
      return cutText(lines.join('\n') || '(the folder is empty)');
    },
  };
}
