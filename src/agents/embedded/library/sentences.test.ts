import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesOf, splitSentences } from './sentences.ts';
import type { Block } from './text-document.ts';

const statements = (...blocks: readonly Block[]): string[] =>
  sentencesOf([{ title: 'T', location: '/t', type: 'document', date: null, blocks }]).map(({ text }) => text);
const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
const item = (text: string): Block => ({ kind: 'item', text });

describe('splitSentences', () => {
  it.each([
    ['Geese fly south. They return in spring.', ['Geese fly south.', 'They return in spring.']],
    ['Dr. Smith met J. Doe et al. in the U.S. in May.', ['Dr. Smith met J. Doe et al. in the U.S. in May.']],
    ['Use a tool, e.g. a spade. Then dig.', ['Use a tool, e.g. a spade.', 'Then dig.']],
    ['He said no. Then he left.', ['He said no.', 'Then he left.']],
    ['See Fig. 3 and No. 5 of the list. It grew by 3.5 percent.', ['See Fig. 3 and No. 5 of the list.', 'It grew by 3.5 percent.']],
    ['', []],
  ])('splits %j', (text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });

  it('loses no letter of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(splitSentences(text).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });
});

describe('sentencesOf', () => {
  it('gives whole sentences with their heading and place', () => {
    const blocks: Block[] = [{ kind: 'heading', text: 'Birds' }, paragraph('Geese fly south in autumn. Swans stay on the lake.')];
    expect(sentencesOf([{ title: 'T', location: '/t', type: 'document', date: null, blocks }])).toEqual([
      { text: 'Geese fly south in autumn.', document: 0, heading: 'Birds', block: 1, place: 0 },
      { text: 'Swans stay on the lake.', document: 0, heading: 'Birds', block: 1, place: 1 },
    ]);
  });

  it.each([
    ['a heading', { kind: 'heading', text: 'Geese fly south in autumn.' }],
    ['a question', paragraph('Why do geese fly south in autumn?')],
    ['a fragment', paragraph('and then they flew south in autumn.')],
    ['a line that ends no sentence', paragraph('Home About us Contact and the newsletter of the month')],
    ['code', paragraph('const geese = flock.map((goose) => goose.name);')],
    ['a table row', paragraph('Name | Weight | Colour of the bird and more.')],
    ['a line in capitals', paragraph('ALL RIGHTS RESERVED BY THE OWNER OF THE LAKE.')],
    ['an address', paragraph('More of it is found at https://example.org/geese/south.')],
    ['figures', paragraph('12 345 678 90 12 345 678 90 12 345.')],
    ['an item without a verb', item('Weather, wind and the length of the day')],
  ] as const)('takes no %s for a statement', (_, block) => {
    expect(statements(block)).toEqual([]);
  });

  it('takes an item with a verb for a statement, and gives it its full stop', () => {
    expect(statements(item('Counting remains weak in every model of the test'))).toEqual([
      'Counting remains weak in every model of the test.',
    ]);
  });

  it('takes sentences of scripts without capitals or spaces', () => {
    expect(statements(paragraph('雁は秋に南へ飛んで行きます。白鳥は湖に残ります。'))).toEqual([
      '雁は秋に南へ飛んで行きます。',
      '白鳥は湖に残ります。',
    ]);
    expect(statements(paragraph('يطير الإوز جنوبا في الخريف كل عام.'))).toHaveLength(1);
  });

  it('drops the quotation mark whose partner is in another sentence', () => {
    expect(statements(paragraph('"Our first alarm rang at night. We were all asleep by then."'))).toEqual([
      'Our first alarm rang at night.',
      'We were all asleep by then.',
    ]);
  });

  it('gives a sentence that a document repeats once', () => {
    expect(statements(paragraph('Geese fly south in autumn.'), paragraph('Geese fly south in autumn.'))).toHaveLength(1);
  });
});
