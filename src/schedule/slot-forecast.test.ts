import { describe, expect, it } from 'vitest';
import { createPool } from './agent-pool.ts';
import { SlotForecast } from './slot-forecast.ts';

const poolOf = (freeSlots: number) => Object.assign(createPool(0), { freeSlots });

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
});
