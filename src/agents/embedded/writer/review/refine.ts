import { type Block, inOrder, type Report, type Section } from '../page/report.ts';
import { paragraphsOf } from '../page/report-text.ts';
import { isAboutSource } from '../text/about-source.ts';
import { checkCitations, citedIn } from '../text/citations.ts';
import { citedUnits, splitUnit } from '../text/cited-units.ts';
import { countOf, listOf } from '../text/clean-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { keySentences } from '../text/key-sentences.ts';
import { asSentence } from '../text/sentences.ts';
import { shortPoint } from '../text/short-point.ts';
import { cite } from '../text/statement.ts';
import { dropRepeats } from './drop-repeats.ts';
import { limitWords, splitLongParagraphs } from './length.ts';

const MAX_SUMMARY_POINTS = 7;
/** A text of fewer sections is its own summary. */
const MIN_SUMMARISED_SECTIONS = 2;

export interface RefineOptions {
  /** The most words its sections may have together; the summary counts, tables and references do not. Default: no limit. */
  readonly maxWords?: number | undefined;
  /** Whether an executive summary leads. Default true. */
  readonly summary?: boolean;
}

/** In a text this short there is no room for how it was made. */
const SHORT_WORDS = 500;

/**
 * Makes a report ready to hand over: sections of one heading become one, repeats across sections go, long paragraphs are parted, an
 * executive summary leads and the references close, every citation names a source and is numbered by first appearance.
 * The words stay those of the draft.
 */
export async function refineReport(draft: Report, { maxWords, summary = true }: RefineOptions = {}): Promise<Report> {
  const merged = mergeSections(draft.sections);
  const { sections: distinct, repeats } = await dropRepeats(merged);
  const tidy = splitLongParagraphs(distinct).filter(({ role, blocks }) => blocks.length > 0 || role === 'references');
  const short = maxWords !== undefined && maxWords <= SHORT_WORDS;
  const ordered = { ...draft, sections: inOrder(short ? tidy.filter(({ role }) => role !== 'evidence') : tidy) };
  const summarised = summary ? await withSummary(ordered, !short) : ordered;
  const limited = maxWords === undefined ? summarised.sections : limitWords(summarised.sections, maxWords);
  const checked = checkCitations({ ...summarised, sections: limited });
  const remarks = short ? [] : remarksOn(repeats, checked.unresolved, draft.sources.length > 0 ? checked.uncited : 0);
  return withReferences({ ...checked.report, sections: withRemarks(checked.report.sections, remarks) });
}

function mergeSections(sections: readonly Section[]): Section[] {
  const merged: Section[] = [];
  for (const section of sections) {
    const key = section.heading.toLowerCase();
    const same = merged.findIndex(
      (other) => other.heading.toLowerCase() === key || (section.role !== 'body' && other.role === section.role),
    );
    const first = merged[same];
    if (first === undefined) merged.push(section);
    else merged[same] = { ...first, blocks: [...first.blocks, ...section.blocks] };
  }
  return merged;
}

/** The summary at hand under its proper name, or one made of the key sentence of every section. */
async function withSummary(report: Report, opens: boolean): Promise<Report> {
  const body = report.sections.filter(({ role, heading }) => role === 'body' && heading !== '');
  const own = report.sections.filter(({ role }) => role === 'summary');
  const others = report.sections.filter(({ role }) => role !== 'summary');
  if (body.length < MIN_SUMMARISED_SECTIONS) return report;
  const points = own.length > 0 ? own.flatMap(({ blocks }) => blocks) : await pointsOf(body);
  const opening: Block[] =
    !opens || own.some(({ blocks }) => blocks.some(({ kind }) => kind === 'paragraph')) ? [] : [openingOf(report, body)];
  const summary: Section = { heading: 'Executive summary', role: 'summary', blocks: [...opening, ...points] };
  return { ...report, sections: [summary, ...others] };
}

const COUNT_WORDS = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function themesIn(body: readonly Section[]): string[] {
  return body.filter(({ heading }) => !/^other findings$/i.test(heading)).map(({ heading }) => escapeMarkdown(lowerFirst(heading)));
}

function openingOf({ subtitle }: Report, body: readonly Section[]): Block {
  const themes = themesIn(body);
  const count = COUNT_WORDS[themes.length] ?? String(themes.length);
  const opening = subtitle === '' ? 'This report covers' : `The findings fall into ${count} themes:`;
  return { kind: 'paragraph', text: `${opening} ${listOf(themes)}.` };
}

function lowerFirst(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) && !/^\p{Lu}\p{Ll}+ \p{Lu}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

async function pointsOf(body: readonly Section[]): Promise<Block[]> {
  const items: string[] = [];
  for (const section of body.slice(0, MAX_SUMMARY_POINTS)) {
    const paragraphs = await paragraphsOf([section]);
    const cited = paragraphs.flatMap(citedUnits).filter((unit) => citedIn(unit).length > 0);
    const unit = cited.find((one) => !isAboutSource(one)) ?? cited[0] ?? keySentences(paragraphs, 1)[0];
    if (unit === undefined) continue;
    const { sentences, mark } = splitUnit(unit);
    items.push(cite(asSentence(shortPoint(sentences.join(' '))), mark));
  }
  return items.length === 0 ? [] : [{ kind: 'list', ordered: false, items }];
}

function remarksOn(repeats: number, unresolved: readonly number[], uncited: number): string[] {
  return [
    ...(repeats > 0 ? [`In review, ${countOf(repeats, 'repeated statement')} ${repeats === 1 ? 'was' : 'were'} taken out.`] : []),
    ...(unresolved.length > 0
      ? [
          `${unresolved.length === 1 ? 'A citation' : 'Citations'} of the draft (${listOf(unresolved.map(String))}) named no source and ${unresolved.length === 1 ? 'was' : 'were'} taken out.`,
        ]
      : []),
    ...(uncited > 0
      ? [`${uncited === 1 ? 'A source that nothing cites is' : `${uncited} sources that nothing cites are`} not listed.`]
      : []),
  ];
}

function withRemarks(sections: readonly Section[], remarks: readonly string[]): Section[] {
  if (remarks.length === 0) return [...sections];
  const remark: Block = { kind: 'paragraph', text: escapeMarkdown(remarks.join(' ')) };
  const evidence = sections.find(({ role }) => role === 'evidence');
  if (evidence === undefined) return inOrder([...sections, { heading: 'About this report', role: 'evidence', blocks: [remark] }]);
  const [first, ...rest] = evidence.blocks;
  const blocks = first?.kind === 'paragraph' ? [{ ...first, text: `${first.text} ${remark.text}` }, ...rest] : [remark, ...evidence.blocks];
  return sections.map((section) => (section === evidence ? { ...section, blocks } : section));
}

function withReferences(report: Report): Report {
  const others = report.sections.filter(({ role }) => role !== 'references');
  const own = report.sections.find(({ role }) => role === 'references');
  if (report.sources.length === 0) return report;
  return { ...report, sections: [...others, own ?? { heading: 'References', role: 'references', blocks: [] }] };
}
