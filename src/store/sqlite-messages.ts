import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { type RunId, runId } from '../core/ids.ts';
import { locateIn, parseWith } from '../core/parse.ts';
import type { RunMessage } from './run-store.ts';

/** How often the file is looked at for messages of other processes. */
const LOOK_EVERY_MS = 200;

const messageSchema = z.looseObject({ type: z.literal('cancel'), reason: z.string() });

/** The table of messages to runs. */
export class SqliteMessages {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #listeners = new Set<(run: RunId) => void>();
  #timer: NodeJS.Timeout | undefined;
  #lastSeen = 0;
  #dataVersion = -1;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  /** Inside a transaction. */
  send(run: RunId, message: RunMessage): void {
    this.#database.prepare('INSERT INTO messages (run, body) VALUES (?, ?)').run(run, JSON.stringify(message));
  }

  /** Inside a transaction: of a run that is finished. */
  drop(run: RunId): void {
    this.#database.prepare('DELETE FROM messages WHERE run = ?').run(run);
  }

  of(run: RunId): RunMessage[] {
    const rows = this.#database.prepare('SELECT id, body FROM messages WHERE run = ? ORDER BY id').all(run);
    return rows.map((row) =>
      parseWith(messageSchema, JSON.parse(String(row['body'])), 'store-corrupt', locateIn(`${this.#path}, message ${row['id']}`)),
    );
  }

  onMessage(callback: (run: RunId) => void): () => void {
    this.#listeners.add(callback);
    if (this.#timer === undefined) {
      this.#lastSeen = this.#newest();
      this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
      this.#timer.unref();
    }
    return () => {
      this.#listeners.delete(callback);
      if (this.#listeners.size === 0) this.close();
    };
  }

  /** Tells the listeners of what has come since the last look. */
  look(): void {
    try {
      if (!this.#hasChanged()) return;
      const rows = this.#database.prepare('SELECT id, run FROM messages WHERE id > ? ORDER BY id').all(this.#lastSeen);
      for (const row of rows) {
        this.#lastSeen = Number(row['id']);
        for (const listener of this.#listeners) listener(runId(String(row['run'])));
      }
    } catch {
      // A store that cannot be read will say so to whoever writes to it next.
    }
  }

  /** Tells the listeners of a message that this connection has sent. */
  told(run: RunId): void {
    for (const listener of this.#listeners) listener(run);
  }

  /** SQLite's number changes when another connection has written; a message of this one is told at once. */
  #hasChanged(): boolean {
    const version = Number(this.#database.prepare('PRAGMA data_version').get()?.['data_version']);
    const changed = version !== this.#dataVersion;
    this.#dataVersion = version;
    return changed;
  }

  #newest(): number {
    return Number(this.#database.prepare('SELECT max(id) AS id FROM messages').get()?.['id'] ?? 0);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
