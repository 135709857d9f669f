import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asPoints } from './points.ts';
import { rankSentences } from './rank-sentences.ts';
import { type Sentence, sentencesOf } from './sentences.ts';
import type { TextDocument } from './text-document.ts';

const documentOf = (...paragraphs: readonly string[]): TextDocument => ({
  title: 'T',
  location: '/t',
  type: 'document',
  date: null,
  blocks: paragraphs.map((text) => ({ kind: 'paragraph', text })),
});
const EVERYTHING = { count: 10, perDocument: 10, relevance: 0.5 };

describe('rankSentences', () => {
  const sentences = sentencesOf([
    documentOf(
      'Geese fly south when the lake freezes over.',
      'Swans pair for life and defend the lake.',
      'The lake is deep and cold in winter.',
    ),
    documentOf('Trains run late when the points freeze over.'),
  ]);

  it('puts what matches the query first', async () => {
    const [first] = await rankSentences(sentences, { ...EVERYTHING, query: 'swans', relevance: 0.9 });
    expect(first?.text).toBe('Swans pair for life and defend the lake.');
  });

  it('gives only what matches, when told to', async () => {
    const ranked = await rankSentences(sentences, { ...EVERYTHING, query: 'freezing', onlyMatching: true });
    expect(ranked.map(({ text }) => text).toSorted()).toEqual([
      'Geese fly south when the lake freezes over.',
      'Trains run late when the points freeze over.',
    ]);
    expect(await rankSentences(sentences, { ...EVERYTHING, query: 'zeppelin', onlyMatching: true })).toEqual([]);
  });

  it('takes at most so many of one document', async () => {
    const ranked = await rankSentences(sentences, { ...EVERYTHING, query: 'lake', perDocument: 1 });
    expect(ranked.filter(({ document }) => document === 0)).toHaveLength(1);
  });

  it('says the same thing once', async () => {
    const twice = sentencesOf([
      documentOf('Geese fly south when the lake freezes over.'),
      documentOf('Geese fly south when the lake freezes.'),
    ]);
    expect(await rankSentences(twice, { ...EVERYTHING, query: 'geese' })).toHaveLength(1);
  });

  it('prefers what stands alone to what leans on the sentence before or speaks of its writers', async () => {
    const three = sentencesOf([
      documentOf('Geese eat grass and water plants.'),
      documentOf('They eat grass and water plants, too.'),
      documentOf('We counted grass and water plants.'),
    ]);
    expect((await rankSentences(three, { ...EVERYTHING, query: 'grass' }))[0]?.text).toBe('Geese eat grass and water plants.');
  });

  it('ranks any sentences: scores fall, lie in 0..1, and are the same again', async () => {
    const word = fc.constantFrom('goose', 'swan', 'lake', 'train', 'winter', 'grass', 'over', 'ice');
    const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `${words.join(' ')}.`);
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 12 }), fc.array(word, { maxLength: 3 }), async (texts, query) => {
        const given: Sentence[] = texts.map((own, index) => ({ text: own, document: index % 3, heading: '', block: index, place: 0 }));
        const options = { query: query.join(' '), count: 5, perDocument: 2, relevance: 0.5 };
        const ranked = await rankSentences(given, options);
        const scores = ranked.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
        expect(await rankSentences(given, options)).toEqual(ranked);
      }),
      { numRuns: 60 },
    );
  });
});

describe('asPoints', () => {
  const sentences = sentencesOf([
    documentOf(
      'Routing between models is now common. The router sends a request to the large model when the small one fails.',
      'Synthetic data is now common. We reviewed thirty-five recipes for it.',
      'Retrieval is now common. For this reason we measured it on court files.',
    ),
  ]);
  const ranked = (index: number) => ({ ...(sentences[index] as Sentence), score: 1 });

  it('joins a brief opening with the sentence that bears it out, whichever was found', () => {
    const point = 'Routing between models is now common. The router sends a request to the large model when the small one fails.';
    expect(asPoints([ranked(0)], sentences).map(({ text }) => text)).toEqual([point]);
    expect(asPoints([ranked(1)], sentences).map(({ text }) => text)).toEqual([point]);
    expect(asPoints([ranked(1), ranked(0)], sentences)).toHaveLength(1);
  });

  it('does not join what tells of the writers', () => {
    expect(asPoints([ranked(2)], sentences).map(({ text }) => text)).toEqual(['Synthetic data is now common.']);
    expect(asPoints([ranked(4)], sentences).map(({ text }) => text)).toEqual(['Retrieval is now common.']);
  });
});
