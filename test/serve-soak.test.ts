import { expect, it } from 'vitest';
import { serverSoak } from './torture/server-soak.ts';

const RUNS = 200;

it(`holds on to nothing of ${RUNS} runs in succession: the heap and the open files of a server stay as they are`, async () => {
  const { samples, heapBytesPerRun, lost } = await serverSoak(RUNS);
  expect(lost).toBe(0);
  const [, warm] = samples;
  const last = samples.at(-1);
  expect(last?.fileHandles).toBe(warm?.fileHandles);
  // A run that was kept would be its record, of 60 kB and more.
  expect(heapBytesPerRun).toBeLessThan(10_000);
});
