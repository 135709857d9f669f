import { describe, expect, it } from 'vitest';
import { observeInto } from './gram.ts';
import { addTextGram, createTextGram, FEATURES, OFFSETS, reconcile, type TextGram } from './text-gram.ts';
import { sketchText } from './text-sketch.ts';

const [ANT, BEE, CAT, DOG] = ['ant', 'bee one', 'cat, two!', 'Dog 3'].map(sketchText);
if (ANT === undefined || BEE === undefined || CAT === undefined || DOG === undefined) throw new Error('four texts');

/** One observation of 1, described by 1 throughout. */
function gramOf(landmarks: TextGram['landmarks'], value = 1): TextGram {
  const gram = createTextGram();
  const features = new Float64Array(FEATURES).fill(1, 0, 1).fill(1, OFFSETS, OFFSETS + landmarks.length);
  observeInto(gram, features, value);
  gram.count = 1;
  gram.landmarks = landmarks;
  return gram;
}

const momentsOf = ({ moments, landmarks }: TextGram): number[] => [moments[0] ?? 0, ...moments.slice(OFFSETS, OFFSETS + landmarks.length)];

describe('sums over texts', () => {
  it('add up when one list of landmarks goes on from the other', () => {
    const gram = gramOf([ANT, BEE, CAT]);
    addTextGram(gram, gramOf([ANT]));
    expect(gram.count).toBe(2);
    expect(momentsOf(gram)).toEqual([2, 2, 1, 1]);
    const shorter = gramOf([ANT]);
    addTextGram(shorter, gramOf([ANT, BEE, CAT]));
    expect(momentsOf(shorter)).toEqual([2, 2, 1, 1]);
  });

  it('keep of a list that is given up what both have in common, and how well was done on the whole', () => {
    const [one, other] = [
      [ANT, BEE, DOG],
      [ANT, CAT],
    ];
    const gram = gramOf(one ?? []);
    addTextGram(gram, gramOf(other ?? []));
    const { keepsFirst } = reconcile(one ?? [], other ?? []);
    expect(gram.landmarks).toEqual(keepsFirst ? one : other);
    expect(momentsOf(gram)).toEqual(keepsFirst ? [2, 2, 1, 1] : [2, 2, 1]);
  });

  it.each([
    [
      [ANT, BEE],
      [ANT, CAT, DOG],
    ],
    [[ANT], []],
    [[BEE], [DOG]],
    [[ANT, BEE], [ANT]],
  ])('are the same whichever comes first', (one, other) => {
    const left = gramOf(one, 1);
    addTextGram(left, gramOf(other, 0.5));
    const right = gramOf(other, 0.5);
    addTextGram(right, gramOf(one, 1));
    expect(left).toEqual(right);
  });
});
