import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { messageOf, SkeinError } from '../core/errors.ts';
import { parseEvent, type RunEvent, type RunStatus } from '../core/event.ts';
import { type RunId, runId } from '../core/ids.ts';
import { locateIn } from '../core/parse.ts';
import type { RunSummary } from './run-store.ts';
import { summarise } from './run-summary.ts';

/** So many events are written by one statement. */
const TOGETHER = 32;

/** The tables of runs and their events. */
export class SqliteJournal {
  readonly #database: DatabaseSync;
  readonly #path: string;
  #insert: StatementSync | undefined;
  #insertMany: StatementSync | undefined;
  #upsert: StatementSync | undefined;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  /** Inside a transaction. @throws SkeinError `wrong-state` when a `seq` is taken. */
  append(events: readonly RunEvent[]): void {
    const changed = new Map<RunId, RunSummary>();
    let next = 0;
    for (; next + TOGETHER <= events.length; next += TOGETHER) if (!this.#appendTogether(events.slice(next, next + TOGETHER))) break;
    for (const event of events.slice(next)) this.#appendOne(event);
    for (const event of events) {
      if (changesSummary(event)) changed.set(event.run, summarise(changed.get(event.run) ?? this.#summaryOf(event.run), event));
    }
    this.#upsert ??= this.#database.prepare(
      'INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (run) DO UPDATE SET status = excluded.status, ended_at_ms = excluded.ended_at_ms, cost_usd = excluded.cost_usd',
    );
    for (const { run, request, status, startedAtMs, endedAtMs, costUsd } of changed.values()) {
      this.#upsert.run(run, request, status, startedAtMs, endedAtMs ?? null, costUsd);
    }
  }

  #appendOne(event: RunEvent): void {
    this.#insert ??= this.#database.prepare('INSERT INTO events (run, seq, body) VALUES (?, ?, ?)');
    try {
      this.#insert.run(event.run, event.seq, JSON.stringify(event));
    } catch (error) {
      throw takenSeq(error, event.run);
    }
  }

  /** Six tenths of the work of one by one. @returns False when the number of some is taken: none is written then, and one by one it is seen which. */
  #appendTogether(events: readonly RunEvent[]): boolean {
    const [first] = events;
    if (first === undefined || events.some(({ run, seq }, index) => run !== first.run || seq !== first.seq + index)) {
      for (const event of events) this.#appendOne(event);
      return true;
    }
    this.#insertMany ??= this.#database.prepare(
      `INSERT INTO events (run, seq, body) VALUES ${Array.from({ length: TOGETHER }, (_, index) => `(?1, ?2 + ${index}, ?${index + 3})`).join(', ')}`,
    );
    const values: (string | number)[] = [first.run, first.seq];
    for (const event of events) values.push(JSON.stringify(event));
    try {
      this.#insertMany.run(...values);
      return true;
    } catch (error) {
      // Anything else, such as a full disk, may have ended the transaction: nothing more is to be written then.
      if (!isTaken(error)) throw error;
      return false;
    }
  }

  #summaryOf(run: RunId): RunSummary | undefined {
    const row = this.#database.prepare('SELECT * FROM runs WHERE run = ?').get(run);
    return row === undefined ? undefined : summaryFrom(row);
  }

  *events(run: RunId, afterSeq: number): Generator<RunEvent> {
    const rows = this.#database.prepare('SELECT seq, body FROM events WHERE run = ? AND seq > ? ORDER BY seq').iterate(run, afterSeq);
    let expected = afterSeq;
    for (const row of rows) yield this.#parse(String(row['body']), run, Number(row['seq']), ++expected);
  }

  #parse(body: string, run: RunId, seq: number, expectedSeq: number): RunEvent {
    const where = `${this.#path}, run ${run}, event ${seq}`;
    if (seq !== expectedSeq) throw new SkeinError('store-corrupt', { where, what: `the event ${expectedSeq} is missing` });
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch (error) {
      throw new SkeinError('store-corrupt', { where, what: `is not JSON (${messageOf(error)})`, cause: error });
    }
    return parseEvent(value, 'store-corrupt', locateIn(where));
  }

  statusOf(run: RunId): RunStatus | undefined {
    return this.#summaryOf(run)?.status;
  }

  /** Inside a transaction. */
  remove(runs: readonly RunId[]): void {
    const statements = ['DELETE FROM events WHERE run = ?', 'DELETE FROM runs WHERE run = ?'].map((sql) => this.#database.prepare(sql));
    for (const run of runs) for (const statement of statements) statement.run(run);
  }

  bytesOf(run: RunId): number {
    const row = this.#database.prepare('SELECT coalesce(sum(length(body)), 0) AS bytes FROM events WHERE run = ?').get(run);
    return Number(row?.['bytes'] ?? 0);
  }

  runs(): RunSummary[] {
    return this.#database.prepare('SELECT * FROM runs ORDER BY started_at_ms DESC, rowid DESC').all().map(summaryFrom);
  }
}

/** Most events do not: the row of a run is left alone then. */
function changesSummary(event: RunEvent): boolean {
  if (event.seq === 1 || event.type === 'run-finished' || event.type === 'run-reopened') return true;
  return 'costUsd' in event && event.costUsd !== undefined && event.costUsd !== 0;
}

function isTaken(error: unknown): boolean {
  return /UNIQUE constraint/i.test(messageOf(error));
}

function takenSeq(error: unknown, run: RunId): unknown {
  if (!isTaken(error)) return error;
  return new SkeinError('wrong-state', {
    where: `run ${run}`,
    what: 'another process has written to this run',
    todo: 'Let that process go on, or stop it first.',
    cause: error,
  });
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
