import { describe, expect, it } from 'vitest';
import { forgetOnChange } from './change.ts';
import { type Evidence, evidenceOf, mergeEvidence, NO_EVIDENCE } from './evidence.ts';
import { mixed } from './hashing.ts';

/** Uniform numbers fixed by a seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => mixed(++state * 2654435761) / 2 ** 32;
}

function tries(from: Evidence, count: number, rate: number, random: () => number): { record: Evidence; noticedAfter: number | undefined } {
  let record = from;
  for (let index = 1; index <= count; index++) {
    const atMs = record.atMs + 1000;
    const next = forgetOnChange(
      mergeEvidence(record, evidenceOf({ key: String(atMs), atMs, score: random() < rate ? 1 : 0 }, record.epochMs)),
    );
    if (next.epochMs !== record.epochMs) return { record: next, noticedAfter: index };
    record = next;
  }
  return { record, noticedAfter: undefined };
}

describe('noticing a change', () => {
  it('notices within 16 tries that an agent fell from 0.9 to 0.3, nine times of ten', () => {
    const inTime = Array.from({ length: 200 }, (_, seed) => {
      const random = chance(seed * 1000);
      const before = tries(NO_EVIDENCE, 60, 0.9, random).record;
      return (tries(before, 16, 0.3, random).noticedAfter ?? 99) <= 16;
    }).filter(Boolean).length;
    expect(inTime).toBeGreaterThanOrEqual(175);
  });

  it('doubts an agent that stays as it is about once in five thousand tries', () => {
    let alarms = 0;
    for (const rate of [0.3, 0.6, 0.9]) {
      const random = chance(rate * 1e6);
      let record = NO_EVIDENCE;
      for (let left = 20_000; left > 0; ) {
        const { record: next, noticedAfter } = tries(record, left, rate, random);
        record = next;
        left -= noticedAfter ?? left;
        if (noticedAfter !== undefined) alarms++;
      }
    }
    expect(alarms).toBeLessThan(20);
  });

  it('keeps of the past only what came after the change', () => {
    const random = chance(7);
    const { record } = tries(tries(NO_EVIDENCE, 100, 1, random).record, 20, 0, random);
    expect(record.trials).toBeLessThanOrEqual(8);
    expect(record.successes).toBeLessThanOrEqual(record.trials / 2);
  });
});
