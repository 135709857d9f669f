import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../tokens.ts';
import { fitText, shareRoom } from './fit-text.ts';
import { passagesOf, scorePassages } from './passages.ts';

const filler = (count: number): string => 'Nothing of interest is said in this line of the text.\n'.repeat(count);

describe('fitText', () => {
  it('leaves a text alone that fits', () => {
    expect(fitText('All of it.', 'question', 100)).toBe('All of it.');
  });

  it('keeps the beginning and what the question is about, in their order, and says what is gone', () => {
    const text = `Title\n${filler(40)}The revenue of the north was 12.\n${filler(40)}In the south revenues fell to 3.\n${filler(40)}`;
    // 54 letters a line, of which 42 lines or so are left out each time.
    const fitted = fitText(text, 'What was the revenue?', 120);
    expect(fitted).toMatch(
      /^Title\n[\s\S]*\[… [\d,]+ characters left out …\]\nThe revenue of the north was 12\.\n[\s\S]*\[… [\d,]+ characters left out …\]\nIn the south revenues fell to 3\.\n[\s\S]*\[… [\d,]+ characters left out …\]\n$/,
    );
  });

  it('never takes more room than there is, and keeps nothing but what was there', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 80 }), { maxLength: 60 }).map((lines) => lines.join('\n')),
        fc.integer({ min: 40, max: 400 }),
        (text, room) => {
          const fitted = fitText(text, 'a question about something', room);
          const kept = fitted.split(/\n?\[… [\d,]+ characters left out …\]\n/);
          if (fitted !== text) expect(estimateTokens(kept.join(''))).toBeLessThanOrEqual(room);
          let from = 0;
          for (const part of kept) {
            const bare = part.replace(/\n$/, '');
            const found = text.indexOf(bare, from);
            expect(found).toBeGreaterThanOrEqual(from);
            from = found + bare.length;
          }
        },
      ),
    );
  });

  it('keeps what is asked for in scripts without spaces', () => {
    const text = `標題\n${'這一行什麼也沒有說。\n'.repeat(200)}北方的銷售額增長了。\n${'這一行什麼也沒有說。\n'.repeat(200)}`;
    expect(fitText(text, '銷售額是多少', 100)).toContain('北方的銷售額增長了');
  });
});

describe('passagesOf', () => {
  it('gives all of the text, in pieces that are not too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => {
        const passages = passagesOf(text);
        expect(passages.join('')).toBe(text);
        for (const passage of passages) expect(passage.length).toBeLessThanOrEqual(501);
      }),
    );
  });

  it('cuts long lines between sentences', () => {
    const sentence = `${'word '.repeat(60)}end. `;
    expect(passagesOf(sentence.repeat(3))).toEqual([sentence, sentence, sentence]);
  });
});

describe('scorePassages', () => {
  it('prefers the rarer word, and the shorter passage of two that say the same', () => {
    const passages = ['the goose flies', 'the goose flies over the long and winding river', 'the plane flies', 'a plane flies', 'no'];
    const [goose = 0, longer = 0, plane = 0, , none = 0] = scorePassages(passages, 'Which goose flies?');
    expect(goose).toBeGreaterThan(longer);
    expect(longer).toBeGreaterThan(plane);
    expect(none).toBe(0);
  });

  it('knows words by their stems', () => {
    const [hit = 0, miss = 0] = scorePassages(['revenues rising', 'costs falling'], 'rise in revenue');
    expect(hit).toBeGreaterThan(miss);
  });
});

describe('shareRoom', () => {
  it.each([
    [[10, 20, 30], 100, [10, 20, 30]],
    [[10, 200, 300], 100, [10, 45, 45]],
    [[500, 500], 101, [50, 51]],
    [[5, 0], 0, [0, 0]],
    [[], 10, []],
  ])('of %j in %i', (needed, room, shares) => {
    expect(shareRoom(needed, room)).toEqual(shares);
  });
});

describe('estimateTokens', () => {
  it('counts letters by four, signs by two, other scripts one by one', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('word word ')).toBe(3);
    expect(estimateTokens('1234')).toBe(2);
    expect(estimateTokens('你好')).toBe(2);
  });
});
