import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, SkeinError } from '../core/errors.ts';
import { eventSchema, type RunEvent, type RunStatus } from '../core/event.ts';
import { type RunId, runId } from '../core/ids.ts';
import { locateIn, parseWith } from '../core/parse.ts';
import { makeFolder } from './make-folder.ts';
import type { RunStore, RunSummary } from './run-store.ts';
import { summarise } from './run-summary.ts';
import { migrate, refuseNewer, versionOf } from './sqlite-schema.ts';

/** How long to wait for another process that holds the file. */
const BUSY_TIMEOUT_MS = 10_000;

export interface SqliteStoreOptions {
  /** Never creates or changes anything. Default false. */
  readonly readOnly?: boolean;
}

/**
 * A store in one SQLite file: write-ahead log, `synchronous=FULL`, and one transaction for everything
 * that was appended in the same turn of the event loop (group commit).
 *
 * @throws SkeinError `not-found` (reading an absent file), `store-unavailable`, `store-corrupt`, `store-newer`.
 */
export function openSqliteStore(path: string, { readOnly = false }: SqliteStoreOptions = {}): RunStore {
  return new SqliteStore(openDatabase(path, readOnly), path);
}

function openDatabase(path: string, readOnly: boolean): DatabaseSync {
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
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      migrate(database, path);
    }
    return database;
  } catch (error) {
    database?.close();
    throw complaintOf(error, path);
  }
}

/** Sorts what SQLite says into errors that tell a person what to do. */
function complaintOf(error: unknown, path: string): SkeinError {
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

interface Pending {
  readonly events: readonly RunEvent[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

class SqliteStore implements RunStore {
  readonly #database: DatabaseSync;
  readonly #path: string;
  #pending: Pending[] = [];
  #flushScheduled = false;
  readonly #summaries = new Map<RunId, RunSummary>();

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  append(events: readonly RunEvent[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#pending.push({ events, resolve, reject });
      if (this.#flushScheduled) return;
      this.#flushScheduled = true;
      setImmediate(() => this.#flush());
    });
  }

  /** All that is pending in one transaction; when that fails, each append on its own, so that one bad one spoils no other. */
  #flush(): void {
    this.#flushScheduled = false;
    const group = this.#pending;
    this.#pending = [];
    if (group.length === 0) return;
    try {
      this.#write(group.flatMap((append) => append.events));
    } catch (error) {
      if (group.length === 1) {
        group[0]?.reject(error);
        return;
      }
      for (const append of group) {
        try {
          this.#write(append.events);
          append.resolve();
        } catch (failure) {
          append.reject(failure);
        }
      }
      return;
    }
    for (const append of group) append.resolve();
  }

  #write(events: readonly RunEvent[]): void {
    const changed = new Map<RunId, RunSummary>();
    let begun = false;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      begun = true;
      const insert = this.#database.prepare('INSERT INTO events (run, seq, body) VALUES (?, ?, ?)');
      for (const event of events) {
        insert.run(event.run, event.seq, JSON.stringify(event));
        changed.set(event.run, summarise(changed.get(event.run) ?? this.#summaryOf(event.run), event));
      }
      const upsert = this.#database.prepare(
        'INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (run) DO UPDATE SET status = excluded.status, ended_at_ms = excluded.ended_at_ms, cost_usd = excluded.cost_usd',
      );
      for (const summary of changed.values()) {
        upsert.run(summary.run, summary.request, summary.status, summary.startedAtMs, summary.endedAtMs ?? null, summary.costUsd);
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      if (begun) this.#database.exec('ROLLBACK');
      throw this.#writeComplaint(error, events);
    }
    for (const [run, summary] of changed) this.#summaries.set(run, summary);
  }

  #writeComplaint(error: unknown, events: readonly RunEvent[]): SkeinError {
    if (/UNIQUE constraint/i.test(messageOf(error))) {
      return new SkeinError('wrong-state', {
        where: `run ${events[0]?.run}`,
        what: 'another process has written to this run',
        todo: 'Let that process go on, or stop it first.',
        cause: error,
      });
    }
    return complaintOf(error, this.#path);
  }

  #summaryOf(run: RunId): RunSummary | undefined {
    const known = this.#summaries.get(run);
    if (known !== undefined) return known;
    const row = this.#database.prepare('SELECT * FROM runs WHERE run = ?').get(run);
    return row === undefined ? undefined : summaryFrom(row);
  }

  events(run: RunId, afterSeq = 0): RunEvent[] {
    const rows = this.#read(() =>
      this.#database.prepare('SELECT seq, body FROM events WHERE run = ? AND seq > ? ORDER BY seq').all(run, afterSeq),
    );
    return rows.map((row, index) => this.#parseEvent(String(row['body']), run, Number(row['seq']), afterSeq + index + 1));
  }

  #parseEvent(body: string, run: RunId, seq: number, expectedSeq: number): RunEvent {
    const where = `${this.#path}, run ${run}, event ${seq}`;
    if (seq !== expectedSeq) throw new SkeinError('store-corrupt', { where, what: `the event ${expectedSeq} is missing` });
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch (error) {
      throw new SkeinError('store-corrupt', { where, what: `is not JSON (${messageOf(error)})`, cause: error });
    }
    // The schema checks the shape; branded ids and JSON parts are beyond its types.
    return parseWith(eventSchema, value, 'store-corrupt', locateIn(where)) as unknown as RunEvent;
  }

  runs(): RunSummary[] {
    return this.#read(() => this.#database.prepare('SELECT * FROM runs ORDER BY started_at_ms DESC, rowid DESC').all()).map(summaryFrom);
  }

  async putBlob(text: string): Promise<string> {
    const hash = createHash('sha256').update(text).digest('hex');
    try {
      this.#database.prepare('INSERT INTO blobs VALUES (?, ?) ON CONFLICT DO NOTHING').run(hash, text);
    } catch (error) {
      throw complaintOf(error, this.#path);
    }
    return hash;
  }

  blob(hash: string): string {
    const row = this.#read(() => this.#database.prepare('SELECT body FROM blobs WHERE hash = ?').get(hash));
    if (row === undefined) throw new SkeinError('not-found', { where: this.#path, what: `there is no output with the hash ${hash}` });
    return String(row['body']);
  }

  #read<Value>(query: () => Value): Value {
    try {
      return query();
    } catch (error) {
      throw complaintOf(error, this.#path);
    }
  }

  async close(): Promise<void> {
    this.#flush();
    this.#database.close();
  }
}

function summaryFrom(row: Record<string, unknown>): RunSummary {
  const endedAtMs = row['ended_at_ms'];
  return {
    run: runId(String(row['run'])),
    request: String(row['request']),
    status: String(row['status']) as RunStatus,
    startedAtMs: Number(row['started_at_ms']),
    endedAtMs: endedAtMs === null ? undefined : Number(endedAtMs),
    costUsd: Number(row['cost_usd']),
  };
}
