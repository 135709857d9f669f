import { keepSource, type Material } from '../material/material.ts';
import { mergeFindings } from '../material/merge-findings.ts';
import { parseReport } from '../page/parse-report.ts';
import type { Block, Report, Section } from '../page/report.ts';
import { paragraphsOf } from '../page/report-text.ts';
import { Citations, citedIn, withoutCitations } from '../text/citations.ts';
import { capitalise } from '../text/clean-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { keySentences } from '../text/key-sentences.ts';
import { asSentence, leadingSentences, sentencesOf } from '../text/sentences.ts';
import { cite, tidyStatement } from '../text/statement.ts';
import { themesOf } from '../themes/themes.ts';
import { valuesBlock } from './data-sections.ts';
import { tableRemarks } from './table-facts.ts';

/** What a summary holds unless a length was asked for. */
const MAX_POINTS = 8;
const SENTENCES_OF_ONE = 6;
const SENTENCES_OF_MANY = 3;

/**
 * The most important statements of the material, few and in its own words: a list, or a paragraph for a single document.
 *
 * @param count How many sentences or points were asked for.
 */
export async function composeSummary(material: Material, title: string, count?: number): Promise<Report> {
  const citations = new Citations(material.sources);
  const blocks: Block[] = [
    ...(await documentBlocks(material, citations, count)),
    ...(await findingBlocks(material, citations, title, count ?? MAX_POINTS)),
    ...dataBlocks(material),
    ...(material.values.length === 0 ? [] : [valuesBlock(material.values)]),
  ];
  const sections: Section[] = [{ heading: '', role: 'summary', blocks: joinLists(blocks) }];
  const gaps = material.gaps.map((gap) => `“${escapeMarkdown(gap.title)}” is not in this text: ${escapeMarkdown(gap.reason)}.`);
  if (gaps.length > 0) sections.push({ heading: 'What is missing', role: 'gaps', blocks: [{ kind: 'list', ordered: false, items: gaps }] });
  if (citations.cited.length > 0) sections.push({ heading: 'References', role: 'references', blocks: [] });
  return { title, subtitle: '', sections, sources: citations.cited };
}

/** Lists that follow each other are one list. */
function joinLists(blocks: readonly Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined[joined.length - 1];
    const continues = block.kind === 'list' && last?.kind === 'list' && last.ordered === block.ordered;
    if (continues) joined[joined.length - 1] = { ...last, items: [...last.items, ...block.items] };
    else joined.push(block);
  }
  return joined;
}

async function documentBlocks({ documents, sources }: Material, citations: Citations, asked: number | undefined): Promise<Block[]> {
  const told: { title: string; sentences: string[] }[] = [];
  for (const document of documents) {
    const report = await parseReport(document.markdown, document.title, document.sources);
    const indexOf = document.sources.map((source) => keepSource(sources, source));
    const body = report.sections.filter(({ role }) => role !== 'references' && role !== 'evidence');
    const count = documents.length === 1 ? (asked ?? SENTENCES_OF_ONE) : SENTENCES_OF_MANY;
    const sentences = keySentences(await paragraphsOf(body), count).map((sentence) => {
      const cited = citedIn(sentence).flatMap((number) => indexOf[number - 1] ?? []);
      return cite(asSentence(withoutCitations(sentence)), citations.mark(cited));
    });
    if (sentences.length > 0) told.push({ title: report.title, sentences });
  }
  if (told.length <= 1) return told.map(({ sentences }) => ({ kind: 'paragraph', text: sentences.join(' ') }));
  return [
    {
      kind: 'list',
      ordered: false,
      items: told.map(({ title, sentences }) => `**${escapeMarkdown(capitalise(title))}:** ${sentences.join(' ')}`),
    },
  ];
}

/** One from each theme in turn, so that no theme is told twice before every theme is told once. */
async function findingBlocks(material: Material, citations: Citations, title: string, count: number): Promise<Block[]> {
  const findings = mergeFindings(material.findings.map((finding) => ({ ...finding, text: tidyStatement(finding.text) })));
  if (findings.length === 0) return [];
  const themes = await themesOf(
    findings,
    material.sources.map((source) => source.title),
    title,
  );
  const items: string[] = [];
  for (let round = 0; round < 3 && items.length < count; round++) {
    for (const theme of themes) {
      const finding = theme.findings[round];
      if (finding === undefined || items.length >= count) continue;
      items.push(cite(leadingSentences(finding.text, 220), citations.mark(finding.sources)));
    }
  }
  return [{ kind: 'list', ordered: false, items }];
}

function dataBlocks({ tables, charts }: Material): Block[] {
  const items = tables.flatMap((table) => {
    const facts = tableRemarks(table).slice(0, 4);
    return facts.length === 0 ? [] : [`**${escapeMarkdown(table.title)}:** ${escapeMarkdown(facts.join(' '))}`];
  });
  const captions = charts.flatMap(({ title, caption }) =>
    caption === '' || items.length > 0 ? [] : [`**${escapeMarkdown(title)}:** ${escapeMarkdown(sentencesOf(caption)[0] ?? caption)}`],
  );
  return items.length + captions.length === 0 ? [] : [{ kind: 'list', ordered: false, items: [...items, ...captions] }];
}
