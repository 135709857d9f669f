import { saySame } from '../material/merge-findings.ts';
import { sentencesOf } from './sentences.ts';
import { cosine, type TermVector, termVectors } from './term-vectors.ts';
import { gistOf, termsOf } from './terms.ts';

/** The comparison of all pairs is quadratic; of a longer text the first sentences of each paragraph are considered. */
const MAX_SENTENCES = 300;
const DAMPING = 0.85;
const ROUNDS = 30;

/**
 * The sentences that say most of a text, in the order of the text. LexRank (Erkan and Radev 2004): a sentence matters when
 * it is like many that matter; the first of a paragraph counts half as much again. Very short and very long
 * ones are passed over, and so is one that repeats another. O(n²).
 */
export function keySentences(paragraphs: readonly string[], count: number): string[] {
  const all = paragraphs.flatMap((paragraph) => sentencesOf(paragraph).map((text, index) => ({ text, leads: index === 0 })));
  const usable = all.filter(({ text }) => text.length >= 25 && text.length <= 400);
  const considered = (usable.length === 0 ? all : usable.length > MAX_SENTENCES ? usable.filter(({ leads }) => leads) : usable).slice(
    0,
    MAX_SENTENCES,
  );
  const ranks = rankSentences(termVectors(considered.map(({ text }) => termsOf(text))));
  const ranked = considered
    .map((sentence, order) => ({ ...sentence, order, gist: gistOf(sentence.text), rank: (ranks[order] ?? 0) * (sentence.leads ? 1.5 : 1) }))
    .sort((left, right) => right.rank - left.rank || left.order - right.order);
  const chosen: typeof ranked = [];
  for (const sentence of ranked) {
    if (chosen.length === count) break;
    if (!chosen.some((other) => saySame(other.gist, sentence.gist))) chosen.push(sentence);
  }
  return chosen.sort((left, right) => left.order - right.order).map(({ text }) => text);
}

function rankSentences(vectors: readonly TermVector[]): number[] {
  const likeness = vectors.map((left, row) => vectors.map((right, column) => (row === column ? 0 : cosine(left, right))));
  const sums = likeness.map((row) => row.reduce((sum, value) => sum + value, 0));
  let ranks = vectors.map(() => 1 / vectors.length);
  for (let round = 0; round < ROUNDS; round++) {
    ranks = ranks.map((_, column) => {
      const received = ranks.reduce(
        (sum, rank, row) => sum + ((sums[row] ?? 0) > 0 ? (rank * (likeness[row]?.[column] ?? 0)) / (sums[row] ?? 1) : 0),
        0,
      );
      return (1 - DAMPING) / vectors.length + DAMPING * received;
    });
  }
  return ranks;
}
