import { describe, expect, it } from 'vitest';
import type { RunningAttempt } from './agent-node.ts';
import { createPool } from './agent-pool.ts';
import { SlotForecast } from './slot-forecast.ts';

/** Beside its free slots, attempts by start and expected length. */
const poolOf = (freeSlots: number, given: readonly (readonly [number, number])[] = []) => {
  const attempts = given.map(([startedAtMs, expectedMs]) => ({ startedAtMs, expectedMs }) as RunningAttempt);
  const expectedMs = given.reduce((sum, [, own]) => sum + own, 0);
  return Object.assign(createPool(0), { freeSlots, attempts, expectedMs });
};

describe('the forecast of slots', () => {
  it('says when the next slot is free, as tasks book them', () => {
    const [forecast, pool] = [new SlotForecast(), poolOf(2)];
    forecast.begin(1000);
    expect(forecast.nextFreeMs(pool)).toBe(1000);
    forecast.book(pool, 1000, 300);
    expect(forecast.nextFreeMs(pool)).toBe(1000);
    forecast.book(pool, 1000, 500);
    // The slots are taken until 1300 and 1500.
    expect(forecast.nextFreeMs(pool)).toBe(1300);
  });

  it.each([
    ['takes no time', 0, 1000],
    ['is too short to tell, so late in time', 1e-9, 1_700_000_000_000],
    ['takes no time, when instants are too large to count milliseconds', 0, 1e18],
  ])('does not take a slot for free in which something begins that %s', (_, durationMs, nowMs) => {
    const [forecast, pool] = [new SlotForecast(), poolOf(2)];
    forecast.begin(nowMs);
    forecast.book(pool, nowMs, durationMs);
    expect(forecast.nextFreeMs(pool)).toBe(nowMs);
    forecast.started(pool, durationMs);
    expect(forecast.nextFreeMs(pool)).toBeGreaterThan(nowMs);
  });

  it('counts what is under way: until its expected end, and half as long again as it has taken when it is late', () => {
    const pool = poolOf(0, [
      [0, 1000],
      [500, 2000],
    ]);
    const forecast = new SlotForecast();
    forecast.begin(100);
    expect(forecast.nextFreeMs(pool)).toBe(1000);
    forecast.book(pool, 1000, 200);
    expect(forecast.nextFreeMs(pool)).toBe(1200);
    forecast.book(pool, 1200, 9000);
    expect(forecast.nextFreeMs(pool)).toBe(2500);
    // The first is late now. All bookings are forgotten.
    forecast.begin(1600);
    expect(forecast.nextFreeMs(pool)).toBe(1600 + 800);
    forecast.begin(1000);
    expect(forecast.nextFreeMs(pool)).toBe(1000 + 500);
  });

  it('says never of a pool without slots', () => {
    const forecast = new SlotForecast();
    forecast.begin(0);
    expect(forecast.nextFreeMs(poolOf(0))).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes a started task for the slot that was free, and tells pools apart', () => {
    const [forecast, pool, other] = [new SlotForecast(), poolOf(1, [[0, 700]]), poolOf(1)];
    forecast.begin(0);
    forecast.book(pool, 0, 300);
    expect(forecast.nextFreeMs(pool)).toBe(300);
    forecast.started(pool, 900);
    expect(forecast.nextFreeMs(pool)).toBe(700);
    forecast.started(other, 900);
    expect(forecast.nextFreeMs(other)).toBe(0);
  });

  it('sees more than 32 attempts as a steady flow', () => {
    // 40 attempts of 1,000 ms each: one ends every 25 ms.
    const attempts = Array.from({ length: 40 }, (): [number, number] => [0, 1000]);
    const [forecast, pool] = [new SlotForecast(), poolOf(2, attempts)];
    forecast.begin(100);
    forecast.book(pool, 100, 5);
    forecast.book(pool, 100, 5);
    expect(forecast.nextFreeMs(pool)).toBe(125);
    forecast.book(pool, 125, 5);
    expect(forecast.nextFreeMs(pool)).toBe(150);
    forecast.begin(200);
    expect(forecast.nextFreeMs(pool)).toBe(200);
    const full = poolOf(0, attempts.slice(0, 33));
    // One every 1000 / 33 ms.
    expect(forecast.nextFreeMs(full)).toBeCloseTo(200 + 1000 / 33, 9);
    expect(forecast.nextFreeMs(poolOf(0, attempts.slice(0, 32)))).toBe(1000);
  });
});
