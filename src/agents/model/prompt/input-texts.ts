import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { guardedBecause } from '../tools/files/guarded-names.ts';
import { walk } from '../tools/files/walk.ts';
import type { Material } from './compose-prompt.ts';

const MOST_FILES = 40;
const DEPTH = 4;
/** Larger files are for agents that read them in parts. */
const MAX_FILE_BYTES = 4_000_000;
const MAX_TOTAL_BYTES = 12_000_000;

/**
 * The text files among the inputs of a request, folders included, as material for a model that has no tools to read them with.
 * Binary, guarded and very large files are named only; so is what is too much.
 */
export async function inputTexts(inputs: readonly string[], signal: AbortSignal): Promise<Material[]> {
  const files = await filesOf(inputs, signal);
  const materials: Material[] = [];
  const unread: string[] = [];
  let totalBytes = 0;
  for (const { path, name } of files) {
    const size = await sizeOf(path);
    const fits = materials.length < MOST_FILES && size !== undefined && size <= MAX_FILE_BYTES && totalBytes + size <= MAX_TOTAL_BYTES;
    const text = fits ? await textOf(path, signal) : undefined;
    if (text === undefined) unread.push(name);
    else {
      totalBytes += size ?? 0;
      materials.push({ kind: 'file', name, text });
    }
  }
  if (unread.length > 0) {
    const names = unread.slice(0, 100).join('\n');
    materials.push({ kind: 'file', name: 'files that cannot be shown', text: `Not shown, for they are no text or too large:\n${names}` });
  }
  return materials;
}

async function filesOf(inputs: readonly string[], signal: AbortSignal): Promise<{ readonly path: string; readonly name: string }[]> {
  const files: { path: string; name: string }[] = [];
  for (const path of inputs) {
    const name = basename(path);
    const status = await stat(path).catch(() => undefined);
    if (status?.isFile() === true && guardedBecause([name]) === undefined) files.push({ path, name });
    if (status?.isDirectory() !== true) continue;
    for await (const entry of walk(path, name, DEPTH, signal)) {
      if (entry.kind === 'file') files.push({ path: entry.path, name: entry.name });
      if (files.length >= MOST_FILES * 10) return files;
    }
  }
  return files;
}

async function sizeOf(path: string): Promise<number | undefined> {
  const status = await stat(path).catch(() => undefined);
  return status?.isFile() === true ? status.size : undefined;
}

/** Nothing for what is no text. */
async function textOf(path: string, signal: AbortSignal): Promise<string | undefined> {
  const bytes = await readFile(path, { signal }).catch(() => undefined);
  signal.throwIfAborted();
  if (bytes === undefined || bytes.subarray(0, 8192).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
