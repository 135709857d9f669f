import type { DatabaseSync } from 'node:sqlite';

interface Write {
  /** Inside a transaction; may be called again in another one when that is rolled back. */
  readonly apply: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One transaction, so one wait for the disk, for everything that is written in the same turn of the event loop. When
 * a group fails, each of its writes is tried on its own, so that a bad one spoils no other.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #before: () => void;
  #pending: Write[] = [];
  #flushScheduled = false;

  /** @param before Called before every transaction; what it throws is what every write of the group is told. */
  constructor(database: DatabaseSync, before: () => void) {
    this.#database = database;
    this.#before = before;
  }

  /** Resolves with what the write gave back, once that is durable; rejects without effect with what it threw. */
  write<Value>(apply: () => Value): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      // The value that comes back is the one that `apply` gave.
      this.#pending.push({ apply, resolve: resolve as (value: unknown) => void, reject });
      if (this.#flushScheduled) return;
      this.#flushScheduled = true;
      setImmediate(() => this.flush());
    });
  }

  flush(): void {
    this.#flushScheduled = false;
    const group = this.#pending;
    this.#pending = [];
    if (group.length === 0) return;
    try {
      this.#commit(group);
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else for (const write of group) this.#commitAlone(write);
    }
  }

  #commitAlone(write: Write): void {
    try {
      this.#commit([write]);
    } catch (error) {
      write.reject(error);
    }
  }

  #commit(group: readonly Write[]): void {
    this.#before();
    this.#database.exec('BEGIN IMMEDIATE');
    let values: readonly unknown[];
    try {
      values = group.map(({ apply }) => apply());
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollBack();
      throw error;
    }
    for (const [index, { resolve }] of group.entries()) resolve(values[index]);
  }

  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // A full disk has rolled it back already.
    }
  }
}
