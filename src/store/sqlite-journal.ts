import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { messageOf, SkeinError } from '../core/errors.ts';
import { parseEvent, type RunEvent, type RunStatus } from '../core/event.ts';
import { type RunId, runId } from '../core/ids.ts';
import { locateIn } from '../core/parse.ts';
import { refuseOutOfTurn } from './out-of-turn.ts';
import type { RunSummary } from './run-store.ts';
import { summarise } from './run-summary.ts';

/** So many events have a row together. What is longer than a quarter of a page gets pages of its own: of fewer, these would be half empty. */
const FEWEST_TOGETHER = 16;
const MOST_TOGETHER = 128;
/** A row is held whole by whoever reads one event of it: of long events there are fewer together. In characters. */
const LONGEST_ROW = 65_536;

/**
 * The tables of runs and their events. An event has a row of its own; many that are appended at once have one together, a list, under the number
 * of the last: that is less to bind, to keep in order and to write (`npm run bench:durable`).
 */
export class SqliteJournal {
  readonly #database: DatabaseSync;
  readonly #path: string;
  #selectLast: StatementSync | undefined;
  #insert: StatementSync | undefined;
  #upsert: StatementSync | undefined;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  /** Inside a transaction. @throws SkeinError `wrong-state` when a `seq` is taken, or does not follow on the last one. */
  append(events: readonly RunEvent[]): void {
    const changed = new Map<RunId, RunSummary>();
    for (const [run, own] of Map.groupBy(events, (event) => event.run)) this.#appendTo(run, own);
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

  #appendTo(run: RunId, events: readonly RunEvent[]): void {
    let lastSeq = this.#lastSeqOf(run);
    for (const { seq } of events) refuseOutOfTurn(run, seq, ++lastSeq);
    this.#insert ??= this.#database.prepare('INSERT INTO events (run, seq, body) VALUES (?, ?, ?)');
    for (let first = 0; first < events.length; first += MOST_TOGETHER) {
      this.#insertRows(this.#insert, run, events.slice(first, first + MOST_TOGETHER));
    }
  }

  #insertRows(insert: StatementSync, run: RunId, events: readonly RunEvent[]): void {
    const last = events.at(-1);
    if (last === undefined || events.length < FEWEST_TOGETHER) {
      for (const event of events) insert.run(run, event.seq, JSON.stringify(event));
      return;
    }
    const body = JSON.stringify(events);
    if (body.length <= LONGEST_ROW) {
      insert.run(run, last.seq, body);
      return;
    }
    const half = events.length >> 1;
    this.#insertRows(insert, run, events.slice(0, half));
    this.#insertRows(insert, run, events.slice(half));
  }

  /** 0 of a run without events. */
  #lastSeqOf(run: RunId): number {
    this.#selectLast ??= this.#database.prepare('SELECT seq FROM events WHERE run = ? ORDER BY seq DESC LIMIT 1');
    return Number(this.#selectLast.get(run)?.['seq'] ?? 0);
  }

  #summaryOf(run: RunId): RunSummary | undefined {
    const row = this.#database.prepare('SELECT * FROM runs WHERE run = ?').get(run);
    return row === undefined ? undefined : summaryFrom(row);
  }

  *events(run: RunId, afterSeq: number): Generator<RunEvent> {
    const rows = this.#database.prepare('SELECT seq, body FROM events WHERE run = ? AND seq > ? ORDER BY seq').iterate(run, afterSeq);
    let lastSeq: number | undefined;
    for (const row of rows) {
      const endSeq = Number(row['seq']);
      const values = this.#parseRow(String(row['body']), run, endSeq);
      const firstSeq = endSeq - values.length + 1;
      // What is asked for may begin in the midst of a row.
      const expectedSeq = lastSeq === undefined ? Math.min(firstSeq, afterSeq + 1) : lastSeq + 1;
      if (firstSeq !== expectedSeq)
        throw new SkeinError('store-corrupt', {
          where: this.#place(run, endSeq),
          what: firstSeq > expectedSeq ? `the event ${expectedSeq} is missing` : `the event ${firstSeq} is there twice`,
        });
      for (const [index, value] of values.entries()) {
        const seq = firstSeq + index;
        if (seq <= afterSeq) continue;
        const event = parseEvent(value, 'store-corrupt', locateIn(this.#place(run, seq)));
        if (event.seq !== seq)
          throw new SkeinError('store-corrupt', { where: this.#place(run, seq), what: `the event ${event.seq} is in its place` });
        yield event;
      }
      lastSeq = endSeq;
    }
  }

  #parseRow(body: string, run: RunId, seq: number): readonly unknown[] {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch (error) {
      throw new SkeinError('store-corrupt', { where: this.#place(run, seq), what: `is not JSON (${messageOf(error)})`, cause: error });
    }
    return Array.isArray(value) ? value : [value];
  }

  #place(run: RunId, seq: number): string {
    return `${this.#path}, run ${run}, event ${seq}`;
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
