import { expect, it } from 'vitest';
import { watchedRange } from './watched-range.ts';

it('reports each number that hangs, waits for ever, throws outside or takes all memory, and goes on with the next', async () => {
  const [answers, losses] = [[] as number[], [] as string[]];
  await watchedRange<number>(
    new URL('./odd-numbers.fixture.ts', import.meta.url),
    { first: 1, count: 10 },
    { patienceMs: 2000, maxHeapMb: 32 },
    (answer) => answers.push(answer),
    (number, why) => losses.push(`${number} ${why.split('\n')[0]}`),
  );
  expect(answers).toEqual([1, 2, 4, 6, 8, 10]);
  expect(losses).toEqual([
    '3 hangs: no answer after 2 s',
    '5 never ends: it waits for what cannot come',
    '7 ends its thread: Error: outside',
    expect.stringMatching(/^9 ends its thread: Error.*memory/),
  ]);
});
