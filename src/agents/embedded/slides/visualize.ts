import { dateTable, typesOf } from '../writer/compose/evidence.ts';
import { type ChartData, chartDataOf } from '../writer/page/number-table.ts';
import type { TableBlock } from '../writer/page/report.ts';
import { capitalise, formatNumber, pluralOf } from '../writer/text/clean-text.ts';
import { escapeMarkdown } from '../writer/text/escape.ts';
import { keyFigureOf } from './key-figure.ts';
import { type Deck, makeSlide, type Slide } from './slide.ts';

const MIN_SOURCES = 3;
/** Slides with a number beside them keep to this many points. */
const POINTS_BESIDE = 4;
const MIN_POINTS = 3;

/**
 * The deck with its numbers shown: a large figure beside the points of a slide whose notes have one, a chart of what the
 * deck is about, and charts of the sources it rests on. What is drawn already is not drawn again.
 *
 * @param added Charts and pictures that came with other dependencies, as slides.
 */
export function addVisuals(deck: Deck, added: readonly Slide[]): Deck {
  const inShort = deck.slides.filter(({ layout }) => layout === 'summary').flatMap(({ points }) => points);
  const slides = deck.slides.map((slide) => withCallout(slide, inShort));
  const [overview, evidence] = evidenceCharts(deck);
  const drawn = new Set(deck.slides.flatMap(({ charts }) => charts.map(({ title }) => title)));
  const overviewSlides = overview
    .filter(({ title }) => !drawn.has(title))
    .map((chart) => makeSlide({ layout: 'charts', title: chart.title, charts: [chart], notes: notesOf(chart) }));
  const fresh = evidence.filter(({ title }) => !drawn.has(title)).slice(0, 2);
  const evidenceSlides =
    fresh.length === 0
      ? []
      : [
          makeSlide({
            layout: 'charts',
            title: fresh.length === 1 ? (fresh[0]?.title ?? '') : 'What this rests on',
            charts: fresh,
            notes: fresh.map(notesOf).join('\n\n'),
          }),
        ];
  const opening = slides.findLastIndex(({ layout }) => layout === 'cover' || layout === 'agenda' || layout === 'summary') + 1;
  const closing = slides.findIndex(({ layout }) => layout === 'sources');
  const end = closing < 0 ? slides.length : closing;
  return {
    ...deck,
    tables: [],
    slides: [
      ...slides.slice(0, opening),
      ...overviewSlides,
      ...slides.slice(opening, end),
      ...added,
      ...evidenceSlides,
      ...slides.slice(end),
    ],
  };
}

/** A number from what the notes say beyond the points; failing that, a point itself is shown large, if enough others are left. */
function withCallout(slide: Slide, shown: readonly string[]): Slide {
  if (slide.layout !== 'points' || slide.callout !== null) return slide;
  const notes = slide.notes.replaceAll('\n', ' ');
  const beyond = keyFigureOf(notes, [...slide.points, ...shown]);
  if (beyond !== undefined) return { ...slide, callout: beyond, points: slide.points.slice(0, POINTS_BESIDE) };
  for (const point of slide.points.length > MIN_POINTS ? slide.points : []) {
    const callout = keyFigureOf(point, []);
    if (callout !== undefined)
      return { ...slide, callout, points: slide.points.filter((other) => other !== point).slice(0, POINTS_BESIDE) };
  }
  return slide;
}

/** Charts of the matter (tables with names for rows), then of the sources (in time, and by kind). */
function evidenceCharts({ tables, sources }: Deck): [ChartData[], ChartData[]] {
  const charts = tables.flatMap((table) => chartDataOf(table) ?? []);
  const timed = charts.filter((chart) => chart.timed);
  const dates = timed.length > 0 ? undefined : dateTable(sources);
  const kinds = kindTable(sources);
  const ofSources = [...(kinds === undefined ? [] : [chartDataOf(kinds)]), ...timed, ...(dates === undefined ? [] : [chartDataOf(dates)])];
  return [charts.filter((chart) => !chart.timed), ofSources.filter((chart) => chart !== undefined)];
}

function kindTable(sources: Deck['sources']): TableBlock | undefined {
  const types = typesOf(sources);
  if (sources.length < MIN_SOURCES || types.length < 2) return undefined;
  const rows = types.map((type) => [
    escapeMarkdown(capitalise(pluralOf(type))),
    String(sources.filter((source) => (source.type || 'document') === type).length),
  ]);
  return { kind: 'table', caption: 'Sources by kind', header: ['Kind', 'Sources'], numeric: [false, true], rows };
}

/** The numbers of a chart in words, for the speaker. */
function notesOf({ title, labels, series, prefix, suffix }: ChartData): string {
  const lines = labels.map(
    (label, index) =>
      `${label}: ${series.map(({ name, values }) => `${series.length > 1 ? `${name} ` : ''}${prefix}${formatNumber(values[index] ?? 0)}${suffix}`).join(', ')}`,
  );
  return [title, ...lines].join('\n');
}
