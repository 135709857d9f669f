import type { Source } from '../../../core/output.ts';
import { saySame } from '../writer/material/merge-findings.ts';
import { chartDataOf } from '../writer/page/number-table.ts';
import { describeSource } from '../writer/page/print-report.ts';
import type { Block, Report, Section, TableBlock } from '../writer/page/report.ts';
import { paragraphsOf } from '../writer/page/report-text.ts';
import { placeOf } from '../writer/page/source-place.ts';
import { isAboutSource } from '../writer/text/about-source.ts';
import { citedIn, withoutCitations } from '../writer/text/citations.ts';
import { citedUnits, splitUnit } from '../writer/text/cited-units.ts';
import { capitalise, countOf, cutAtWord } from '../writer/text/clean-text.ts';
import { keySentences } from '../writer/text/key-sentences.ts';
import { shortPoint } from '../writer/text/short-point.ts';
import { gistOf } from '../writer/text/terms.ts';
import { type Deck, makeSlide, type Slide, SOURCE_SEPARATOR } from './slide.ts';

/** What can be taken in at a glance. */
export const MAX_POINTS = 5;
const MIN_POINTS = 3;
const MAX_AGENDA = 9;
const SOURCES_A_SLIDE = 12;
const MAX_TITLE_CHARS = 70;
/** A longer point is passed over as long as others are left. */
const COMFORTABLE_CHARS = 125;
/** A deck of more slides on the matter would not be shown. */
const MAX_SECTIONS = 14;

/**
 * Lays a report out as slides: cover, agenda, what matters most, a slide for each section, its pictures and tables, what is missing, the sources.
 * A slide has three to five short points; the full sentences are in its speaker notes.
 *
 * @param inputs The files and folders of the user: sources in them are named from there.
 */
export async function designDeck(report: Report, inputs: readonly string[]): Promise<Deck> {
  const body = report.sections.filter(({ role, blocks }) => role === 'body' && blocks.length > 0).slice(0, MAX_SECTIONS);
  const told = await Promise.all(body.map((section) => tellSection(section)));
  const summary = await summaryOf(report, told);
  const said = summary.map((point) => gistOf(point));
  const matter = told.flatMap((section) => sectionSlides(section, said, report.title));
  const gaps = await pointsOfRole(report, 'gaps');
  const slides: Slide[] = [
    makeSlide({ layout: 'cover', title: cutAtWord(report.title, 90), points: subtitleLines(report.subtitle) }),
    ...agendaSlide(body),
    ...(summary.length < MIN_POINTS
      ? []
      : [makeSlide({ layout: 'summary', title: 'In short', points: summary, notes: notesOf(await textsOfRole(report, 'summary')) })]),
    ...matter,
    ...(gaps.length === 0
      ? []
      : [makeSlide({ layout: 'gaps', title: 'What is missing', points: gaps, notes: notesOf(await textsOfRole(report, 'gaps')) })]),
    ...sourceSlides(report.sources, inputs),
  ];
  const tables = report.sections
    .filter(({ role }) => role === 'evidence')
    .flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'table'));
  return { title: report.title, subtitle: report.subtitle, slides, sources: [...report.sources], tables };
}

/** What the deck rests on, with the period on a line of its own. */
function subtitleLines(subtitle: string): string[] {
  return subtitle === '' ? [] : subtitle.split(/, (?=[^,]*\d{4}$)/);
}

/** A statement with the point made of it. */
interface Statement {
  readonly full: string;
  readonly point: string;
}

interface ToldSection {
  readonly section: Section;
  /** One for each finding. */
  readonly statements: readonly Statement[];
  /** One for each sentence that is about the matter: what is told when the findings are too few. */
  readonly sentences: readonly Statement[];
}

async function tellSection(section: Section): Promise<ToldSection> {
  const paragraphs = (await paragraphsOf([{ ...section, blocks: section.blocks.filter((block) => !isRemark(block)) }])).map(withoutLead);
  const cited = paragraphs.some((paragraph) => citedIn(paragraph).length > 0);
  const units = cited ? paragraphs.flatMap(citedUnits) : isList(section) ? paragraphs : keySentences(paragraphs, MAX_POINTS);
  const sentences = distinct(units.flatMap(sentencesWithCitation).map(statementOf)).filter(({ point }) => !isAboutSource(point));
  return { section, statements: distinct(units.map(statementOf)), sentences };
}

function statementOf(full: string): Statement {
  return { full, point: pointOf(full) };
}

/** A paragraph set wholly in italics speaks of the text and not of its matter. */
function isRemark(block: Block): boolean {
  return block.kind === 'paragraph' && /^\*[^*][\s\S]*[^*]\*$/.test(block.text) && !block.text.slice(1, -1).includes('*');
}

function isList({ blocks }: Section): boolean {
  return blocks.some(({ kind }) => kind === 'list') && !blocks.some(({ kind }) => kind === 'paragraph');
}

/** `Papers: Retrieval ...` without the label that leads the paragraph. */
function withoutLead(paragraph: string): string {
  return paragraph.replace(/^[A-Z][a-z]+(?: [a-z]+)?: (?=[A-Z])/, '');
}

/** Each sentence with the citation that closes them all: few statements make more points that way. */
function sentencesWithCitation(unit: string): string[] {
  const { sentences, mark } = splitUnit(unit);
  return sentences.map((sentence) => (mark === '' ? sentence : `${sentence} ${mark}`));
}

function pointOf(full: string): string {
  const { sentences, mark } = splitUnit(full);
  const point = shortPoint(sentences.join(' '));
  return mark === '' || point === '' ? point : `${point} ${mark}`;
}

function distinct(statements: readonly Statement[]): Statement[] {
  const seen: ReadonlySet<string>[] = [];
  return statements.filter(({ point }) => {
    if (point === '') return false;
    const gist = gistOf(withoutCitations(point));
    if (seen.some((other) => saySame(other, gist))) return false;
    seen.push(gist);
    return true;
  });
}

/** The points of the summary whose sections can spare them: no point is shown twice. */
async function summaryOf(report: Report, told: readonly ToldSection[]): Promise<string[]> {
  const items = report.sections
    .filter(({ role }) => role === 'summary')
    .flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'list'));
  const texts = await paragraphsOf([{ heading: '', role: 'summary', blocks: items }]);
  const spare = told.map(({ statements, sentences }) => Math.max(statements.length, sentences.length) - MIN_POINTS);
  const points = texts.map(pointOf).filter((point) => {
    const gist = gistOf(withoutCitations(point));
    const home = told.findIndex(({ statements }) =>
      statements.some((statement) => saySame(gistOf(withoutCitations(statement.point)), gist)),
    );
    if (home < 0) return true;
    spare[home] = (spare[home] ?? 0) - 1;
    return (spare[home] ?? 0) >= 0;
  });
  return points.slice(0, MAX_POINTS);
}

function agendaSlide(body: readonly Section[]): Slide[] {
  const headings = body.map(({ heading }) => heading).filter((heading) => heading !== '');
  if (headings.length < 3) return [];
  const shown = headings.slice(0, headings.length > MAX_AGENDA ? MAX_AGENDA - 1 : MAX_AGENDA);
  const more = headings.length - shown.length;
  const points = [
    ...shown.map((heading) => cutAtWord(heading, MAX_TITLE_CHARS)),
    ...(more > 0 ? [`And ${countOf(more, 'further topic')}`] : []),
  ];
  return [makeSlide({ layout: 'agenda', title: 'Agenda', points, notes: headings.join('\n') })];
}

function sectionSlides({ section, statements, sentences }: ToldSection, said: readonly ReadonlySet<string>[], deckTitle: string): Slide[] {
  const { heading, blocks } = section;
  const title = cutAtWord(capitalise(heading || deckTitle), MAX_TITLE_CHARS);
  const unsaid = (all: readonly Statement[]): Statement[] =>
    all.filter(({ point }) => !said.some((other) => saySame(other, gistOf(withoutCitations(point)))));
  const shown = bestOf(
    [unsaid(statements), unsaid(sentences), statements].find((told) => told.length >= MIN_POINTS) ?? longer(statements, sentences),
  );
  const pictures = blocks.filter((block) => block.kind === 'picture');
  const tables = blocks.filter((block) => block.kind === 'table');
  const points = shown.map(({ point }) => point);
  const notes = notesOf(statements.map(({ full }) => full));
  const slides: Slide[] = [];
  const [picture, ...morePictures] = pictures;
  if (picture !== undefined)
    slides.push(
      makeSlide({ layout: 'picture', title, points: points.slice(0, MIN_POINTS), picture: picture.path, notes: notes || picture.caption }),
    );
  else if (points.length > 0 && !(tables.length > 0 && points.length < MIN_POINTS))
    slides.push(makeSlide({ layout: 'points', title, points, notes }));
  slides.push(
    ...morePictures.map(({ path, caption }) =>
      makeSlide({ layout: 'picture', title: cutAtWord(caption || title, MAX_TITLE_CHARS), picture: path, notes: caption }),
    ),
  );
  const isFirst = slides.length === 0;
  slides.push(
    ...tables.map((table) =>
      tableSlide(table, isFirst ? title : `${title}: the numbers`, isFirst ? points : [], notes, picture !== undefined),
    ),
  );
  return slides;
}

function longer(left: readonly Statement[], right: readonly Statement[]): readonly Statement[] {
  return right.length > left.length ? right : left;
}

/** The first five, passing over what is long or tells only how its source was made as long as others are left. */
function bestOf(statements: readonly Statement[]): Statement[] {
  const onMatter = statements.filter(({ point }) => !isAboutSource(point));
  const able = onMatter.length >= MIN_POINTS ? onMatter : statements;
  const whole = able.filter(({ point }) => withoutCitations(point).length <= COMFORTABLE_CHARS);
  return (whole.length >= MIN_POINTS ? whole : able).slice(0, MAX_POINTS);
}

/** A chart where the numbers allow it and no picture shows them already; else the rows. */
function tableSlide(table: TableBlock, title: string, points: readonly string[], notes: string, hasPicture: boolean): Slide {
  const data = hasPicture ? undefined : chartDataOf(table, title);
  const heading = cutAtWord(table.caption || title, MAX_TITLE_CHARS);
  if (data === undefined) return makeSlide({ layout: 'table', title: heading, table, notes });
  return makeSlide({ layout: 'charts', title: heading, charts: [data], points: points.slice(0, MIN_POINTS), notes: notes || data.title });
}

function sourceSlides(sources: readonly Source[], inputs: readonly string[]): Slide[] {
  const lines = sources.map((source, index) => {
    const about = [describeSource(source), placeOf(source.location, inputs)].filter((part) => part !== '').join(' · ');
    return `${index + 1}. ${cutAtWord(source.title, 90)}${about === '' ? '' : `${SOURCE_SEPARATOR}${about}`}`;
  });
  const pages = Math.ceil(lines.length / SOURCES_A_SLIDE);
  const size = Math.ceil(lines.length / Math.max(1, pages));
  return Array.from({ length: pages }, (_, page) =>
    makeSlide({
      layout: 'sources',
      title: pages === 1 ? 'Sources' : `Sources (${page + 1} of ${pages})`,
      points: lines.slice(page * size, (page + 1) * size),
      notes: sources
        .slice(page * size, (page + 1) * size)
        .map(({ title, location }) => `${title}: ${location}`)
        .join('\n'),
    }),
  );
}

async function textsOfRole(report: Report, role: Section['role']): Promise<string[]> {
  return paragraphsOf(report.sections.filter((section) => section.role === role));
}

async function pointsOfRole(report: Report, role: Section['role']): Promise<string[]> {
  const blocks: Block[] = report.sections.filter((section) => section.role === role).flatMap((section) => section.blocks);
  return (await paragraphsOf([{ heading: '', role, blocks }])).map(pointOf).slice(0, MAX_POINTS);
}

function notesOf(texts: readonly string[]): string {
  return texts.join('\n\n');
}
