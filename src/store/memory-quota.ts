import { grantDraws } from './grant-draws.ts';
import type { Owner } from './lease.ts';
import type { Limits, QuotaAuthority } from './quota-authority.ts';
import { type LimitState, LONGEST_WINDOW_MS } from './quota-window.ts';

interface Grant {
  readonly id: string;
  readonly limit: string;
  readonly atMs: number;
  tokens: number;
  /** Absent once it is given back. */
  holder?: Owner;
  untilMs: number;
}

/** Makes authorities over limits within one process; what is drawn from one counts for all. */
export function createMemoryQuotas(): (limits: Limits) => QuotaAuthority {
  let grants: Grant[] = [];
  const rests = new Map<string, number>();
  return (limits) => ({
    async reserve(draws, { owner, nowMs, untilMs, isGone }) {
      grants = grants.filter(({ atMs, holder }) => atMs + LONGEST_WINDOW_MS > nowMs || holder !== undefined);
      for (const grant of grants) {
        const { holder } = grant;
        if (holder !== undefined && holder.id !== owner.id && (grant.untilMs <= nowMs || isGone?.(holder) === true)) delete grant.holder;
      }
      const states = new Map<string, LimitState>();
      const stateOf = (name: string): LimitState | undefined => {
        const limit = limits[name];
        if (limit === undefined || states.has(name)) return states.get(name);
        const own = grants.filter((grant) => grant.limit === name).toSorted((a, b) => a.atMs - b.atMs);
        const held = own.filter(({ holder }) => holder !== undefined).length;
        states.set(name, { limit, drawn: own.map(({ atMs, tokens }) => ({ atMs, tokens })), held, restUntilMs: rests.get(name) ?? 0 });
        return states.get(name);
      };
      const answers = grantDraws(draws, stateOf, nowMs);
      for (const [index, { id, limits: names, tokens, isWithin }] of draws.entries()) {
        const hold = isWithin === true ? {} : { holder: owner };
        if (answers[index]?.granted) for (const limit of names) grants.push({ id, limit, atMs: nowMs, tokens, ...hold, untilMs });
      }
      return answers;
    },
    async settle(settlements, owner) {
      const ended = new Map(settlements.map((settlement) => [settlement.id, settlement]));
      for (const grant of grants) {
        const settlement = grant.holder?.id === owner.id ? ended.get(grant.id) : undefined;
        if (settlement === undefined) continue;
        delete grant.holder;
        grant.tokens = settlement.tokens ?? grant.tokens;
      }
    },
    async rest(limit, untilMs) {
      rests.set(limit, Math.max(rests.get(limit) ?? 0, untilMs));
    },
    async renewHolds(owner, untilMs) {
      for (const grant of grants) if (grant.holder?.id === owner.id) grant.untilMs = untilMs;
    },
  });
}
