import { TerminalError } from '../../../core/agent-error.ts';
import { type Ranked, rankSentences } from '../library/rank-sentences.ts';
import type { Sentence } from '../library/sentences.ts';
import { termsOf } from '../library/terms.ts';
import type { TextDocument } from '../library/text-document.ts';
import type { Section } from './cite.ts';

const PER_SIDE = 4;

/**
 * What documents have in common and where each goes its own way, in their own words: terms that all of them use
 * often make the common ground; statements that use the terms of one document only make the differences.
 *
 * @throws TerminalError `nothing-to-compare` for fewer than two documents.
 */
export async function compareDocuments(
  documents: readonly TextDocument[],
  sentences: readonly Sentence[],
  about: string,
): Promise<Section[]> {
  if (documents.length < 2)
    throw new TerminalError(
      'nothing-to-compare',
      `a comparison needs at least two documents: ${documents.length} ${documents.length === 1 ? 'was' : 'were'} given`,
      { for: 'task' },
    );
  const frequencies = documents.map((_, index) => countTerms(sentences.filter(({ document }) => document === index)));
  const common = sharedTerms(frequencies);
  const shared = await rankSentences(sentences, {
    query: `${about} ${common.slice(0, 12).join(' ')}`,
    count: PER_SIDE + documents.length,
    perDocument: 2,
    relevance: 0.9,
  });
  const sections: Section[] = common.length === 0 ? [] : [{ heading: 'In common', statements: shared, asList: true }];
  const told = new Set(shared.map(({ text }) => text));
  for (const [index, { title }] of documents.entries()) {
    const own = ownTerms(frequencies, index).slice(0, 15).join(' ');
    const candidates = sentences.filter(({ document, text }) => document === index && !told.has(text));
    const statements: Ranked[] = await rankSentences(candidates, {
      query: `${about} ${own}`,
      count: PER_SIDE,
      perDocument: PER_SIDE,
      relevance: 0.8,
    });
    if (statements.length > 0) sections.push({ heading: `Only in ${title}`, statements, asList: true });
  }
  return sections;
}

function countTerms(sentences: readonly Sentence[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of sentences) for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function sharedTerms(frequencies: readonly ReadonlyMap<string, number>[]): string[] {
  const [first, ...rest] = frequencies;
  if (first === undefined) return [];
  const least = (term: string): number => Math.min(...frequencies.map((counts) => counts.get(term) ?? 0));
  return [...first.keys()]
    .filter((term) => rest.every((counts) => counts.has(term)))
    .toSorted((a, b) => least(b) - least(a) || (a < b ? -1 : 1));
}

function ownTerms(frequencies: readonly ReadonlyMap<string, number>[], index: number): string[] {
  const own = frequencies[index] ?? new Map<string, number>();
  const elsewhere = (term: string): number =>
    frequencies.reduce((sum, counts, other) => (other === index ? sum : sum + (counts.get(term) ?? 0)), 0);
  const lead = (term: string): number => (own.get(term) ?? 0) / (1 + elsewhere(term));
  return [...own.keys()].toSorted((a, b) => lead(b) - lead(a) || (a < b ? -1 : 1));
}
