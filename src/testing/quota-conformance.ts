import assert from 'node:assert/strict';
import type { Owner } from '../store/lease.ts';
import type { Limits, QuotaAnswer, QuotaAsker, QuotaDraw } from '../store/quota-authority.ts';
import type { RunStore } from '../store/run-store.ts';

/** A fact that the authority over limits of every store must keep to, on a fresh store. */
export interface QuotaCase {
  readonly name: string;
  run(store: Pick<RunStore, 'quota'>): Promise<void>;
}

const ann: Owner = { id: 'oak/1', label: 'ann' };
const bob: Owner = { id: 'oak/2', label: 'bob' };
const at = (nowMs: number, owner = ann): QuotaAsker => ({ owner, nowMs, untilMs: nowMs + 15_000 });
const draw = (id: string, tokens = 0, limits = ['key']): QuotaDraw => ({ id, limits, tokens });
const told = (answers: readonly QuotaAnswer[]) => answers.map((answer) => (answer.granted ? 'granted' : answer.untilMs));

/** Invariants Q1 to Q4 of `QuotaAuthority`, one case each or more. */
export const QUOTA_CASES: readonly QuotaCase[] = [
  {
    name: 'counts the requests of everybody in a sliding minute, and says when there is room',
    async run(store) {
      const limits: Limits = { key: { requestsPerMinute: 2 } };
      const [one, two] = [store.quota(limits), store.quota(limits)];
      assert.deepEqual(told(await one.reserve([draw('a')], at(1000))), ['granted']);
      assert.deepEqual(told(await two.reserve([draw('b'), draw('c')], at(31_000, bob))), ['granted', 61_000]);
      await one.settle([{ id: 'a' }], ann);
      await two.settle([{ id: 'b' }], bob);
      assert.deepEqual(told(await one.reserve([draw('c')], at(60_999))), [61_000]);
      assert.deepEqual(told(await one.reserve([draw('c'), draw('d')], at(61_000))), ['granted', 91_000]);
    },
  },
  {
    name: 'counts tokens as reserved, then as used',
    async run(store) {
      const quota = store.quota({ key: { tokensPerMinute: 100 } });
      assert.deepEqual(told(await quota.reserve([draw('a', 60), draw('b', 50)], at(0))), ['granted', 60_000]);
      await quota.settle([{ id: 'a', tokens: 30 }], ann);
      assert.deepEqual(told(await quota.reserve([draw('b', 50), draw('c', 21)], at(1000))), ['granted', 60_000]);
      await quota.settle([{ id: 'b' }], ann);
      assert.deepEqual(told(await quota.reserve([draw('c', 60)], at(2000))), [61_000]);
    },
  },
  {
    name: 'lets a draw larger than the limit through when the window is empty',
    async run(store) {
      const quota = store.quota({ key: { tokensPerMinute: 100 } });
      assert.deepEqual(told(await quota.reserve([draw('a', 500), draw('b', 500)], at(0))), ['granted', 60_000]);
      assert.deepEqual(told(await quota.reserve([draw('b', 500)], at(60_000))), ['granted']);
    },
  },
  {
    name: 'grants from all limits or from none, and names the one that is spent longest',
    async run(store) {
      const quota = store.quota({ a: { requestsPerMinute: 1 }, b: { requestsPerDay: 1 }, c: { requestsPerMinute: 1 } });
      await quota.reserve([draw('x', 0, ['a']), draw('y', 0, ['b'])], at(0));
      assert.deepEqual(await quota.reserve([draw('z', 0, ['c', 'a', 'b'])], at(10)), [
        { id: 'z', granted: false, limit: 'b', untilMs: 86_400_000 },
      ]);
      assert.deepEqual(told(await quota.reserve([draw('z', 0, ['c', 'unbounded'])], at(20))), ['granted']);
    },
  },
  {
    name: 'holds no more at once than it may, until it is given back or its owner is gone',
    async run(store) {
      const limits: Limits = { key: { concurrency: 1 } };
      const [one, two] = [store.quota(limits), store.quota(limits)];
      assert.deepEqual(told(await one.reserve([draw('a'), draw('b')], at(0))), ['granted', Number.POSITIVE_INFINITY]);
      await one.settle([{ id: 'a', tokens: 5 }], ann);
      assert.deepEqual(told(await two.reserve([draw('b')], at(10, bob))), ['granted']);
      assert.deepEqual(told(await one.reserve([draw('c')], at(15_009))), [Number.POSITIVE_INFINITY]);
      await two.renewHolds(bob, 20_000);
      assert.deepEqual(told(await one.reserve([draw('c')], at(19_999))), [Number.POSITIVE_INFINITY]);
      assert.deepEqual(told(await one.reserve([draw('c')], at(20_000))), ['granted']);
      const isGone = ({ id }: Owner): boolean => id === ann.id;
      assert.deepEqual(told(await two.reserve([draw('d')], { ...at(20_001, bob), isGone })), ['granted']);
    },
  },
  {
    name: 'gives one request more to an attempt that holds its place, where its windows have room',
    async run(store) {
      const quota = store.quota({ key: { concurrency: 1, requestsPerMinute: 2 } });
      const more = (id: string): QuotaDraw => ({ ...draw(id), isWithin: true });
      assert.deepEqual(told(await quota.reserve([draw('a'), more('a+1'), more('a+2')], at(0))), ['granted', 'granted', 60_000]);
      await quota.settle([{ id: 'a+1' }], ann);
      assert.deepEqual(told(await quota.reserve([draw('b')], at(60_000))), [Number.POSITIVE_INFINITY]);
      await quota.settle([{ id: 'a' }], ann);
      assert.deepEqual(told(await quota.reserve([draw('b')], at(60_000))), ['granted']);
    },
  },
  {
    name: 'leaves what a former owner of an attempt drew as it was reserved, whoever ends it',
    async run(store) {
      const quota = store.quota({ key: { tokensPerMinute: 100 } });
      await quota.reserve([draw('a', 60)], at(0));
      // Taken over, and done with little: the first request is on its way all the same.
      assert.deepEqual(told(await quota.reserve([draw('a', 30)], at(1, bob))), ['granted']);
      await quota.settle([{ id: 'a', tokens: 10 }], bob);
      assert.deepEqual(told(await quota.reserve([draw('b', 31), draw('c', 30)], at(2, bob))), [60_000, 'granted']);
      await quota.settle([{ id: 'a', tokens: 20 }], ann);
      assert.deepEqual(told(await quota.reserve([draw('d', 40)], at(3, bob))), ['granted']);
    },
  },
  {
    name: 'counts a draw that is repeated as one more request',
    async run(store) {
      const quota = store.quota({ key: { requestsPerMinute: 2 } });
      await quota.reserve([draw('a')], at(0));
      assert.deepEqual(told(await quota.reserve([draw('a'), draw('b')], at(1, bob))), ['granted', 60_000]);
    },
  },
  {
    name: 'rests a limit for as long as its server says',
    async run(store) {
      const quota = store.quota({ key: {} });
      await quota.rest('key', 5000);
      await quota.rest('key', 3000);
      assert.deepEqual(told(await quota.reserve([draw('a')], at(4999))), [5000]);
      assert.deepEqual(told(await quota.reserve([draw('a')], at(5000))), ['granted']);
    },
  },
  {
    name: 'never takes a window for emptier than it is, though a clock went back',
    async run(store) {
      const quota = store.quota({ key: { requestsPerMinute: 2 } });
      await quota.reserve([draw('a')], at(100_000));
      assert.deepEqual(told(await quota.reserve([draw('b'), draw('c')], at(50_000))), ['granted', 110_000]);
    },
  },
];
