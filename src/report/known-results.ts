import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { isSummaryHeading } from './document-summary.ts';
import { notesText } from './table-text.ts';
import { truncate } from './text/display-width.ts';
import { plainLine } from './text/plain-text.ts';

const MAX_FINDINGS = 8;
const MAX_FINDING = 400;
const MAX_SLIDES = 20;
const MAX_TITLE = 120;
const MAX_POINTS = 8;
const MAX_POINT = 300;

interface KnownText {
  readonly title?: string;
  readonly text: string;
}

/** Findings as bullets, best first, each with where it is from. Nothing for what has not their shape. */
export function findingsText({ topic, findings, sources, notes }: JsonObject): KnownText | undefined {
  if (!Array.isArray(findings) || !Array.isArray(sources)) return undefined;
  const found = findings.filter(isJsonObject).filter((finding) => typeof finding['text'] === 'string');
  if (found.length < findings.length) return undefined;
  const ordered = found.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  const lines = ordered.slice(0, MAX_FINDINGS).map((finding) => {
    const source = sources[typeof finding['source'] === 'number' ? finding['source'] : -1];
    return `- ${truncate(plainLine(String(finding['text'])), MAX_FINDING)}${sourceText(source)}`;
  });
  const more = found.length - MAX_FINDINGS;
  if (more > 0) lines.push(`... ${more} more ${more === 1 ? 'finding' : 'findings'}`);
  const title = typeof topic === 'string' ? plainLine(topic) : '';
  if (found.length === 0) lines.push(`Nothing was found${title === '' ? '' : ` on ${title}`}.`);
  const said = notesText(notes);
  return { ...(title === '' ? {} : { title }), text: [...lines, ...(said === '' ? [] : [said])].join('\n') };
}

/** A source by its title and, when that says how to get there, its address. */
function sourceText(source: Json | undefined): string {
  if (!isJsonObject(source)) return '';
  const { title, location } = source;
  const name = typeof title === 'string' ? truncate(plainLine(title), MAX_TITLE) : '';
  const place = typeof location === 'string' && /^https?:\/\//i.test(location) ? plainLine(location) : '';
  const words = [name, place].filter((part) => part !== '').join(', ');
  return words === '' ? '' : ` (${words})`;
}

/** The points of the slide that sums the deck up, if there is one, then the titles of the slides. */
export function deckText({ title, slides }: JsonObject): KnownText | undefined {
  if (!Array.isArray(slides)) return undefined;
  const titles = slides.map((slide) => (isJsonObject(slide) && typeof slide['title'] === 'string' ? slide['title'] : ''));
  const lines = titles
    .slice(0, MAX_SLIDES)
    .map((name, index) => `${index + 1}. ${truncate(plainLine(name), MAX_TITLE) || 'without a title'}`);
  if (titles.length > MAX_SLIDES) lines.push(`... ${titles.length - MAX_SLIDES} more`);
  const count = `${titles.length} ${titles.length === 1 ? 'slide' : 'slides'}`;
  const gist = summaryPoints(slides).map((point) => `- ${point}`);
  if (gist.length > 0) gist.push('');
  return {
    ...(typeof title === 'string' ? { title } : {}),
    text: [...gist, titles.length === 0 ? 'No slides.' : `${count}:`, ...lines].join('\n'),
  };
}

function summaryPoints(slides: readonly Json[]): string[] {
  const summary = slides.find((slide) => isJsonObject(slide) && typeof slide['title'] === 'string' && isSummaryHeading(slide['title']));
  const points = isJsonObject(summary) && Array.isArray(summary['points']) ? summary['points'] : [];
  return points
    .flatMap((point) => (typeof point === 'string' && point.trim() !== '' ? truncate(plainLine(point), MAX_POINT) : []))
    .slice(0, MAX_POINTS);
}

/** What the picture shows. */
export function chartText({ title, caption }: JsonObject): KnownText | undefined {
  const said = typeof caption === 'string' && plainLine(caption) !== '' ? caption : title;
  if (typeof said !== 'string') return undefined;
  return { ...(typeof title === 'string' && said !== title ? { title } : {}), text: plainLine(said) };
}

const scoreOf = ({ score }: JsonObject): number => (typeof score === 'number' ? score : 0);
