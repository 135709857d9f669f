import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod';
import type { Artifact, Call } from '../../../../core/agent.ts';
import { type Tool, ToolError } from '../tool.ts';
import { inputSchemaOf, parseInput } from '../tool-input.ts';
import type { FileRoom } from './file-room.ts';
import { mediaTypeOf } from './media-type.ts';

const MAX_CHARACTERS = 5_000_000;

const input = z.object({
  path: z.string().min(1).max(4096),
  content: z.string().max(MAX_CHARACTERS),
});

/**
 * Writes a text file whole: below the workspace when there is one, where it replaces what was there; else as a new file
 * in the run's output folder.
 */
export function writeTool(room: FileRoom, call: Call, made: (artifact: Artifact) => void): Tool {
  const folder = room.roots.find(({ isWritable }) => isWritable);
  const where =
    folder === undefined ? 'It becomes a new file of the result.' : `Only below ${folder.name}/; a file that is there is replaced.`;
  return {
    name: 'write_file',
    description: `Write a text file. ${where}`,
    inputSchema: inputSchemaOf(input),
    execute: async (given, { signal }) => {
      const { path, content } = parseInput(input, given);
      signal.throwIfAborted();
      const written = folder === undefined ? await writeNew(path, content, call) : await replace(room, path, content);
      made({ path: written.path, mediaType: mediaTypeOf(written.path), title: basename(written.path) });
      return `Wrote ${Buffer.byteLength(content)} bytes to ${written.name}.`;
    },
  };
}

async function replace(room: FileRoom, given: string, content: string): Promise<{ readonly path: string; readonly name: string }> {
  const { handle, path, name } = await room.create(given);
  try {
    if (!(await handle.stat()).isFile()) throw new ToolError(`"${given}" is not a regular file.`);
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
  return { path, name };
}

async function writeNew(given: string, content: string, call: Call): Promise<{ readonly path: string; readonly name: string }> {
  // The run's output folder gives out names of its own: nothing is replaced, and no path leads out of it.
  const path = await call.artifactPath(given.replaceAll('\\', '/').split('/').at(-1) || 'file.txt');
  await writeFile(path, content, { flag: 'wx' });
  return { path, name: basename(path) };
}
