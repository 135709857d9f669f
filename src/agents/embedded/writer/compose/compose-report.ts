import type { Source } from '../../../../core/output.ts';
import type { Finding, Material } from '../material/material.ts';
import { mergeFindings } from '../material/merge-findings.ts';
import { type Block, inOrder, type Report, type Section } from '../page/report.ts';
import type { Purpose } from '../purpose.ts';
import { isAboutSource } from '../text/about-source.ts';
import { Citations } from '../text/citations.ts';
import { capitalise, countOf, pluralOf } from '../text/clean-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { asSentence, sentencesOf } from '../text/sentences.ts';
import { shortPoint } from '../text/short-point.ts';
import { cite, tidyStatement } from '../text/statement.ts';
import { termsOf } from '../text/terms.ts';
import { arrangeByHeadings } from '../themes/asked-headings.ts';
import { type Theme, themesOf } from '../themes/themes.ts';
import { dataSections, valuesBlock } from './data-sections.ts';
import { documentSections } from './document-sections.ts';
import { countSources, dateTable, periodOf, themeTable, typesOf } from './evidence.ts';
import { tableRemarks } from './table-facts.ts';

/** A theme tells its most relevant findings; more would not be read. */
const MAX_STATEMENTS = 8;
/** A longer paragraph is parted. */
const STATEMENTS_A_PARAGRAPH = 3;
const MAX_KEY_POINTS = 7;

/** Puts a report together from findings, documents, tables and charts. Nothing is added that is not in the material. */
export async function composeReport(material: Material, purpose: Purpose, title: string): Promise<Report> {
  const statements = material.findings
    .map((finding) => ({ ...finding, text: tidyStatement(finding.text) }))
    .filter(({ text }) => text.length > 1);
  const findings = mergeFindings(statements);
  const titles = material.sources.map((source) => source.title);
  const themes =
    purpose.headings.length > 0
      ? arrangeByHeadings(findings, titles, purpose.headings)
      : findings.length === 0
        ? []
        : await themesOf(findings, titles, title);
  const citations = new Citations(material.sources);
  const documents = await documentSections(material.documents, citations, material.sources);
  const keyPoints = [...themePoints(themes, citations), ...dataPoints(material), ...documents.points].slice(0, MAX_KEY_POINTS);
  const sections: Section[] = [
    ...(keyPoints.length < 2 ? [] : [section('Key points', 'summary', [{ kind: 'list', ordered: false, items: keyPoints }])]),
    ...themes
      .filter((theme) => theme.findings.length > 0)
      .map((theme) => section(theme.heading, 'body', themeBlocks(theme, material.sources, citations))),
    ...documents.sections,
    ...dataSections(material.tables, material.charts),
    ...(material.values.length === 0 ? [] : [section('Results', 'body', [valuesBlock(material.values)])]),
    ...gapSection(material, themes, purpose),
  ];
  const cited = citations.cited;
  if (findings.length > 0)
    sections.push(section('About the evidence', 'evidence', evidenceBlocks(themes, material, findings, statements.length, cited)));
  if (cited.length > 0) sections.push(section('References', 'references', []));
  return { title, subtitle: subtitleOf(findings, cited), sections: inOrder(sections), sources: cited };
}

function section(heading: string, role: Section['role'], blocks: readonly Block[]): Section {
  return { heading, role, blocks };
}

function subtitleOf(findings: readonly Finding[], cited: readonly Source[]): string {
  if (findings.length === 0 || cited.length === 0) return '';
  const period = periodOf(cited);
  return `${countOf(findings.length, 'finding')} from ${countSources(cited)}${period === '' ? '' : `, ${period}`}`;
}

/** How many of a theme's findings may stand for it. */
const CANDIDATES = 5;

/** For each theme the finding that says it best: relevant, brief, on the heading's own words, about the matter. */
function themePoints(themes: readonly Theme[], citations: Citations): string[] {
  return themes.flatMap(({ heading, findings }) => {
    const words = new Set(termsOf(heading));
    const fitness = ({ text }: Finding, rank: number): number => {
      const point = shortPoint(text);
      const named = termsOf(point).some((term) => words.has(term));
      return -rank * 0.2 + (named ? 0.7 : 0) - (point.endsWith('…') ? 1 : 0) - (isAboutSource(point) ? 1.5 : 0);
    };
    const ranked = findings.slice(0, CANDIDATES).map((finding, rank) => ({ finding, fitness: fitness(finding, rank) }));
    const best = ranked.sort((left, right) => right.fitness - left.fitness)[0]?.finding;
    return best === undefined ? [] : [cite(keySentence(best.text), citations.mark(best.sources))];
  });
}

/** Shortened where that leaves a whole sentence; else as it stands. */
function keySentence(text: string): string {
  const point = shortPoint(text);
  return point.endsWith('…') ? (sentencesOf(text)[0] ?? text) : asSentence(point);
}

function dataPoints(material: Material): string[] {
  return material.tables.flatMap((table) => {
    const [first] = tableRemarks(table);
    return first === undefined ? [] : [escapeMarkdown(first)];
  });
}

/** One paragraph for each kind of source, led by its name, where a theme draws on several; plain paragraphs otherwise. */
function themeBlocks({ findings }: Theme, sources: readonly Source[], citations: Citations): Block[] {
  const told = findings.slice(0, MAX_STATEMENTS);
  const typeOf = ({ sources: from }: Finding): string => (from[0] === undefined ? '' : sources[from[0]]?.type || 'document');
  const types = typesOf(told.flatMap((finding) => finding.sources.flatMap((index) => sources[index] ?? [])));
  const unsourced = told.filter((finding) => typeOf(finding) === '');
  if (types.length < 2 || told.length < 3) return paragraphs(told, '', citations);
  return [
    ...types.flatMap((type) =>
      paragraphs(
        told.filter((finding) => typeOf(finding) === type),
        capitalise(pluralOf(type)),
        citations,
      ),
    ),
    ...paragraphs(unsourced, '', citations),
  ];
}

function paragraphs(findings: readonly Finding[], lead: string, citations: Citations): Block[] {
  const count = Math.ceil(findings.length / STATEMENTS_A_PARAGRAPH);
  const size = Math.ceil(findings.length / Math.max(1, count));
  return Array.from({ length: count }, (_, index) => {
    const text = findings
      .slice(index * size, (index + 1) * size)
      .map((finding) => cite(finding.text, citations.mark(finding.sources)))
      .join(' ');
    return { kind: 'paragraph', text: lead === '' || index > 0 ? text : `**${escapeMarkdown(lead)}:** ${text}` };
  });
}

const MAX_NOTES = 6;

function gapSection(material: Material, themes: readonly Theme[], purpose: Purpose): Section[] {
  const unanswered = purpose.headings.filter(
    (heading) => !themes.some((theme) => theme.heading === capitalise(heading) && theme.findings.length > 0),
  );
  const items = [
    ...material.gaps.map(({ title, reason }) => `“${escapeMarkdown(title)}” is not in this text: ${escapeMarkdown(reason)}.`),
    ...(material.findings.length === 0 ? [] : unanswered.map((heading) => `No finding speaks of “${escapeMarkdown(heading)}”.`)),
    ...material.notes.slice(0, MAX_NOTES).map((note) => escapeMarkdown(asSentence(capitalise(note)))),
  ];
  return items.length === 0 ? [] : [section('What is missing', 'gaps', [{ kind: 'list', ordered: false, items }])];
}

function evidenceBlocks(
  themes: readonly Theme[],
  material: Material,
  findings: readonly Finding[],
  given: number,
  cited: readonly Source[],
): Block[] {
  const left = themes.reduce((sum, theme) => sum + Math.max(0, theme.findings.length - MAX_STATEMENTS), 0);
  const unused = material.sources.length - cited.length;
  const sentences = [
    `This text arranges ${countOf(findings.length, 'finding')} by theme; every statement is followed by the number of its source.`,
    ...(given > findings.length
      ? [
          `${capitalise(countOf(given - findings.length, 'finding'))} that repeated others ${given - findings.length === 1 ? 'was' : 'were'} merged.`,
        ]
      : []),
    ...(left > 0 ? [`For length, ${countOf(left, 'less relevant finding')} ${left === 1 ? 'is' : 'are'} left out.`] : []),
    ...(unused > 0
      ? [
          `${capitalise(countOf(unused, 'further source'))} ${unused === 1 ? 'was' : 'were'} read and ${unused === 1 ? 'is' : 'are'} not cited.`,
        ]
      : []),
  ];
  const tables = [themeTable(themes, material.sources), dateTable(cited)].filter((table) => table !== undefined);
  return [{ kind: 'paragraph', text: sentences.join(' ') }, ...tables];
}
