import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, padTo, truncate } from './display-width.ts';

describe('displayWidth', () => {
  it.each([
    ['plain', 5],
    ['naïve', 5],
    ['nai\u0308ve', 5],
    ['日本', 4],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['✓ ok', 4],
    ['👍', 2],
    ['👩‍💻', 2],
    ['❤️', 2],
    ['', 0],
  ])('of %j is %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe('truncate', () => {
  it('marks what was cut and keeps what fits', () => {
    expect(truncate('Fetch the sales', 15)).toBe('Fetch the sales');
    expect(truncate('Fetch the sales', 14)).toBe('Fetch the sal…');
    expect(truncate('Fetch the sales', 6)).toBe('Fetch…');
    expect(truncate('anything', 0)).toBe('');
  });

  it('never cuts a wide character in half', () => {
    expect(truncate('日本語', 4)).toBe('日…');
    expect(truncate('日本語', 5)).toBe('日本…');
  });

  it('never exceeds the columns, and filling up reaches them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 30 }), (text, columns) => {
        expect(displayWidth(truncate(text, columns))).toBeLessThanOrEqual(columns);
        expect(displayWidth(padTo(truncate(text, columns), columns))).toBe(columns);
      }),
    );
  });
});
