import { expect, it, vi } from 'vitest';
import { runSeeds } from './run-seeds.ts';

vi.mock('../../../src/schedule/sliding-window.ts', async (original) => {
  const real = await original<typeof import('../../../src/schedule/sliding-window.ts')>();
  /** Always has room. */
  class GenerousWindow extends real.SlidingWindow {
    override earliestMs(_amount: number, nowMs: number): number {
      return nowMs;
    }
  }
  return { ...real, SlidingWindow: GenerousWindow };
});

it('finds a scheduler that gives out more than a limit allows', async () => {
  const { failed } = await runSeeds(1, 60, 'memory');
  expect(failed.flatMap(({ violations }) => violations[0]?.invariant ?? [])).toContain('within-limits');
});
