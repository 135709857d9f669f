import { centrality, overlapOf } from './centrality.ts';
import type { Sentence } from './sentences.ts';
import { termsOf } from './terms.ts';

export interface Ranked extends Sentence {
  /** 0..1, larger is better. */
  readonly score: number;
}

export interface RankOptions {
  /** Words to look for; they are matched without their endings. */
  readonly query: string;
  readonly count: number;
  /** At most so many of one document. */
  readonly perDocument: number;
  /** Weight 0..1 of matching the query; the rest goes to how central a sentence is. */
  readonly relevance: number;
  /** Leave out what shares no word with the query. Default false. */
  readonly onlyMatching?: boolean;
}

/** How much a sentence loses for each part of it that was said already. */
const REDUNDANCY = 0.6;
/** How much it loses when its document has had its share. */
const CROWDING = 0.35;
/** Two sentences that share more than this say the same. */
const SAME = 0.75;
/** Centrality compares every pair; beyond this many, only the most relevant take part. */
const MAX_COMPARED = 600;

/**
 * The key sentences, best first: relevant to the query (BM25, Robertson and Zaragoza 2009), central to what the documents
 * say (LexRank, Erkan and Radev 2004), opening rather than trailing, standing alone, and each saying something new
 * (maximal marginal relevance, Carbonell and Goldstein 1998). Deterministic: ties go to what comes first.
 */
export async function rankSentences(
  sentences: readonly Sentence[],
  { query, count, perDocument, relevance, onlyMatching = false }: RankOptions,
): Promise<Ranked[]> {
  const byQuery = normalise(await matchScores(sentences, query));
  const pool = sentences
    .map((sentence, index) => ({ sentence, match: byQuery[index] ?? 0 }))
    .filter(({ match }) => match > 0 || !onlyMatching)
    .toSorted((a, b) => b.match - a.match || a.sentence.place - b.sentence.place)
    .slice(0, MAX_COMPARED)
    .map((entry) => ({ ...entry, terms: new Set(termsOf(entry.sentence.text)) }));
  const central = normalise(centrality(pool.map(({ terms }) => terms)));
  const candidates = pool.map(({ sentence, terms, match }, index) => ({
    sentence,
    terms,
    score: Math.min(1, (relevance * match + (1 - relevance) * (central[index] ?? 0)) * standing(sentence)),
  }));
  return select(candidates, count, perDocument);
}

/** Leans on the sentence before it, or speaks of its writers. */
const LEANING =
  /^(?:it|they|this|that|these|those|he|she|its|their|his|her|but|and|so|however|also|therefore|instead|such|both|here|there|then|thus|yet|nor|or|hence|still|moreover|furthermore|meanwhile|otherwise|similarly|consequently|for example|for instance|in contrast|by contrast|on the other hand|as a result|the (?:same|latter|former|first|second|other|others|rest)|one of them|some of them|neither|either|each of)\b/i;
/** What the writers did, wherever in the sentence it stands: a method, not a result. */
const METHOD = /^(?:We|I|Our)\b|\bwe (?:read|ran|measured|marked|asked|surveyed|collected|reviewed|trained|compared)\b/i;
const FIRST_PERSON = /\b(?:[Ww]e|I|[Oo]ur|[Mm]y|us)\b/;
/** Speaks of the text instead of its matter. */
const ABOUT_ITSELF =
  /^(?:a|an|the|this|these|our) (?:\w+ )?(?:paper|digest|notes?|documents?|survey|article|report|review|page|section|chapter|summary|list|table|figure)\b(?! (?:of \w+ )?(?:model|data))|\b(?:in this (?:section|paper|article|document)|see (?:also|section|figure|table|below|above)|table of contents|all rights reserved|click here|read more|sign up|subscribe|copyright)\b/i;

/** True for a sentence that tells what its writers did: a method, not a result. */
export const tellsOfWriters = (text: string): boolean => METHOD.test(text) || ABOUT_ITSELF.test(text);

/** How well a sentence stands on its own, 0..1.1. */
function standing({ text, place }: Sentence): number {
  const place0 = place === 0 ? 1 : 0.72;
  const leaning = LEANING.test(text) ? 0.4 : 1;
  const person = METHOD.test(text) ? 0.3 : FIRST_PERSON.test(text) ? 0.7 : 1;
  const itself = ABOUT_ITSELF.test(text) ? 0.35 : 1;
  const brief = text.length < 45 ? 0.7 : 1;
  return place0 * leaning * person * itself * brief * (/\d/.test(text) ? 1.1 : 1);
}

/** A word in the heading above counts as much less than one in the sentence itself. */
const HEADING_WEIGHT = 0.3;

/** Indexing more than this gives way to other work in between. */
const MOST_AT_ONCE = 2000;

/** How well each sentence matches the query, by BM25+ (minisearch). One that shares no term with it scores 0. */
async function matchScores(sentences: readonly Sentence[], query: string): Promise<number[]> {
  const scores = sentences.map(() => 0);
  if (termsOf(query).length === 0) return scores;
  const { default: MiniSearch } = await import('minisearch');
  const index = new MiniSearch({ fields: ['heading', 'text'], tokenize: termsOf, processTerm: (term) => term });
  const entries = sentences.map(({ heading, text }, id) => ({ id, heading, text }));
  if (entries.length <= MOST_AT_ONCE) index.addAll(entries);
  else await index.addAllAsync(entries, { chunkSize: MOST_AT_ONCE });
  for (const { id, score } of index.search(query, { boost: { heading: HEADING_WEIGHT } })) scores[Number(id)] = score;
  return scores;
}

function normalise(values: readonly number[]): number[] {
  const most = values.reduce((max, value) => Math.max(max, value), 0);
  return most === 0 ? values.map(() => 0) : values.map((value) => value / most);
}

interface Scored {
  readonly sentence: Sentence;
  readonly terms: ReadonlySet<string>;
  readonly score: number;
}

function select(candidates: readonly Scored[], count: number, perDocument: number): Ranked[] {
  const chosen: Scored[] = [];
  const taken = new Map<number, number>();
  let left = candidates.filter(({ score }) => score > 0).map((candidate) => ({ candidate, said: 0 }));
  while (chosen.length < count && left.length > 0) {
    const gainOf = ({ candidate, said }: { readonly candidate: Scored; readonly said: number }): number =>
      candidate.score * (1 - CROWDING * ((taken.get(candidate.sentence.document) ?? 0) / perDocument) - REDUNDANCY * said);
    const { candidate: picked } = left.reduce((best, entry) => (gainOf(entry) > gainOf(best) ? entry : best));
    chosen.push(picked);
    taken.set(picked.sentence.document, (taken.get(picked.sentence.document) ?? 0) + 1);
    left = left
      .filter(({ candidate }) => candidate !== picked && (taken.get(candidate.sentence.document) ?? 0) < perDocument)
      .map(({ candidate, said }) => ({ candidate, said: Math.max(said, overlapOf(candidate.terms, picked.terms)) }))
      .filter(({ said }) => said < SAME);
  }
  return chosen
    .map(({ sentence, score }) => ({ ...sentence, score: Math.max(0.0001, Number(score.toFixed(4))) }))
    .toSorted((a, b) => b.score - a.score);
}
