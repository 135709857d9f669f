import type { DocumentOutput, Source } from '../../../../core/output.ts';
import { keepSource } from '../material/material.ts';
import { parseReport } from '../page/parse-report.ts';
import type { Block, Section } from '../page/report.ts';
import { blockWords, paragraphsOf } from '../page/report-text.ts';
import { type Citations, mapText, replaceCitations, withoutCitations } from '../text/citations.ts';
import { capitalise } from '../text/clean-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { keySentences } from '../text/key-sentences.ts';

/** A document up to this long is taken over whole; of a longer one the key sentences are told. */
const WHOLE_WORDS = 700;
const KEY_SENTENCES = 8;

/**
 * A section for each document that a report is made from, or for each of its sections when there is but one.
 * Their citations are numbered anew among those of the report.
 *
 * @param sources The sources that `citations` numbers; those of the documents are added.
 */
export async function documentSections(
  documents: readonly DocumentOutput[],
  citations: Citations,
  sources: Source[],
): Promise<{ readonly sections: Section[]; readonly points: string[] }> {
  const sections: Section[] = [];
  const points: string[] = [];
  for (const document of documents) {
    const report = await parseReport(document.markdown, document.title, document.sources);
    const indexOf = document.sources.map((source) => keepSource(sources, source));
    const renumber = (text: string): string =>
      document.sources.length === 0
        ? text
        : replaceCitations(text, (numbers) => citations.mark(numbers.flatMap((number) => indexOf[number - 1] ?? [])));
    const body = report.sections.filter(({ role }) => role !== 'references');
    const words = body.reduce((sum, { blocks }) => sum + blocks.reduce((inner, block) => inner + blockWords(block), 0), 0);
    const whole = words <= WHOLE_WORDS;
    const plain = await paragraphsOf(body);
    const key = keySentences(plain, whole ? 1 : KEY_SENTENCES);
    if (key[0] !== undefined) points.push(escapeMarkdown(withoutCitations(key[0])));
    if (documents.length === 1 && whole) {
      sections.push(
        ...body.map((part) => ({
          ...part,
          heading: part.heading || capitalise(report.title),
          blocks: part.blocks.map((block) => mapText(block, renumber)),
        })),
      );
      continue;
    }
    const blocks: Block[] = whole
      ? body.flatMap((part) => nested(part, renumber))
      : [
          {
            kind: 'list',
            ordered: false,
            items: key.map((sentence) => renumber(escapeMarkdown(sentence).replace(/\\\[(\d{1,3}(?:, \d{1,3})*)\\\]/g, '[$1]'))),
          },
        ];
    if (blocks.length > 0) sections.push({ heading: capitalise(report.title), role: 'body', blocks });
  }
  return { sections, points };
}

function nested({ heading, blocks }: Section, renumber: (text: string) => string): Block[] {
  const inner = blocks.map((block) => mapText(block, renumber));
  return heading === '' ? inner : [{ kind: 'subheading', text: escapeMarkdown(heading), level: 3 }, ...inner];
}
