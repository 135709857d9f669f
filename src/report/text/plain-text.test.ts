import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine, plainText } from './plain-text.ts';

describe('plainText', () => {
  it.each([
    ['a colour', 'a\x1b[31mred\x1b[0mb', 'aredb'],
    ['a window title', 'a\x1b]0;owned\x07b', 'ab'],
    ['a link', '\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\', 'text'],
    ['a C1 sequence', 'a\x9b2Jb', 'ab'],
    ['an unfinished title', 'a\x1b]0;no end\nb', 'a\nb'],
    ['a reset', 'a\x1bcb', 'ab'],
    ['a carriage return that would overwrite', 'safe\rrm -rf', 'saferm -rf'],
    ['a right-to-left override', 'file\u202Egpj.exe', 'filegpj.exe'],
    ['bells and backspaces', 'a\x07\x08b', 'ab'],
    ['half a surrogate pair', 'a\ud800b', 'ab'],
  ])('takes out %s', (_, text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  it('keeps tabs, newlines, accents, other scripts and emoji', () => {
    const text = 'tab\there\nnaïve 日本語 שלום 👩‍💻 ₂';
    expect(plainText(text)).toBe(text);
  });

  it('leaves no control character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plainText(text)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
      }),
    );
  });
});

it('puts text on one line', () => {
  expect(plainLine('  a\n\tb\r\nc  ')).toBe('a b c');
});
