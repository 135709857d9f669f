import type { Finding, Material } from '../material/material.ts';
import { statementsOf } from '../material/statements.ts';
import type { Report, Section } from '../page/report.ts';
import { Citations } from '../text/citations.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { leadingSentences } from '../text/sentences.ts';
import { cite } from '../text/statement.ts';
import { termsOf } from '../text/terms.ts';

const POINTS_A_SIDE = 8;
const MIN_ON_SUBJECT = 3;

const FOR =
  /\b(?:advantages?|benefits?|pros?\b|gains?|gained|improv\w+|better|best|faster|fast|cheaper|cheap|saves?|saved|savings?|reduces? (?:cost|risk|time|error|effort)\w*|eas(?:y|ier)|simpl(?:e|er|ifies)|flexib\w+|reliable|robust|safer?|secure|strengths?|strong(?:er)?|outperform\w*|successful\w*|efficient\w*|popular|accura\w+|increases? (?:productivity|quality|speed)|doubled|helps?|enables?|free of|good|great|satisf\w+|preferr?ed|well suited)\b/gi;
const AGAINST =
  /\b(?:disadvantages?|drawbacks?|cons\b|risks?|risky|problems?|worse|worst|slow(?:er|s)?|expensive|costly|cost more|fails?|failed|failures?|hard(?:er)?|difficult\w*|complex\w*|weak(?:er|ness|nesses)?|limit(?:s|ed|ation|ations)|lacks?|lacking|missing|loses?|lost|loss(?:es)?|declin\w+|worr(?:y|ies|ied)|concerns?|complain\w*|obstacles?|bottlenecks?|unsolved|unreliable|insecure|vulnerab\w+|burden|poor(?:ly)?|bad|isolat\w+|errors?|bugs?|outages?|shortage|cannot|does not|do not|never|not enough|tedious|lonel\w+|distract\w+)\b/gi;

/**
 * Sorts what the material states into advantages and drawbacks by the words it uses; what speaks both ways or neither stands by itself.
 * The sorting goes by wording alone, and the text says so.
 */
export async function composeProsAndCons(material: Material, title: string): Promise<Report> {
  const statements = about(await statementsOf(material), material, title);
  const citations = new Citations(material.sources);
  const lean = statements.map(({ text }) => leaningOf(text));
  const list = (heading: string, chosen: readonly Finding[]): Section[] =>
    chosen.length === 0
      ? []
      : [
          {
            heading,
            role: 'body',
            blocks: [{ kind: 'list', ordered: false, items: chosen.slice(0, POINTS_A_SIDE).map((one) => told(one, citations)) }],
          },
        ];
  const sections: Section[] = [
    ...list(
      'Pros',
      statements.filter((_, index) => (lean[index] ?? 0) > 0),
    ),
    ...list(
      'Cons',
      statements.filter((_, index) => (lean[index] ?? 0) < 0),
    ),
    ...list(
      'To weigh',
      statements.filter((_, index) => lean[index] === 0),
    ),
    {
      heading: 'About this comparison',
      role: 'evidence',
      blocks: [
        {
          kind: 'paragraph',
          text: 'The statements are sorted by their wording. Whether a point counts for or against depends on the reader’s aims.',
        },
      ],
    },
  ];
  const gaps = material.gaps.map((gap) => `“${escapeMarkdown(gap.title)}” is not in this text: ${escapeMarkdown(gap.reason)}.`);
  if (gaps.length > 0) sections.push({ heading: 'What is missing', role: 'gaps', blocks: [{ kind: 'list', ordered: false, items: gaps }] });
  return { title, subtitle: 'Pros and cons', sections, sources: citations.cited };
}

/** The statements that name the subject, or whose source does; all of them when those are few. */
function about(statements: readonly Finding[], material: Material, subject: string): readonly Finding[] {
  const wanted = termsOf(subject);
  const named = statements.filter(({ text, sources }) => {
    const stems = new Set(termsOf([text, ...sources.map((source) => material.sources[source]?.title ?? '')].join(' ')));
    return wanted.length > 0 && wanted.every((stem) => stems.has(stem));
  });
  return named.length >= MIN_ON_SUBJECT ? named : statements;
}

function told({ text, sources }: Finding, citations: Citations): string {
  return cite(leadingSentences(text, 260), citations.mark(sources));
}

/** Above 0: the wording speaks for it; below 0: against it; a negated word counts for the other side. */
function leaningOf(text: string): number {
  const score = (pattern: RegExp): number =>
    [...text.matchAll(pattern)].reduce(
      (sum, match) => sum + (/\b(?:not?|never|without|less|fewer|hardly)\s+(?:\w+\s+)?$/i.test(text.slice(0, match.index)) ? -1 : 1),
      0,
    );
  return Math.sign(score(FOR) - score(AGAINST));
}
