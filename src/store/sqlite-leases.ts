import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RunId } from '../core/ids.ts';
import { type Claim, grantLease, type Lease, refuseStale } from './lease.ts';

/** The table of leases. Everything but `leaseOf` is called inside a transaction. */
export class SqliteLeases {
  readonly #database: DatabaseSync;
  /** Asked with every group of events. */
  #select: StatementSync | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  claim(run: RunId, claim: Claim): Lease {
    const { held, token } = this.#last(run);
    const lease = grantLease(run, held, token, claim);
    this.#database
      .prepare('INSERT OR REPLACE INTO leases (run, token, owner, label, since_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?)')
      .run(run, lease.token, lease.owner.id, lease.owner.label, lease.sinceMs, lease.untilMs);
    return lease;
  }

  /** @throws SkeinError `wrong-state` when the run has another owner than the one with this token. */
  check(run: RunId, given: number | undefined): void {
    const { held, token } = this.#last(run);
    refuseStale(run, held, token, given);
  }

  /** @returns The runs whose leases are no longer held. */
  renew(leases: readonly Lease[], untilMs: number): RunId[] {
    const renew = this.#database.prepare('UPDATE leases SET until_ms = ? WHERE run = ? AND token = ? AND owner IS NOT NULL');
    return leases.filter(({ run, token }) => Number(renew.run(untilMs, run, token).changes) === 0).map(({ run }) => run);
  }

  release({ run, token }: Lease): void {
    this.#database.prepare('UPDATE leases SET owner = NULL WHERE run = ? AND token = ?').run(run, token);
  }

  /** Whoever drives it lets go. */
  end(run: RunId): void {
    this.#database.prepare('UPDATE leases SET owner = NULL WHERE run = ?').run(run);
  }

  remove(run: RunId): void {
    this.#database.prepare('DELETE FROM leases WHERE run = ?').run(run);
  }

  /** Whether anybody drives a run. */
  isAnyHeld(nowMs: number): boolean {
    return this.#database.prepare('SELECT 1 FROM leases WHERE owner IS NOT NULL AND until_ms > ? LIMIT 1').get(nowMs) !== undefined;
  }

  leaseOf(run: RunId): Lease | undefined {
    return this.#last(run).held;
  }

  #last(run: RunId): { readonly held: Lease | undefined; readonly token: number } {
    this.#select ??= this.#database.prepare('SELECT token, owner, label, since_ms, until_ms FROM leases WHERE run = ?');
    const row = this.#select.get(run);
    if (row === undefined) return { held: undefined, token: 0 };
    const token = Number(row['token']);
    const id = row['owner'];
    if (id === null) return { held: undefined, token };
    const owner = { id: String(id), label: String(row['label']) };
    return { held: { run, owner, token, sinceMs: Number(row['since_ms']), untilMs: Number(row['until_ms']) }, token };
  }
}
