import { expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import type { Fences } from '../../../src/store/lease.ts';
import type { RunStore } from '../../../src/store/run-store.ts';
import { runSeeds } from './run-seeds.ts';

vi.mock('../../../src/execute/append-by-run.ts', () => ({
  /** Does not wait for the disk: what follows from events happens before they are on it. */
  appendByRun: async (store: RunStore, journal: readonly RunEvent[], fences: Fences) => {
    store.append(journal, fences).catch(() => {});
    return new Map();
  },
}));

it('finds an executor that acts before its events are written', async () => {
  const { failed } = await runSeeds(1, 30, 'memory');
  expect(failed.flatMap(({ violations }) => violations[0]?.invariant ?? [])).toContain('cause-before-effect');
});
