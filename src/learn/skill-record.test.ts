import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTHING_SEEN, type Observation, observe, slowness, successProbability } from './skill-record.ts';

const seen = (...observations: Observation[]) => observations.reduce(observe, NOTHING_SEEN);

describe('a skill record', () => {
  it('believes the declared level until something is seen', () => {
    expect(successProbability(NOTHING_SEEN, 0.7)).toBeCloseTo(0.7, 12);
    expect(slowness(NOTHING_SEEN)).toBe(1);
  });

  it('weighs a level like four attempts', () => {
    const once = seen({ succeeded: false, expectedMs: 100 });
    expect(successProbability(once, 0.8)).toBeCloseTo((0.8 * 4) / 5, 12);
  });

  it('finds an agent slow that took ten times as long', () => {
    const once = seen({ succeeded: true, actualMs: 1000, expectedMs: 100 });
    // one observation against a prior of half a one: 10^(1 / 1.5)
    expect(slowness(once)).toBeCloseTo(10 ** (2 / 3), 9);
  });

  it('learns nothing about speed from an attempt without a duration', () => {
    expect(slowness(seen({ succeeded: false, expectedMs: 100 }))).toBe(1);
  });

  it('stays within bounds whatever it sees', () => {
    const observation = fc.record({
      succeeded: fc.boolean(),
      actualMs: fc.double({ min: 0, max: 1e12, noNaN: true }),
      expectedMs: fc.double({ min: 0, max: 1e12, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), (observations, level) => {
        const record = seen(...observations);
        const probability = successProbability(record, level);
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
        expect(slowness(record)).toBeGreaterThanOrEqual(1 / 100.0001);
        expect(slowness(record)).toBeLessThanOrEqual(100.0001);
      }),
    );
  });
});
