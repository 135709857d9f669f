import type { Sentence } from './sentences.ts';
import { termsOf } from './terms.ts';

export interface Ranked extends Sentence {
  /** 0..1, larger is better. */
  readonly score: number;
}

export interface RankOptions {
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
/** Power iterations of the centrality; it has settled long before. */
const ITERATIONS = 20;
/** Centrality compares every pair; beyond this many, only the most relevant take part. */
const MAX_COMPARED = 600;

/**
 * The key sentences: relevant to the query (BM25, Robertson and Zaragoza 2009), central to what the documents say
 * (LexRank, Erkan and Radev 2004), opening rather than trailing, standing alone, and each saying something new
 * (maximal marginal relevance, Carbonell and Goldstein 1998). Deterministic: ties go to what comes first.
 */
export async function rankSentences(
  sentences: readonly Sentence[],
  { query, count, perDocument, relevance, onlyMatching = false }: RankOptions,
): Promise<Ranked[]> {
  const all = sentences.map((sentence) => ({ sentence, terms: termsOf(sentence.text) }));
  const byQuery = normalise(await matchScores(sentences, query));
  const pool = all
    .map((entry, index) => ({ ...entry, match: byQuery[index] ?? 0 }))
    .filter(({ match }) => match > 0 || !onlyMatching)
    .toSorted((a, b) => b.match - a.match)
    .slice(0, MAX_COMPARED);
  const central = normalise(centrality(pool.map(({ terms }) => new Set(terms))));
  const candidates = pool.map(({ sentence, terms, match }, index) => ({
    sentence,
    terms: new Set(terms),
    score: Math.max(0, relevance * match + (1 - relevance) * (central[index] ?? 0)) * standing(sentence),
  }));
  return select(candidates, count, perDocument);
}

/** Sentences about the document or how it was made, not about its subject. */
const META =
  /\b(?:this (?:paper|digest|note|document|survey|article|report)|we (?:read|ran|measured|marked|asked|surveyed|collected|reviewed|trained|compared)|in this section|a digest of|compared notes|more than one of them)\b/i;

/** How well a sentence stands on its own: those that open a paragraph do, those that lean on the one before do not. */
function standing({ text, place }: Sentence): number {
  const leaning =
    /^(?:it|they|this|that|these|those|he|she|but|and|so|however|also|therefore|instead|such|both|here|there|then|thus|yet|we|i|our|the (?:same|latter|former|price|digest|question)|one of them|at one)\b/i.test(
      text,
    );
  const meta = META.test(text);
  return (place === 0 ? 1 : 0.72) * (leaning ? 0.45 : 1) * (meta ? 0.5 : 1) * (/\d/.test(text) ? 1.1 : 1);
}

/** A word in the heading above counts as much less than one in the sentence itself. */
const HEADING_WEIGHT = 0.3;

/** How well each sentence matches the query, by BM25+ (minisearch). One that shares no term with it scores 0. */
async function matchScores(sentences: readonly Sentence[], query: string): Promise<number[]> {
  const { default: MiniSearch } = await import('minisearch');
  const index = new MiniSearch({ fields: ['heading', 'text'], tokenize: termsOf, processTerm: (term) => term });
  index.addAll(sentences.map(({ heading, text }, id) => ({ id, heading, text })));
  const scores = sentences.map(() => 0);
  for (const { id, score } of index.search(query, { boost: { heading: HEADING_WEIGHT } })) scores[Number(id)] = score;
  return scores;
}

function centrality(terms: readonly ReadonlySet<string>[]): number[] {
  const weights = terms.map((own, index) => terms.map((other, position) => (index === position ? 0 : overlap(own, other))));
  const totals = weights.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  let rank = terms.map(() => 1 / Math.max(1, terms.length));
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    rank = weights.map(
      (row) =>
        0.15 / terms.length +
        0.85 *
          row.reduce(
            (sum, weight, other) => sum + ((totals[other] ?? 0) === 0 ? 0 : (weight / (totals[other] ?? 1)) * (rank[other] ?? 0)),
            0,
          ),
    );
  }
  return rank;
}

/** Shared terms over the geometric mean of the sizes: 0..1. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const term of small) if (large.has(term)) shared++;
  return shared / Math.sqrt(a.size * b.size);
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
  let left = candidates.filter(({ score }) => score > 0);
  while (chosen.length < count && left.length > 0) {
    let best: Scored | undefined;
    let bestGain = Number.NEGATIVE_INFINITY;
    for (const candidate of left) {
      const said = chosen.reduce((most, other) => Math.max(most, overlap(candidate.terms, other.terms)), 0);
      const again = (taken.get(candidate.sentence.document) ?? 0) / perDocument;
      const gain = candidate.score * (1 - 0.35 * again) - REDUNDANCY * said * candidate.score;
      if (gain > bestGain) [best, bestGain] = [candidate, gain];
    }
    if (best === undefined) break;
    const { document } = best.sentence;
    chosen.push(best);
    taken.set(document, (taken.get(document) ?? 0) + 1);
    const picked = best;
    left = left.filter(
      (candidate) =>
        candidate !== picked &&
        (taken.get(candidate.sentence.document) ?? 0) < perDocument &&
        overlap(candidate.terms, picked.terms) < 0.75,
    );
  }
  return chosen.map(({ sentence, score }) => ({ ...sentence, score: Number(score.toFixed(4)) }));
}

/** A sentence this short names a point without saying what is meant; the one after it does. */
const BRIEF = 95;

/** Ranked sentences with each brief one followed by the sentence that bears it out, which is then not given again. */
export function withEvidence(ranked: readonly Ranked[], sentences: readonly Sentence[]): Ranked[] {
  const said = new Set<string>();
  return ranked.flatMap((sentence) => {
    if (said.has(sentence.text)) return [];
    const next = sentences.find(
      ({ document, block, place }) => document === sentence.document && block === sentence.block && place === sentence.place + 1,
    );
    if (
      next === undefined ||
      META.test(next.text) ||
      sentence.text.length > BRIEF ||
      sentence.text.length + next.text.length > LONGEST_POINT
    )
      return [sentence];
    if (ranked.some(({ text, score }) => text === next.text && score >= sentence.score)) return [sentence];
    said.add(next.text);
    return [{ ...sentence, text: `${sentence.text} ${next.text}` }];
  });
}

/** Longer than this, a point is a paragraph. */
const LONGEST_POINT = 340;
