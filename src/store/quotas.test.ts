import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QUOTA_CASES } from '../testing/quota-conformance.ts';
import { createMemoryStore } from './memory-store.ts';
import { openSqliteStore } from './sqlite-store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-quota-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  { kind: 'memory', open: () => createMemoryStore() },
  { kind: 'sqlite', open: () => openSqliteStore(join(folder, 'skein.db')) },
])('the quota of the $kind store', ({ open }) => {
  it.each(QUOTA_CASES)('$name', async ({ run }) => {
    const store = open();
    await run(store);
    await store.close();
  });
});

describe('the quota of the sqlite store', () => {
  it('is one for all connections', async () => {
    const stores = Array.from({ length: 3 }, () => openSqliteStore(join(folder, 'skein.db')));
    const quotas = stores.map((store) => store.quota({ key: { requestsPerMinute: 5 } }));
    const answers = await Promise.all(
      quotas.flatMap((quota, process) =>
        [0, 1, 2].map((turn) =>
          quota.reserve([{ id: `${process}/${turn}`, limits: ['key'], tokens: 0 }], {
            owner: { id: `oak/${process}`, label: '' },
            nowMs: 1000 + turn,
            untilMs: 20_000,
          }),
        ),
      ),
    );
    expect(answers.flat().filter(({ granted }) => granted)).toHaveLength(5);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('answers as the one in memory does, whatever is asked in whatever order', async () => {
    const limits = { key: { requestsPerMinute: 4, tokensPerMinute: 90, concurrency: 3 }, day: { requestsPerDay: 6 } };
    const step = fc.record({
      waitMs: fc.nat(30_000),
      owner: fc.constantFrom('oak/1', 'oak/2'),
      draws: fc.array(fc.record({ limits: fc.constantFrom(['key'], ['day'], ['key', 'day']), tokens: fc.nat(80) }), { maxLength: 3 }),
      settles: fc.nat(2),
      used: fc.option(fc.nat(80), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const sqlite = openSqliteStore(join(mkdtempSync(join(folder, 'case-')), 'skein.db'));
        const quotas = [createMemoryStore().quota(limits), sqlite.quota(limits)];
        let nowMs = 0;
        const open: { readonly id: string; readonly holder: string }[] = [];
        const granted: { readonly atMs: number; readonly limits: readonly string[] }[] = [];
        for (const [index, { waitMs, owner, draws, settles, used }] of steps.entries()) {
          nowMs += waitMs;
          const named = draws.map((draw, place) => ({ ...draw, id: `${index}/${place}` }));
          const asker = { owner: { id: owner, label: '' }, nowMs, untilMs: nowMs + 15_000 };
          const [expected, received] = await Promise.all(quotas.map((quota) => quota.reserve(named, asker)));
          expect(received).toEqual(expected);
          for (const [place, answer] of (expected ?? []).entries()) {
            if (!answer.granted) continue;
            open.push({ id: answer.id, holder: owner });
            granted.push({ atMs: nowMs, limits: named[place]?.limits ?? [] });
          }
          for (const { id, holder } of open.splice(0, settles)) {
            const ended = [{ id, ...(used === undefined ? {} : { tokens: used }) }];
            await Promise.all(quotas.map((quota) => quota.settle(ended, { id: holder, label: '' })));
          }
        }
        // Counted by hand: no minute that ends with a grant holds more than four of this key's.
        const own = granted.filter(({ limits: names }) => names.includes('key'));
        for (const { atMs } of own) {
          expect(own.filter((other) => other.atMs <= atMs && other.atMs > atMs - 60_000).length).toBeLessThanOrEqual(4);
        }
        await sqlite.close();
      }),
      { numRuns: 40 },
    );
  });
});
