import type { DatabaseSync } from 'node:sqlite';
import type { RunEvent } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import { hashIn, missingOutput } from './kept-output.ts';

/** An output that no event names may be on its way into a journal, for as long as this. */
const ON_ITS_WAY_MS = 3_600_000;

/** The tables of outputs kept by hash, and of the runs that name them. Everything but `get` is called inside a transaction. */
export class SqliteBlobs {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  put(hash: string, text: string): void {
    this.#database
      .prepare('INSERT INTO blobs (hash, body, put_at_ms) VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET put_at_ms = excluded.put_at_ms')
      .run(hash, text, Date.now());
  }

  get(hash: string): string | undefined {
    const row = this.#database.prepare('SELECT body FROM blobs WHERE hash = ?').get(hash);
    return row === undefined ? undefined : String(row['body']);
  }

  /**
   * Notes which outputs these events name.
   *
   * @throws SkeinError `wrong-state` when one is not there: it was never put, or was removed before anything named it.
   */
  use(events: readonly RunEvent[]): void {
    for (const event of events) {
      const hash = hashIn(event);
      if (hash === undefined) continue;
      const { changes } = this.#database.prepare('UPDATE blobs SET put_at_ms = 0 WHERE hash = ?').run(hash);
      if (Number(changes) === 0) throw missingOutput(event.run, hash);
      this.#database.prepare('INSERT OR IGNORE INTO blob_uses (run, hash) VALUES (?, ?)').run(event.run, hash);
    }
  }

  /** Forgets what runs name, and then the outputs that nobody names any more. */
  forget(runs: readonly RunId[]): void {
    const forget = this.#database.prepare('DELETE FROM blob_uses WHERE run = ?');
    for (const run of runs) forget.run(run);
    this.#database
      .prepare('DELETE FROM blobs WHERE put_at_ms < ? AND NOT EXISTS (SELECT 1 FROM blob_uses WHERE blob_uses.hash = blobs.hash)')
      .run(Date.now() - ON_ITS_WAY_MS);
  }

  /** Of the outputs that only this run names. */
  bytesOf(run: RunId): number {
    const row = this.#database
      .prepare(
        `SELECT coalesce(sum(length(body)), 0) AS bytes FROM blobs JOIN blob_uses AS own USING (hash)
         WHERE own.run = ? AND NOT EXISTS (SELECT 1 FROM blob_uses AS other WHERE other.hash = own.hash AND other.run <> own.run)`,
      )
      .get(run);
    return Number(row?.['bytes'] ?? 0);
  }
}
