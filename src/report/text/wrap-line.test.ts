import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from './display-width.ts';
import { wrapLine } from './wrap-line.ts';

describe('wrapLine', () => {
  it('leaves lines that fit, and all lines where there is no width to keep to', () => {
    expect(wrapLine('two words', 9)).toEqual(['two words']);
    expect(wrapLine('two words', undefined)).toEqual(['two words']);
  });

  it('breaks between words and stands further in below', () => {
    expect(wrapLine('Took 191 ms, one task after another.', 20)).toEqual(['Took 191 ms, one', '  task after', '  another.']);
    expect(wrapLine('    four in', 8)).toEqual(['    four', '  in']);
  });

  it('lets the branches of a tree go on', () => {
    expect(wrapLine('│  ├─ ○ draft  needs research', 20)).toEqual(['│  ├─ ○ draft  needs', '│  │    research']);
    expect(wrapLine('└─ ○ draft  needs research', 20)).toEqual(['└─ ○ draft  needs', '     research']);
  });

  it('does not count colours, and keeps words that are wider than the line whole', () => {
    expect(wrapLine('\x1b[2m├─ \x1b[22mone two three', 10)).toEqual(['\x1b[2m├─ \x1b[22mone two', '│    three']);
    expect(wrapLine('a incomprehensibilities b', 10)).toEqual(['a', '  incomprehensibilities', '  b']);
  });

  it('loses no word, and no line is too wide that could be narrower', () => {
    const words = fc.array(fc.stringMatching(/^[a-z日👍]{1,6}$/u), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 16, max: 60 }), (given, columns) => {
        const lines = wrapLine(given.join(' '), columns);
        expect(lines.join(' ').split(/ +/)).toEqual(given);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
