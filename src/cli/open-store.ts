import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OutputRef } from '../core/event.ts';
import type { Json } from '../core/json.ts';
import { keptOutput } from '../store/kept-output.ts';
import type { RunStore } from '../store/run-store.ts';
import { lazyStore } from './lazy-store.ts';
import { loadSqliteStore } from './load-sqlite-store.ts';
import { type CommonOptions, DEFAULT_STORE } from './options.ts';
import type { Surroundings } from './surroundings.ts';

export function storePath({ store }: CommonOptions, { directory }: Surroundings): string {
  return resolve(directory, store ?? DEFAULT_STORE);
}

/** Opens the store to write to; an absent one is made by the first write. */
export async function openStore(options: CommonOptions, surroundings: Surroundings): Promise<RunStore> {
  const { openSqliteStore } = await loadSqliteStore();
  const open = (): RunStore => openSqliteStore(storePath(options, surroundings));
  return storeExists(options, surroundings) ? open() : lazyStore(open);
}

/**
 * Opens a store that is there, to write to it.
 *
 * @throws SkeinError `not-found` when there is none: none is made.
 */
export async function openExistingStore(options: CommonOptions, surroundings: Surroundings): Promise<RunStore> {
  const { openSqliteStore } = await loadSqliteStore();
  const path = storePath(options, surroundings);
  if (!existsSync(path)) await openSqliteStore(path, { readOnly: true }).close();
  return openSqliteStore(path);
}

/** Does something with the store and lets go of it. Nothing is made or changed. */
export async function withStoreToRead<Result>(
  options: CommonOptions,
  surroundings: Surroundings,
  use: (store: RunStore) => Result | Promise<Result>,
): Promise<Result> {
  const { openSqliteStore } = await loadSqliteStore();
  const store = openSqliteStore(storePath(options, surroundings), { readOnly: true });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Reads outputs, those that the journal keeps in place and those that the store keeps by their hash. */
export function outputReader(store: RunStore): (ref: OutputRef) => Json {
  return (ref) => keptOutput(store, ref);
}

export function storeExists(options: CommonOptions, surroundings: Surroundings): boolean {
  return existsSync(storePath(options, surroundings));
}
