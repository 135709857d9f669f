import { asPoints } from '../library/points.ts';
import { type Ranked, rankSentences } from '../library/rank-sentences.ts';
import type { Sentence } from '../library/sentences.ts';
import { termsOf } from '../library/terms.ts';

/** An answer in the words of the documents; a remark when it may be none. */
export interface Answer {
  readonly statements: readonly Ranked[];
  readonly remark: readonly string[];
}

const CONSIDERED = 12;
const GIVEN = 3;
/** A statement that is worth less than this share of the best one adds no answer. */
const NEAR_BEST = 0.8;
/** With fewer of the question's terms than this in one statement, it may be about something else. */
const COVERED = 0.5;

/** What the kind of question wants to see in its answer. */
const WANTED: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(?:when|what (?:date|day|year|month))\b/i,
    /\b(?:\d{4}|\d{1,2}[./]\d{1,2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|yesterday|(?:spring|summer|autumn|winter))\b/i,
  ],
  [
    /^(?:how (?:many|much|long|old|far|often|big|tall|fast|heavy)|what (?:percent\w*|share|number|price|cost))\b/i,
    /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|dozen|hundred|thousand|million|all|none)\b/i,
  ],
  [
    /^(?:who|whom|whose)\b/i,
    /(?<!^)(?<![.!?]\s)\b\p{Lu}\p{Ll}+|\b(?:he|she|they|people|person|team|company|author|leader|manager|director)\b/u,
  ],
  [/^why\b/i, /\b(?:because|since|so that|due to|in order to|reason|therefore|caused?)\b/i],
  [/^where\b/i, /\b(?:in|at|on|near|from|to)\s+(?:the\s+)?\p{Lu}\p{Ll}+/u],
];
const WANTED_BONUS = 1.25;

/** The statements that answer a question best: those with most of its terms, rare ones counting more, and of the kind it asks for. */
export async function answerQuestion(question: string, sentences: readonly Sentence[], documents: number): Promise<Answer> {
  const terms = [...new Set(termsOf(question))];
  const ranked = await rankSentences(sentences, {
    query: question,
    count: CONSIDERED,
    perDocument: CONSIDERED,
    relevance: 0.95,
    onlyMatching: true,
  });
  const weightOf = rarity(terms, sentences);
  const total = terms.reduce((sum, term) => sum + weightOf(term), 0);
  const kind = WANTED.find(([pattern]) => pattern.test(question))?.[1];
  const judged = asPoints(ranked, sentences)
    .map((statement) => {
      const own = new Set(termsOf(`${statement.heading} ${statement.text}`));
      const coverage = total === 0 ? 0 : terms.reduce((sum, term) => sum + (own.has(term) ? weightOf(term) : 0), 0) / total;
      return {
        statement,
        coverage,
        worth: coverage * (0.7 + 0.3 * statement.score) * (kind?.test(statement.text) === true ? WANTED_BONUS : 1),
      };
    })
    .toSorted((a, b) => b.worth - a.worth);
  const [best] = judged;
  if (best === undefined)
    return { statements: [], remark: [`The ${documents === 1 ? 'document says' : `${documents} documents say`} nothing about this.`] };
  const remark = best.coverage < COVERED ? ['No statement speaks of all that was asked; these come closest.'] : [];
  const statements = judged.filter(({ worth }) => worth >= NEAR_BEST * best.worth).slice(0, GIVEN);
  return { statements: statements.map(({ statement }) => statement), remark };
}

/** The weight of a term: inverse sentence frequency. A term that is nowhere weighs as much as the rarest. */
function rarity(terms: readonly string[], sentences: readonly Sentence[]): (term: string) => number {
  const counts = new Map(terms.map((term) => [term, 0]));
  for (const { text, heading } of sentences)
    for (const term of new Set(termsOf(`${heading} ${text}`))) if (counts.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return (term) => Math.log(1 + (sentences.length + 1) / (1 + (counts.get(term) ?? 0)));
}
