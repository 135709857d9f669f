import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

it('lets the first go at once, and those after it each an interval later', async () => {
  let nowMs = 1000;
  const slept: number[] = [];
  const pace = new Pace(3000, () => nowMs);
  const turn = () => pace.turn({ sleep: async (durationMs) => void slept.push(durationMs) });
  await turn();
  nowMs = 2000;
  await Promise.all([turn(), turn()]);
  nowMs = 20_000;
  await turn();
  expect(slept).toEqual([2000, 5000]);
});
