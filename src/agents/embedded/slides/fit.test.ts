import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { heightOf, linesOf, sizeToFit } from './fit.ts';

it('counts lines by words', () => {
  // 10 pt letters are 5.6 pt wide: 12 fit into 0.97 inches (70 pt).
  expect(linesOf('one two', 10, 0.97)).toBe(1);
  expect(linesOf('one two three four', 10, 0.97)).toBe(2);
  expect(linesOf('x'.repeat(30), 10, 0.97)).toBe(3);
});

it('adds up lines and gaps', () => {
  expect(heightOf(['one', 'two'], 10, 5, 6)).toBeCloseTo((2 * (10 * 1.22 + 6)) / 72);
});

it('takes the largest size that fits, and the smallest when none does', () => {
  expect(sizeToFit(['short'], [30, 20, 10], 10, 1, 0)).toBe(30);
  expect(sizeToFit([`${'word '.repeat(2000)}`], [30, 20, 10], 10, 1, 0)).toBe(10);
});

it('never counts fewer lines in less width', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,15}$/), { minLength: 1 }), fc.integer({ min: 1, max: 10 }), (words, width) => {
      const text = words.join(' ');
      expect(linesOf(text, 20, width)).toBeGreaterThanOrEqual(linesOf(text, 20, width + 1));
    }),
  );
});
