import type { DatabaseSync } from 'node:sqlite';
import type { ChangeLearned } from './run-store.ts';

/** The table of what was learned, by name. `change` is called inside a transaction. */
export class SqliteLearned {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  all(): ReadonlyMap<string, string> {
    const rows = this.#database.prepare('SELECT name, body FROM learned ORDER BY name').all();
    return new Map(rows.map((row) => [String(row['name']), String(row['body'])]));
  }

  change(names: readonly string[], change: ChangeLearned): void {
    const read = this.#database.prepare('SELECT body FROM learned WHERE name = ?');
    const write = this.#database.prepare('INSERT INTO learned VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body');
    const remove = this.#database.prepare('DELETE FROM learned WHERE name = ?');
    for (const name of names) {
      const present = read.get(name)?.['body'];
      const changed = change(present === undefined ? undefined : String(present), name);
      if (changed === undefined) remove.run(name);
      else if (changed !== present) write.run(name, changed);
    }
  }
}
