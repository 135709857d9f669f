import type { DatabaseSync } from 'node:sqlite';
import type { RunEvent } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import { hashIn, missingOutput } from './kept-output.ts';

/** An output that no event names may be on its way into a journal, for as long as this. */
const ON_ITS_WAY_MS = 3_600_000;

/** The tables of outputs kept by hash, and of the runs that name them. Everything but `get` is called inside a transaction. */
export class SqliteBlobs {
  readonly #database: DatabaseSync;
  /** Put by this connection, and named by no event yet. */
  readonly #onTheirWay = new Map<string, string>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  put(hash: string, text: string): void {
    this.#add(hash, text);
    this.#database.prepare('INSERT OR REPLACE INTO blob_puts (hash, put_at_ms) VALUES (?, ?)').run(hash, Date.now());
    this.#onTheirWay.set(hash, text);
  }

  get(hash: string): string | undefined {
    const row = this.#database.prepare('SELECT body FROM blobs WHERE hash = ?').get(hash);
    return row === undefined ? undefined : String(row['body']);
  }

  /**
   * Notes which outputs these events name. One that was removed after it was put here is put again: another run had the same, which
   * was finished and removed meanwhile.
   *
   * @throws SkeinError `wrong-state` when one is not there: it was never put, or was removed before anything named it.
   */
  use(events: readonly RunEvent[]): void {
    for (const event of events) {
      const hash = hashIn(event);
      if (hash === undefined) continue;
      if (!this.#has(hash)) {
        const text = this.#onTheirWay.get(hash);
        if (text === undefined) throw missingOutput(event.run, hash);
        this.#add(hash, text);
      }
      this.#database.prepare('DELETE FROM blob_puts WHERE hash = ?').run(hash);
      this.#database.prepare('INSERT OR IGNORE INTO blob_uses (run, hash) VALUES (?, ?)').run(event.run, hash);
    }
  }

  /** These events are durable: what they name has arrived. */
  arrived(events: readonly RunEvent[]): void {
    if (this.#onTheirWay.size === 0) return;
    for (const event of events) {
      const hash = hashIn(event);
      if (hash !== undefined) this.#onTheirWay.delete(hash);
    }
  }

  /** Forgets what runs name, and then the outputs that nobody names any more. */
  forget(runs: readonly RunId[]): void {
    const forget = this.#database.prepare('DELETE FROM blob_uses WHERE run = ?');
    for (const run of runs) forget.run(run);
    this.#database.prepare('DELETE FROM blob_puts WHERE put_at_ms < ?').run(Date.now() - ON_ITS_WAY_MS);
    this.#database
      .prepare(
        `DELETE FROM blobs WHERE NOT EXISTS (SELECT 1 FROM blob_uses WHERE blob_uses.hash = blobs.hash)
         AND NOT EXISTS (SELECT 1 FROM blob_puts WHERE blob_puts.hash = blobs.hash)`,
      )
      .run();
  }

  #has(hash: string): boolean {
    return this.#database.prepare('SELECT 1 FROM blobs WHERE hash = ?').get(hash) !== undefined;
  }

  #add(hash: string, text: string): void {
    this.#database.prepare('INSERT OR IGNORE INTO blobs (hash, body) VALUES (?, ?)').run(hash, text);
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
