import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, SkeinError } from '../core/errors.ts';
import { makeFolder } from './make-folder.ts';
import { migrate, refuseNewer, versionOf } from './sqlite-schema.ts';

/** How long to wait for another process that holds the file. */
const BUSY_TIMEOUT_MS = 10_000;
const RETRY_MS = 10;

/**
 * Opens the file of a store: write-ahead log, `synchronous=FULL`, brought to the current version. To read only, nothing
 * is created or changed, and its version stays what it is.
 *
 * @throws SkeinError `not-found` (reading an absent file), `store-unavailable`, `store-corrupt`, `store-newer`.
 */
export function openDatabase(path: string, readOnly: boolean): DatabaseSync {
  if (readOnly && !existsSync(path)) {
    throw new SkeinError('not-found', {
      where: path,
      what: 'there is no store here',
      todo: 'Run something first, or name another file with --store.',
    });
  }
  let database: DatabaseSync | undefined;
  try {
    if (!readOnly) makeFolder(dirname(path));
    database = new DatabaseSync(path, { readOnly });
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    refuseNewer(versionOf(database), path);
    if (!readOnly) {
      useWriteAheadLog(database);
      database.exec('PRAGMA synchronous = FULL');
      migrate(database, path);
    }
    return database;
  } catch (error) {
    database?.close();
    throw storeComplaint(error, path);
  }
}

/**
 * Of several processes that open a new store at one instant, SQLite lets one change the kind of its journal, and refuses the others at once: waiting as
 * for other locks might never end. So they come back a little later, when it is done.
 */
function useWriteAheadLog(database: DatabaseSync): void {
  for (let tries = BUSY_TIMEOUT_MS / RETRY_MS; ; tries--) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (tries <= 0 || !/locked|busy/i.test(messageOf(error))) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

/** How often the log is looked at more closely than for being there. */
const LOOK_EVERY_MS = 100;

/**
 * Makes a check that the file and its log are still where they were opened: SQLite goes on writing to one that was removed, and all of
 * it is lost when the process ends. That the log is the same one is checked only every 100 ms: a file whose times were asked for since it was last
 * written gets exact times with the next write (Linux 6.13 and later), which makes each wait for the disk longer by a fifth.
 *
 * @param nowMs A clock that never goes back, in ms from any instant.
 * @returns A function that throws SkeinError `store-unavailable` when the file was removed or replaced.
 */
export function watchFile(path: string, nowMs: () => number = () => performance.now()): () => void {
  const inodeOf = (file: string): bigint | undefined => statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
  const opened = inodeOf(path);
  const logPath = `${path}-wal`;
  /** Known from when it is first there; as long as the file is open, it stays. */
  let log: bigint | undefined;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  const isSameLog = (): boolean => {
    const atMs = nowMs();
    if (log !== undefined && atMs - lookedAtMs < LOOK_EVERY_MS) return existsSync(logPath);
    lookedAtMs = atMs;
    const found = inodeOf(logPath);
    log ??= found;
    return found === log;
  };
  return () => {
    if (isSameLog() && inodeOf(path) === opened) return;
    throw new SkeinError('store-unavailable', {
      where: path,
      what: 'the store was removed or replaced while it was in use, and the run with it',
      todo: 'Put it back, if there is a copy, and go on with `skein resume`; or start again.',
    });
  };
}

/** Sorts what SQLite says into errors that tell a person what to do. */
export function storeComplaint(error: unknown, path: string): SkeinError {
  if (SkeinError.isInstance(error)) return error;
  const message = messageOf(error);
  if (/malformed|not a database|corrupt/i.test(message)) {
    return new SkeinError('store-corrupt', {
      where: path,
      what: `is not a readable skein store (${message})`,
      todo: 'Move it away to start afresh, or name another file with --store. It was not changed.',
      cause: error,
    });
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new SkeinError('store-unavailable', {
      where: path,
      what: 'is a folder',
      todo: `Name a file: --store ${join(path, 'skein.db')}.`,
    });
  const full = /full|ENOSPC/i.test(message);
  return new SkeinError('store-unavailable', {
    where: path,
    what: full ? 'the disk is full: the journal cannot be written' : `the store cannot be used (${message})`,
    todo: full
      ? 'Free some space; `skein resume` goes on with the run.'
      : 'Check that its folder exists and can be written, or name another file with --store.',
    cause: error,
  });
}
