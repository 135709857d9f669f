import { beforeEach, describe, expect, it } from 'vitest';
import { type RunId, runId } from '../core/ids.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { RunStore } from '../store/run-store.ts';
import { LEASE_MS, LeaseKeeper } from './lease-keeper.ts';

const [a, b] = [runId('a'), runId('b')];
const other = { id: 'other', label: 'another process' };

let nowMs = 0;
let store: RunStore;
let lost: RunId[];
/** Renewals by the clock do not come: the process stands still. */
const clock = { nowMs: () => nowMs, at: () => () => {} };

beforeEach(() => {
  nowMs = 0;
  store = createMemoryStore();
  lost = [];
});

const keeperOn = (given: RunStore): LeaseKeeper =>
  new LeaseKeeper({ store: given, clock, owner: { id: 'own', label: 'this process' }, lost: (run) => lost.push(run) });

/** The store as a process sees it that stands still for so long after each claim was written. */
function lateBy(durationMs: number, meanwhile?: () => Promise<unknown>): RunStore {
  return Object.assign(Object.create(store) as RunStore, {
    claim: async (...given: Parameters<RunStore['claim']>) => {
      const lease = await store.claim(...given);
      nowMs += durationMs;
      await meanwhile?.();
      return lease;
    },
  });
}

const takenByAnother = (run: RunId) => store.claim(run, { owner: other, nowMs, untilMs: nowMs + LEASE_MS });

describe('the leases of a process that stood still', () => {
  it('are in doubt from when the first of them has run out', async () => {
    const keeper = keeperOn(store);
    await keeper.take(a);
    nowMs = 4000;
    await keeper.take(b);
    nowMs = LEASE_MS - 1;
    expect(keeper.isOverdue).toBe(false);
    nowMs = LEASE_MS;
    expect(keeper.isOverdue).toBe(true);
    keeper.forget(a);
    keeper.forget(b);
    expect(keeper.isOverdue).toBe(false);
  });

  it('last again when nobody has taken them, and are told of when somebody has', async () => {
    const keeper = keeperOn(store);
    await keeper.take(a);
    await keeper.take(b);
    nowMs = LEASE_MS;
    await takenByAnother(b);
    expect([await keeper.holds(a), await keeper.holds(b), lost]).toEqual([true, false, [b]]);
    expect(keeper.isOverdue).toBe(false);
    expect(store.leaseOf(a)).toMatchObject({ owner: { id: 'own' }, untilMs: 2 * LEASE_MS });
    expect([...keeper.fences.keys()]).toEqual([a]);
  });

  it('are renewed at once when the answer to a claim came late', async () => {
    const keeper = keeperOn(lateBy(LEASE_MS - 1));
    await keeper.take(a);
    expect(store.leaseOf(a)).toMatchObject({ untilMs: nowMs + LEASE_MS });
  });

  it('are not had when the answer to a claim came after somebody else had taken the run', async () => {
    const keeper = keeperOn(lateBy(LEASE_MS, () => takenByAnother(a)));
    await expect(keeper.take(a)).rejects.toMatchObject({ code: 'wrong-state', message: /is driven by another process now/ });
    expect(await keeper.holds(a)).toBe(false);
  });

  it('are found lost by all who ask while one renewal is on its way', async () => {
    const keeper = keeperOn(store);
    await keeper.take(a);
    nowMs = LEASE_MS;
    await takenByAnother(a);
    expect(await Promise.all([keeper.holds(a), keeper.holds(a), keeper.holds(a)])).toEqual([false, false, false]);
    expect(lost).toEqual([a]);
  });
});
