import { expect, it } from 'vitest';
import { TerminalError } from '../../../core/agent-error.ts';
import { Pace } from './pace.ts';

const INTERVAL_MS = 3000;

/** A pace under a clock that only sleeping moves. */
function paced(): {
  readonly begun: number[];
  readonly clock: { nowMs: number };
  take(request?: () => Promise<unknown>, signal?: AbortSignal): Promise<unknown>;
} {
  const clock = { nowMs: 1000 };
  const begun: number[] = [];
  const pace = new Pace(INTERVAL_MS, () => clock.nowMs);
  const sleep = async (durationMs: number): Promise<void> => {
    clock.nowMs += durationMs;
  };
  return {
    begun,
    clock,
    take: (request = async () => {}, signal = new AbortController().signal) =>
      pace.take({ sleep, signal }, async () => {
        begun.push(clock.nowMs);
        return request();
      }),
  };
}

it('lets the first go at once, and those after it each an interval later', async () => {
  const { begun, clock, take } = paced();
  await Promise.all([take(), take(), take()]);
  clock.nowMs = 20_000;
  await take();
  expect(begun).toEqual([1000, 4000, 7000, 20_000]);
});

it('makes one request at a time', async () => {
  const { begun, take } = paced();
  const first = Promise.withResolvers<void>();
  const both = [take(() => first.promise), take()];
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  expect(begun).toHaveLength(1);
  first.resolve();
  await Promise.all(both);
  expect(begun).toHaveLength(2);
});

it('does not wait after a request that did not reach the server, but does after one that failed there', async () => {
  const { begun, take } = paced();
  await expect(take(() => Promise.reject(new TerminalError('no-network', 'gone')))).rejects.toThrow('gone');
  await expect(take(() => Promise.reject(new Error('fault')))).rejects.toThrow('fault');
  await take();
  expect(begun).toEqual([1000, 1000, 4000]);
});

it('gives up its turn when it is cancelled, and the next one goes on', async () => {
  const { take } = paced();
  const first = Promise.withResolvers<void>();
  const controller = new AbortController();
  const [one, two, three] = [take(() => first.promise), take(async () => 2, controller.signal), take(async () => 3)];
  controller.abort(new Error('enough'));
  await expect(two).rejects.toThrow('enough');
  first.resolve();
  await one;
  expect(await three).toBe(3);
});
