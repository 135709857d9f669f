import { rankSentences } from '../library/rank-sentences.ts';
import type { Sentence } from '../library/sentences.ts';
import { termsOf } from '../library/terms.ts';
import type { Section } from './cite.ts';
import { keyPhrasesOf } from './key-phrases.ts';

const THEMES = 8;
const QUOTES = 2;

/** What documents keep speaking of, each theme with the statements that say most about it. */
export async function themesOf(sentences: readonly Sentence[], documents: number): Promise<Section[]> {
  const told = new Set<string>();
  const known = sentences.map((sentence) => ({ sentence, own: new Set(termsOf(sentence.text)) }));
  const sections: Section[] = [];
  for (const { phrase, terms, count } of keyPhrasesOf(sentences, THEMES)) {
    const fresh = known.filter(({ sentence, own }) => terms.every((term) => own.has(term)) && !told.has(sentence.text));
    const statements = await rankSentences(
      fresh.map(({ sentence }) => sentence),
      {
        query: phrase,
        count: QUOTES,
        perDocument: documents > 1 ? 1 : QUOTES,
        relevance: 0.7,
        onlyMatching: true,
      },
    );
    if (statements.length === 0) continue;
    for (const { text } of statements) told.add(text);
    sections.push({
      heading: `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)} (${count} statements)`,
      entries: statements.map((statement) => ({ statements: [statement] })),
      asList: true,
    });
  }
  return sections;
}
