import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capitalise, cleanLine, countOf, cutAtWord, formatNumber, listOf } from './clean-text.ts';

describe('cleanLine', () => {
  it('drops control, bidirectional and zero-width characters and joins lines', () => {
    expect(cleanLine('a\u0000b\u202ec\u200bd\n\n  e\u001b[0m')).toBe('abcd e[0m');
  });

  it('replaces half surrogates by nothing and leaves whole ones', () => {
    expect(cleanLine('x\ud800y 😀')).toBe('xy 😀');
  });

  it('is an empty line for what is no text', () => {
    expect([cleanLine(undefined), cleanLine(null), cleanLine({})]).toEqual(['', '', '']);
  });

  it('holds nothing that XML 1.0 forbids, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cleanLine(text)).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
        expect(cleanLine(text).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('cutAtWord', () => {
  it('leaves a text that fits', () => expect(cutAtWord('one two', 7)).toBe('one two'));

  it('cuts before the word that does not fit', () => expect(cutAtWord('one two three', 10)).toBe('one two…'));

  it('keeps a word that ends exactly at the cut', () => expect(cutAtWord('one two three', 8)).toBe('one two…'));

  it('never exceeds the limit and never ends inside a word that is shorter than it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 12, max: 80 }),
        (words, room) => {
          const cut = cutAtWord(words.join(' '), room);
          expect(cut.length).toBeLessThanOrEqual(room);
          for (const word of cut.replace('…', '').split(' ')) expect(words).toContain(word);
        },
      ),
    );
  });
});

it('counts in words of the right number', () => {
  expect([countOf(1, 'paper'), countOf(2, 'repository'), countOf(1200, 'finding')]).toEqual([
    '1 paper',
    '2 repositories',
    '1,200 findings',
  ]);
});

it('lists with a comma before the last "and" only where an item has one of its own', () => {
  expect(listOf(['a', 'b', 'c'])).toBe('a, b and c');
  expect(listOf(['a', 'b and c', 'd'])).toBe('a, b and c, and d');
});

it('leaves the case of names such as iOS and of addresses', () => {
  expect([capitalise('agents'), capitalise('iOS apps'), capitalise('https://x.org')]).toEqual(['Agents', 'iOS apps', 'https://x.org']);
});

it('prints numbers with thousands parted and two decimals at most', () => {
  expect([formatNumber(1234567.891), formatNumber(0.0123), formatNumber(Number.NaN)]).toEqual(['1,234,567.89', '0.0123', '–']);
});
