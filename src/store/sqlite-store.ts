import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { messageOf, SkeinError } from '../core/errors.ts';
import type { RunEvent } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import { GroupCommit } from './group-commit.ts';
import { type Claim, type Fences, type Lease, refuseRemoval } from './lease.ts';
import type { Limits, QuotaAuthority } from './quota-authority.ts';
import type { ChangeLearned, RunMessage, RunStore, RunSummary } from './run-store.ts';
import { SqliteBlobs } from './sqlite-blobs.ts';
import { openDatabase, storeComplaint, watchFile } from './sqlite-file.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { SqliteLearned } from './sqlite-learned.ts';
import { SqliteLeases } from './sqlite-leases.ts';
import { SqliteMessages } from './sqlite-messages.ts';
import { SqliteQuota } from './sqlite-quota.ts';
import { versionOf } from './sqlite-schema.ts';

export interface SqliteStoreOptions {
  /** Never creates or changes anything. Default false. */
  readonly readOnly?: boolean;
}

/**
 * A store in one SQLite file: write-ahead log, `synchronous=FULL`, and one transaction for everything
 * that was written in the same turn of the event loop (group commit).
 *
 * @throws SkeinError `not-found` (reading an absent file), `store-unavailable`, `store-corrupt`, `store-newer`.
 */
export function openSqliteStore(path: string, { readOnly = false }: SqliteStoreOptions = {}): RunStore {
  return new SqliteStore(openDatabase(path, readOnly), path);
}

/** The first version that knows of leases and messages; a store that is only read may be older. */
const LEASES_SINCE = 2;
const LEARNED_SINCE = 5;

class SqliteStore implements RunStore {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #group: GroupCommit;
  readonly #journal: SqliteJournal;
  readonly #blobs: SqliteBlobs;
  readonly #leases: SqliteLeases;
  readonly #messages: SqliteMessages;
  readonly #learned: SqliteLearned;
  readonly #version: number;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
    this.#group = new GroupCommit(database, watchFile(path));
    this.#journal = new SqliteJournal(database, path);
    this.#blobs = new SqliteBlobs(database);
    this.#leases = new SqliteLeases(database);
    this.#messages = new SqliteMessages(database, path);
    this.#learned = new SqliteLearned(database);
    this.#version = versionOf(database);
  }

  append(events: readonly RunEvent[], fences?: Fences): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    const runs = new Set(events.map((event) => event.run));
    const written = this.#write(() => {
      for (const run of runs) this.#leases.check(run, fences?.get(run));
      this.#journal.append(events);
      this.#blobs.use(events);
      for (const event of events) {
        if (event.type !== 'run-finished') continue;
        this.#leases.end(event.run);
        this.#messages.drop(event.run);
      }
    });
    return written.then(() => this.#blobs.arrived(events));
  }

  events(run: RunId, afterSeq = 0): RunEvent[] {
    return [...this.replay(run, afterSeq)];
  }

  *replay(run: RunId, afterSeq = 0): Generator<RunEvent> {
    try {
      yield* this.#journal.events(run, afterSeq);
    } catch (error) {
      throw storeComplaint(error, this.#path);
    }
  }

  runs(): RunSummary[] {
    return this.#read(() => this.#journal.runs());
  }

  async putBlob(text: string): Promise<string> {
    const hash = createHash('sha256').update(text).digest('hex');
    await this.#write(() => this.#blobs.put(hash, text));
    return hash;
  }

  blob(hash: string): string {
    const text = this.#read(() => this.#blobs.get(hash));
    if (text === undefined) throw new SkeinError('not-found', { where: this.#path, what: `there is no output with the hash ${hash}` });
    return text;
  }

  claim(run: RunId, claim: Claim): Promise<Lease> {
    return this.#write(() => this.#leases.claim(run, claim));
  }

  renew(leases: readonly Lease[], untilMs: number): Promise<readonly RunId[]> {
    return this.#write(() => this.#leases.renew(leases, untilMs));
  }

  release(lease: Lease): Promise<void> {
    return this.#write(() => this.#leases.release(lease));
  }

  leaseOf(run: RunId): Lease | undefined {
    return this.#version < LEASES_SINCE ? undefined : this.#read(() => this.#leases.leaseOf(run));
  }

  async send(run: RunId, message: RunMessage): Promise<void> {
    await this.#write(() => this.#messages.send(run, message));
    this.#messages.told(run);
  }

  messages(run: RunId): RunMessage[] {
    return this.#version < LEASES_SINCE ? [] : this.#read(() => this.#messages.of(run));
  }

  onMessage(callback: (run: RunId) => void): () => void {
    return this.#messages.onMessage(callback);
  }

  remove(runs: readonly RunId[]): Promise<void> {
    return this.#write(() => {
      for (const run of runs) refuseRemoval(run, this.#journal.statusOf(run), this.#leases.leaseOf(run));
      this.#journal.remove(runs);
      this.#blobs.forget(runs);
      for (const run of runs) {
        this.#leases.remove(run);
        this.#messages.drop(run);
      }
    });
  }

  bytes(): number {
    return this.#read(() => {
      const figure = (pragma: string): number => Number(Object.values(this.#database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0] ?? 0);
      return (figure('page_count') - figure('freelist_count')) * figure('page_size');
    });
  }

  bytesOf(run: RunId): number {
    return this.#read(() => this.#journal.bytesOf(run) + this.#blobs.bytesOf(run));
  }

  async compact(): Promise<void> {
    this.#group.flush();
    // All of the file is written anew, and nobody else can write meanwhile: a run would wait for longer than it may.
    if (this.#read(() => this.#leases.isAnyHeld(Date.now()))) return;
    try {
      this.#database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      if (!/busy|locked/i.test(messageOf(error))) throw storeComplaint(error, this.#path);
    }
  }

  quota(limits: Limits): QuotaAuthority {
    const quota = new SqliteQuota(this.#database, limits);
    return {
      reserve: (...given) => this.#write(() => quota.reserve(...given)),
      settle: (...given) => this.#write(() => quota.settle(...given)),
      rest: (...given) => this.#write(() => quota.rest(...given)),
      renewHolds: (...given) => this.#write(() => quota.renewHolds(...given)),
    };
  }

  learned(): ReadonlyMap<string, string> {
    return this.#version < LEARNED_SINCE ? new Map() : this.#read(() => this.#learned.all());
  }

  changeLearned(names: readonly string[], change: ChangeLearned): Promise<void> {
    return this.#write(() => this.#learned.change(names, change));
  }

  async #write<Value>(apply: () => Value): Promise<Value> {
    try {
      return await this.#group.write(apply);
    } catch (error) {
      throw storeComplaint(error, this.#path);
    }
  }

  #read<Value>(query: () => Value): Value {
    try {
      return query();
    } catch (error) {
      throw storeComplaint(error, this.#path);
    }
  }

  async close(): Promise<void> {
    this.#messages.close();
    this.#group.flush();
    this.#database.close();
  }
}
