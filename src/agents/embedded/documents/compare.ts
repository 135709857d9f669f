import { TerminalError } from '../../../core/agent-error.ts';
import { overlapOf } from '../library/centrality.ts';
import { type Ranked, rankSentences } from '../library/rank-sentences.ts';
import type { Sentence } from '../library/sentences.ts';
import { termsOf } from '../library/terms.ts';
import type { TextDocument } from '../library/text-document.ts';
import type { Entry, Section } from './cite.ts';
import { keyPhrasesOf } from './key-phrases.ts';

const TOPICS = 6;
const CONFLICTS = 6;
const PER_SIDE = 4;
/** A document of so many statements says more than once what it is about. */
const LONG = 15;
/** Statements that share this much of their words, numbers left out, speak of the same thing. */
const ALIKE = 0.6;
/** Pairs are compared; of each document no more statements than this take part. */
const MOST_COMPARED = 400;

/**
 * What documents have in common, where they give other figures for the same thing, and what each says alone: always in
 * their own words.
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
      `a comparison needs at least two documents: ${documents.length === 1 ? `only "${documents[0]?.title}" was given` : 'none was given'}`,
    );
  const conflicts = conflictsBetween(sentences);
  const told = new Set(conflicts.flatMap(({ statements }) => statements.map(keyOf)));
  const common = await commonGround(documents.length, sentences, about, told);
  const sections: Section[] = [];
  if (common.length > 0) sections.push({ heading: 'In common', entries: common, asList: true });
  if (conflicts.length > 0) sections.push({ heading: 'Other figures for the same', entries: conflicts, asList: true });
  for (const [index, { title }] of documents.entries()) {
    const own = sentences.filter((sentence) => sentence.document === index && !told.has(keyOf(sentence)));
    const alone = await rankSentences(own, {
      query: `${about} ${ownTerms(sentences, index).join(' ')}`,
      count: PER_SIDE,
      perDocument: PER_SIDE,
      relevance: 0.6,
    });
    if (alone.length > 0)
      sections.push({ heading: `Only in ${title}`, entries: alone.map((statement) => ({ statements: [statement] })), asList: true });
  }
  return sections;
}

const keyOf = ({ document, block, place }: Sentence): string => `${document}/${block}/${place}`;

/** Subjects that every document speaks of, each with the statement of every document that says most about it. */
async function commonGround(documents: number, sentences: readonly Sentence[], about: string, told: Set<string>): Promise<Entry[]> {
  const isShared = (terms: readonly string[]): boolean =>
    Array.from({ length: documents }, (_, document) => {
      const own = sentences.filter((sentence) => sentence.document === document);
      return own.filter(({ text }) => hasAll(text, terms)).length >= (own.length >= LONG ? 2 : 1);
    }).every((enough) => enough);
  const shared = keyPhrasesOf(sentences, TOPICS * 5).filter(({ terms }) => isShared(terms));
  const entries: Entry[] = [];
  for (const { phrase, terms } of shared.slice(0, TOPICS)) {
    const statements: Ranked[] = [];
    for (let document = 0; document < documents; document++) {
      const own = sentences.filter(
        (sentence) => sentence.document === document && hasAll(sentence.text, terms) && !told.has(keyOf(sentence)),
      );
      statements.push(...(await rankSentences(own, { query: `${phrase} ${about}`, count: 1, perDocument: 1, relevance: 0.5 })));
    }
    if (statements.length < 2) continue;
    for (const statement of statements) told.add(keyOf(statement));
    entries.push({ label: phrase, statements });
  }
  return entries;
}

function hasAll(text: string, terms: readonly string[]): boolean {
  const own = new Set(termsOf(text));
  return terms.every((term) => own.has(term));
}

/** Statements of two documents about the same thing whose numbers are not the same. */
function conflictsBetween(sentences: readonly Sentence[]): Entry[] {
  const perDocument = new Map<number, number>();
  const withNumbers = sentences.flatMap((sentence) => {
    const numbers = sentence.text.match(/\d+(?:[.,]\d+)*/g) ?? [];
    const taken = perDocument.get(sentence.document) ?? 0;
    if (numbers.length === 0 || taken >= MOST_COMPARED) return [];
    perDocument.set(sentence.document, taken + 1);
    return [{ sentence, numbers: numbers.join(' '), words: new Set(termsOf(sentence.text).filter((term) => !/^\d/.test(term))) }];
  });
  const pairs = withNumbers.flatMap((left, index) =>
    withNumbers.slice(index + 1).flatMap((right) => {
      if (left.sentence.document === right.sentence.document || left.numbers === right.numbers) return [];
      const alike = overlapOf(left.words, right.words);
      return alike >= ALIKE ? [{ alike, left: left.sentence, right: right.sentence }] : [];
    }),
  );
  const used = new Set<string>();
  return pairs
    .toSorted((a, b) => b.alike - a.alike)
    .flatMap(({ alike, left, right }) => {
      if (used.has(keyOf(left)) || used.has(keyOf(right))) return [];
      used.add(keyOf(left)).add(keyOf(right));
      return [
        {
          statements: [
            { ...left, score: alike },
            { ...right, score: alike },
          ],
        },
      ];
    })
    .slice(0, CONFLICTS);
}

/** The terms that one document uses and the others do not, most used first. */
function ownTerms(sentences: readonly Sentence[], index: number): string[] {
  const [own, others] = [new Map<string, number>(), new Set<string>()];
  for (const { document, text } of sentences)
    for (const term of termsOf(text)) {
      if (document !== index) others.add(term);
      else own.set(term, (own.get(term) ?? 0) + 1);
    }
  return [...own]
    .filter(([term]) => !others.has(term))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 15)
    .map(([term]) => term);
}
