import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agedTo, type Evidence, evidenceOf, HALF_LIFE_MS, mergeEvidence, NO_EVIDENCE, RECENT, type Trial } from './evidence.ts';
import { lognormalSpread } from './tally.ts';

const trial = (atMs: number, score: number, more: Partial<Trial> = {}): Trial => ({ key: `run/task-${atMs}/1`, atMs, score, ...more });
const recordOf = (trials: readonly Trial[]): Evidence => trials.map((one) => evidenceOf(one)).reduce(mergeEvidence, NO_EVIDENCE);

const anyTrial: fc.Arbitrary<Trial> = fc.record(
  {
    key: fc.string({ minLength: 1, maxLength: 6 }),
    atMs: fc.integer({ min: 0, max: 4 * HALF_LIFE_MS }),
    score: fc.double({ min: -1, max: 2, noNaN: true }),
    latencyMs: fc.double(),
    declaredMs: fc.double(),
    costUsd: fc.double(),
    inputTokens: fc.double(),
    why: fc.string(),
  },
  { requiredKeys: ['key', 'atMs', 'score'] },
);
const anyRecord = fc.array(anyTrial, { maxLength: 40 }).map(recordOf);

describe('the evidence on an agent', () => {
  it('counts successes, failures and judged quality', () => {
    const record = recordOf([trial(1, 1), trial(2, 0, { why: 'no output' }), trial(3, 0.75)]);
    expect(record.successes).toBeCloseTo(1.75, 6);
    expect(record.failures).toBeCloseTo(1.25, 6);
    expect(record.recent.map(({ why }) => why)).toEqual([undefined, 'no output', undefined]);
  });

  it('weighs what is one half-life old by half', () => {
    const record = agedTo(recordOf([trial(0, 1)]), HALF_LIFE_MS);
    expect(record.successes).toBeCloseTo(0.5, 12);
    expect(record.trials).toBe(1);
  });

  it('tells the median of lognormal latencies', () => {
    const record = recordOf([trial(1, 1, { latencyMs: 100 }), trial(2, 1, { latencyMs: 10_000 })]);
    expect(lognormalSpread(record.logLatency)?.median).toBeCloseTo(1000, 6);
  });

  it('keeps no empty reason', () => {
    expect(recordOf([trial(1, 0, { why: '' })]).recent).toEqual([{ key: 'run/task-1/1', atMs: 1, score: 0 }]);
  });

  it('holds a trial once that is told twice, at its later time', () => {
    expect(recordOf([trial(1, 1, { key: 'a' }), trial(2, 0, { key: 'a' })]).recent).toEqual([{ key: 'a', atMs: 2, score: 0 }]);
  });

  it('is the same whichever record is put to the other', () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (one, other) => {
        expect(mergeEvidence(one, other)).toEqual(mergeEvidence(other, one));
      }),
    );
  });

  it('is the same, but for rounding, however three records are put together', () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, anyRecord, (a, b, c) => {
        const left = mergeEvidence(mergeEvidence(a, b), c);
        const right = mergeEvidence(a, mergeEvidence(b, c));
        expect(left.successes).toBeCloseTo(right.successes, 9);
        expect(left.failures).toBeCloseTo(right.failures, 9);
        expect(left.recent.map(({ atMs }) => atMs)).toEqual(right.recent.map(({ atMs }) => atMs));
      }),
    );
  });

  it('stays finite and bounded, whatever it is fed', () => {
    fc.assert(
      fc.property(anyRecord, ({ successes, failures, logLatency, logSlowness, costUsd, recent }) => {
        const sums = [successes, failures, ...[logLatency, logSlowness, costUsd].flatMap(({ weight, sum }) => [weight, sum])];
        expect(sums.every(Number.isFinite)).toBe(true);
        expect(recent.length).toBeLessThanOrEqual(RECENT);
      }),
    );
  });

  it('lets the record of after a change stand alone', () => {
    const before = recordOf([trial(1, 1), trial(2, 1)]);
    const after = evidenceOf(trial(9, 0), 9);
    expect(mergeEvidence(before, after)).toEqual(mergeEvidence(after, before));
    expect(mergeEvidence(before, after)).toMatchObject({ successes: 0, failures: 1, epochMs: 9 });
  });
});
