import type { DatabaseSync } from 'node:sqlite';
import { SkeinError } from '../core/errors.ts';

/** `MIGRATIONS[n]` takes a store from version n to n + 1. Append only: stores of every released version are out there. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE runs (
     run TEXT PRIMARY KEY,
     request TEXT NOT NULL,
     status TEXT NOT NULL,
     started_at_ms REAL NOT NULL,
     ended_at_ms REAL,
     cost_usd REAL NOT NULL
   ) STRICT;
   CREATE TABLE events (
     run TEXT NOT NULL,
     seq INTEGER NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (run, seq)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE blobs (hash TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
  // Leases stay when their owner lets go, so that tokens only grow.
  `CREATE TABLE leases (
     run TEXT PRIMARY KEY,
     token INTEGER NOT NULL,
     owner TEXT,
     label TEXT NOT NULL,
     since_ms REAL NOT NULL,
     until_ms REAL NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE messages (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     run TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX messages_by_run ON messages (run, id);`,
  // Which outputs kept by hash which runs name, so that those of no run can be removed.
  `CREATE TABLE blob_uses (
     run TEXT NOT NULL,
     hash TEXT NOT NULL,
     PRIMARY KEY (run, hash)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX blob_uses_by_hash ON blob_uses (hash);
   INSERT OR IGNORE INTO blob_uses
     SELECT run, body ->> '$.output.hash' FROM events
     WHERE body ->> '$.type' = 'attempt-succeeded' AND body ->> '$.output.hash' IS NOT NULL;
   ALTER TABLE blobs ADD COLUMN put_at_ms REAL NOT NULL DEFAULT 0;`,
  // Draws on limits of the last day, by all processes; holder is the owner whose attempt has not ended.
  `CREATE TABLE quota_draws (
     id INTEGER PRIMARY KEY,
     limit_name TEXT NOT NULL,
     at_ms REAL NOT NULL,
     tokens REAL NOT NULL,
     draw TEXT NOT NULL,
     holder TEXT,
     until_ms REAL NOT NULL
   ) STRICT;
   CREATE INDEX quota_draws_by_time ON quota_draws (limit_name, at_ms, tokens);
   CREATE INDEX quota_draws_held ON quota_draws (limit_name, holder) WHERE holder IS NOT NULL;
   CREATE INDEX quota_draws_by_draw ON quota_draws (draw) WHERE holder IS NOT NULL;
   CREATE TABLE quota_rests (limit_name TEXT PRIMARY KEY, until_ms REAL NOT NULL) STRICT, WITHOUT ROWID;`,
  // What was learned of agents; each text has a bounded size.
  `CREATE TABLE learned (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
  // Outputs on their way into a journal, apart from their texts: to change a row is to write all of it again.
  `CREATE TABLE blob_puts (hash TEXT PRIMARY KEY, put_at_ms REAL NOT NULL) STRICT, WITHOUT ROWID;
   INSERT INTO blob_puts SELECT hash, put_at_ms FROM blobs WHERE put_at_ms > 0;`,
  // From here on a row of events may hold a list of those that were appended at once, under the number of the last. No row is changed.
  '',
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings a store to the current version in one transaction: wholly, or not at all.
 *
 * @param target An earlier version, to make a store as it was then.
 * @throws SkeinError `store-newer` for a store written by a later version; it is left as it is.
 */
export function migrate(database: DatabaseSync, path: string, target = SCHEMA_VERSION): void {
  const version = versionOf(database);
  if (version === target) return;
  refuseNewer(version, path);
  database.exec('BEGIN IMMEDIATE');
  try {
    // Read again under the lock: another process may have been quicker.
    const current = versionOf(database);
    refuseNewer(current, path);
    for (const step of MIGRATIONS.slice(current, target)) database.exec(step);
    database.exec(`PRAGMA user_version = ${target}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

export function versionOf(database: DatabaseSync): number {
  const row = database.prepare('PRAGMA user_version').get();
  return Number(row?.['user_version'] ?? 0);
}

export function refuseNewer(version: number, path: string): void {
  if (version <= SCHEMA_VERSION) return;
  throw new SkeinError('store-newer', {
    where: path,
    what: `was written by a later version of skein (store version ${version}, this one knows ${SCHEMA_VERSION})`,
    todo: 'Update skein, or name another file with --store.',
  });
}
