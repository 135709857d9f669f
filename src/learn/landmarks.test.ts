import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Landmarks, MOST_LANDMARKS } from './landmarks.ts';
import { sketchText } from './text-sketch.ts';

const SORT = 'Write a python function to sort an array of numbers.';
const MERGE = 'Write a python function to merge two arrays of numbers.';
const CHAPEL = 'who painted the ceiling of the chapel';

function landmarksOf(...texts: string[]): Landmarks {
  const landmarks = new Landmarks();
  for (const text of texts) landmarks.add(sketchText(text));
  return landmarks;
}

function describeBy(landmarks: Landmarks, text: string): number[] {
  const into = new Float64Array(MOST_LANDMARKS);
  landmarks.describe(sketchText(text), into, 0);
  return [...into];
}

const likeness = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);

describe('landmarks', () => {
  it('describe the first landmark by 1, and nothing else', () => {
    const [first, ...rest] = describeBy(landmarksOf(SORT, CHAPEL), SORT);
    expect(first).toBeCloseTo(1, 12);
    expect(rest.every((value) => Math.abs(value) < 1e-12)).toBe(true);
  });

  it('give two landmarks the likeness that their words and styles have', () => {
    // Same style (both are 'b b' but for the word itself), no word in common: half of what there is to have.
    const landmarks = landmarksOf('bat bat', 'cow cow');
    expect(likeness(describeBy(landmarks, 'bat bat'), describeBy(landmarks, 'cow cow'))).toBeCloseTo(0.5, 12);
  });

  it('find a text of the same kind more alike than one of another', () => {
    const landmarks = landmarksOf(SORT, CHAPEL);
    const merge = describeBy(landmarks, MERGE);
    expect(likeness(merge, describeBy(landmarks, SORT))).toBeGreaterThan(2 * likeness(merge, describeBy(landmarks, CHAPEL)));
  });

  it('are no two of the same, and no more than there is room for', () => {
    const landmarks = landmarksOf(SORT, SORT, CHAPEL);
    expect(landmarks.texts).toHaveLength(2);
    const many = landmarksOf(
      ...Array.from({ length: 400 }, (_, index) => `${'word '.repeat(index % 37)}x${'!?,;'.repeat(index % 11)} n${index}`),
    );
    expect(many.texts.length).toBeLessThanOrEqual(MOST_LANDMARKS);
  });

  it('are all taken from a list that was kept, even such as would not be added', () => {
    const twice = Landmarks.of([sketchText(SORT), sketchText(SORT)]);
    expect(twice.texts).toHaveLength(2);
    expect(describeBy(twice, MERGE).every(Number.isFinite)).toBe(true);
  });

  it('leave the numbers of earlier ones as they were when one is added, and describe any text by finite numbers of length at most 1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 60 }), { maxLength: 8 }),
        fc.string({ maxLength: 60 }),
        fc.string(),
        (texts, last, asked) => {
          const landmarks = landmarksOf(...texts);
          const before = describeBy(landmarks, asked);
          const count = landmarks.texts.length;
          landmarks.add(sketchText(last));
          const after = describeBy(landmarks, asked);
          expect(after.slice(0, count)).toEqual(before.slice(0, count));
          expect(likeness(after, after)).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
      { numRuns: 50 },
    );
  });
});
