import type { DatabaseSync } from 'node:sqlite';
import { grantDraws } from './grant-draws.ts';
import type { Owner } from './lease.ts';
import type { Limits, QuotaAnswer, QuotaAsker, QuotaDraw, QuotaSettlement } from './quota-authority.ts';
import { type LimitState, LONGEST_WINDOW_MS } from './quota-window.ts';

/** The tables of draws on limits, shared by all processes on a store. Everything is called inside a transaction. */
export class SqliteQuota {
  readonly #database: DatabaseSync;
  readonly #limits: Limits;

  constructor(database: DatabaseSync, limits: Limits) {
    this.#database = database;
    this.#limits = limits;
  }

  reserve(draws: readonly QuotaDraw[], asker: QuotaAsker): QuotaAnswer[] {
    const { owner, nowMs, untilMs } = asker;
    this.#forget(nowMs);
    this.#freeHolds(asker);
    const states = new Map<string, LimitState>();
    const stateOf = (name: string): LimitState | undefined => {
      if (this.#limits[name] === undefined || states.has(name)) return states.get(name);
      states.set(name, this.#stateOf(name, nowMs));
      return states.get(name);
    };
    const answers = grantDraws(draws, stateOf, nowMs);
    const insert = this.#database.prepare(
      'INSERT INTO quota_draws (limit_name, at_ms, tokens, draw, holder, until_ms) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (const [index, { id, limits, tokens, isWithin }] of draws.entries()) {
      if (answers[index]?.granted)
        for (const limit of limits) insert.run(limit, nowMs, tokens, id, isWithin === true ? null : owner.id, untilMs);
    }
    return answers;
  }

  settle(settlements: readonly QuotaSettlement[], owner: Owner): void {
    const settle = this.#database.prepare(
      'UPDATE quota_draws SET holder = NULL, tokens = coalesce(?, tokens) WHERE draw = ? AND holder = ?',
    );
    for (const { id, tokens } of settlements) settle.run(tokens ?? null, id, owner.id);
  }

  rest(limit: string, untilMs: number): void {
    this.#database
      .prepare('INSERT INTO quota_rests VALUES (?, ?) ON CONFLICT (limit_name) DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)')
      .run(limit, untilMs);
  }

  renewHolds(owner: Owner, untilMs: number): void {
    this.#database.prepare('UPDATE quota_draws SET until_ms = ? WHERE holder = ?').run(untilMs, owner.id);
  }

  #forget(nowMs: number): void {
    this.#database.prepare('DELETE FROM quota_draws WHERE holder IS NULL AND at_ms <= ?').run(nowMs - LONGEST_WINDOW_MS);
  }

  /** What processes held that are gone is free again; what they drew still counts in its windows. */
  #freeHolds({ owner, nowMs, isGone }: QuotaAsker): void {
    this.#database.prepare('UPDATE quota_draws SET holder = NULL WHERE holder <> ? AND until_ms <= ?').run(owner.id, nowMs);
    if (isGone === undefined) return;
    const others = this.#database.prepare('SELECT DISTINCT holder FROM quota_draws WHERE holder IS NOT NULL AND holder <> ?').all(owner.id);
    const free = this.#database.prepare('UPDATE quota_draws SET holder = NULL WHERE holder = ?');
    for (const { holder } of others) if (isGone({ id: String(holder), label: '' })) free.run(String(holder));
  }

  #stateOf(name: string, nowMs: number): LimitState {
    const limit = this.#limits[name] ?? {};
    const hasDay = limit.requestsPerDay !== undefined || limit.tokensPerDay !== undefined;
    const fromMs = nowMs - (hasDay ? LONGEST_WINDOW_MS : 60_000);
    const rows = this.#database
      .prepare('SELECT at_ms, tokens FROM quota_draws WHERE limit_name = ? AND at_ms > ? ORDER BY at_ms')
      .all(name, fromMs);
    const held = this.#database.prepare('SELECT count(*) AS held FROM quota_draws WHERE limit_name = ? AND holder IS NOT NULL').get(name)?.[
      'held'
    ];
    const rest = this.#database.prepare('SELECT until_ms FROM quota_rests WHERE limit_name = ?').get(name)?.['until_ms'];
    const drawn = rows.map((row) => ({ atMs: Number(row['at_ms']), tokens: Number(row['tokens']) }));
    return { limit, drawn, held: Number(held), restUntilMs: Number(rest ?? 0) };
  }
}
