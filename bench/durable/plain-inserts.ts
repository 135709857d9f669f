import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Writes these rows into a table as plainly as can be: prepared once, so many in a transaction, write-ahead log,
 * `synchronous=FULL`. What a journal could reach at most on this disk.
 *
 * @returns Milliseconds.
 */
export function plainInserts(directory: string, bodies: readonly string[], perTransaction: number): number {
  const database = new DatabaseSync(join(directory, `plain-${performance.now()}.db`));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(
    'CREATE TABLE events (run TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (run, seq)) STRICT, WITHOUT ROWID',
  );
  const insert = database.prepare('INSERT INTO events (run, seq, body) VALUES (?, ?, ?)');
  const beganMs = performance.now();
  for (let first = 0; first < bodies.length; first += perTransaction) {
    database.exec('BEGIN IMMEDIATE');
    for (let seq = first; seq < Math.min(first + perTransaction, bodies.length); seq++) insert.run('k3f9xt', seq + 1, bodies[seq] ?? '');
    database.exec('COMMIT');
  }
  const elapsedMs = performance.now() - beganMs;
  database.close();
  return elapsedMs;
}
