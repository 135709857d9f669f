import { describe, expect, it } from 'vitest';
import { composeReport } from '../writer/compose/compose-report.ts';
import { DISCUSSIONS, HOSTILE, PAPERS, REPOSITORIES } from '../writer/findings.fixture.ts';
import { resultOf } from '../writer/held-call.fixture.ts';
import { gatherMaterial } from '../writer/material/material.ts';
import { saySame } from '../writer/material/merge-findings.ts';
import { parseReport } from '../writer/page/parse-report.ts';
import { readPurpose } from '../writer/purpose.ts';
import { refineReport } from '../writer/review/refine.ts';
import { MAX_POINT_CHARS } from '../writer/text/short-point.ts';
import { gistOf } from '../writer/text/terms.ts';
import { designDeck, MAX_POINTS } from './design.ts';
import { type Deck, splitCitation } from './slide.ts';
import { addVisuals } from './visualize.ts';

async function deckOf(...findings: (typeof PAPERS)[]): Promise<Deck> {
  const material = gatherMaterial(findings.map((output, index) => resultOf(`Search ${index}`, output)));
  const purpose = readPurpose('Write a report on AI trends', '');
  return designDeck(await refineReport(await composeReport(material, purpose, 'AI trends')), ['/library']);
}

const pointsOf = ({ slides }: Deck): string[] =>
  slides.filter(({ layout }) => layout === 'points' || layout === 'summary').flatMap(({ points }) => points);

describe('designDeck', () => {
  it('has a cover, an agenda, slides on the matter, what is missing, and sources', async () => {
    const { slides } = await deckOf(PAPERS, REPOSITORIES, DISCUSSIONS);
    expect(slides.map(({ layout }) => layout)).toEqual([
      'cover',
      'agenda',
      ...slides.slice(2, -2).map(({ layout }) => layout),
      'gaps',
      'sources',
    ]);
    const [cover, agenda] = slides;
    expect(cover).toMatchObject({
      title: 'AI trends',
      points: ['18 findings from 7 sources: 3 papers, 2 repositories and 2 discussions', 'March to October 2026'],
    });
    expect(agenda?.points).toEqual([...new Set(slides.filter(({ layout }) => layout === 'points').map(({ title }) => title))]);
  });

  it('has points that are short, whole and at most five a slide', async () => {
    const deck = await deckOf(PAPERS, REPOSITORIES, DISCUSSIONS);
    for (const { points } of deck.slides.filter(({ layout }) => layout === 'points')) {
      expect(points.length).toBeGreaterThanOrEqual(2);
      expect(points.length).toBeLessThanOrEqual(MAX_POINTS);
    }
    for (const point of pointsOf(deck)) {
      expect(splitCitation(point).text.length).toBeLessThanOrEqual(MAX_POINT_CHARS);
      expect(point).not.toContain('…');
    }
  });

  it('says no point twice', async () => {
    const points = pointsOf(await deckOf(PAPERS, REPOSITORIES, DISCUSSIONS)).map((point) => ({
      point,
      gist: gistOf(splitCitation(point).text),
    }));
    for (const [index, { gist, point }] of points.entries()) {
      expect(
        points
          .slice(index + 1)
          .filter((other) => saySame(other.gist, gist))
          .map((other) => other.point),
        point,
      ).toEqual([]);
    }
  });

  it('keeps the full sentences in the notes', async () => {
    const { slides } = await deckOf(PAPERS, REPOSITORIES, DISCUSSIONS);
    const notes = slides.map((slide) => slide.notes).join('\n');
    for (const { text } of [...PAPERS.findings, ...DISCUSSIONS.findings]) expect(notes).toContain(text.slice(0, 60));
  });

  it('closes each point with the citation of its source', async () => {
    const deck = await deckOf(PAPERS, REPOSITORIES, DISCUSSIONS);
    for (const point of pointsOf(deck)) {
      const number = Number(/^\[(\d+)/.exec(splitCitation(point).mark)?.[1]);
      expect(deck.sources[number - 1], point).toBeDefined();
    }
  });

  it('makes slides of a plain text without findings', async () => {
    const report = await parseReport(
      `# Geese\n\n## Flight\n\n${Array.from({ length: 9 }, (_, index) => `Geese fly in formation number ${index} over the lake.`).join(' ')}\n\n## Food\n\n- Grass\n- Seeds\n- Bread`,
      '',
      [],
    );
    const { slides } = await designDeck(report, []);
    expect(slides.find(({ title }) => title === 'Food')?.points).toEqual(['Grass', 'Seeds', 'Bread']);
    expect(slides.find(({ title }) => title === 'Flight')?.points.length).toBeGreaterThanOrEqual(1);
  });

  it('draws a table of numbers and shows another as it is', async () => {
    const report = await parseReport(
      '# T\n\n## Counts\n\n| A | N |\n| --- | --- |\n| x | 1 |\n| y | 2 |\n\n## Words\n\n| A | B |\n| --- | --- |\n| x | y |',
      '',
      [],
    );
    const { slides } = await designDeck(report, []);
    expect(slides.map(({ layout, title }) => [layout, title])).toEqual([
      ['cover', 'T'],
      ['charts', 'Counts'],
      ['table', 'Words'],
    ]);
  });

  it('names the slide with the numbers of a section apart from the one with its points', async () => {
    const text =
      '# Sales\n\n## By region\n\nThe north sells most of all regions. The south has caught up a little. The east fell behind in autumn.\n\n| Region | Revenue |\n| --- | ---: |\n| North | $300 |\n| South | $100 |\n';
    const { slides } = await designDeck(await parseReport(text, 'Sales', []), []);
    expect(slides.slice(1).map(({ title }) => title)).toEqual(['By region', 'By region: the numbers']);
  });

  it('keeps hostile text out of its titles and points only as text', async () => {
    const deck = await deckOf(HOSTILE);
    expect(JSON.stringify(deck)).not.toMatch(/\\u0000|\\u001b|\\ud800|\\u202e/);
    for (const { points, layout } of deck.slides) if (layout === 'points') expect(points.length).toBeLessThanOrEqual(MAX_POINTS);
  });
});

describe('addVisuals', () => {
  it('adds charts of the matter and of the sources, and large figures beside points', async () => {
    const plain = await deckOf(PAPERS, REPOSITORIES, DISCUSSIONS);
    const { slides } = addVisuals(plain, []);
    expect(plain.slides.some(({ charts }) => charts.length > 0)).toBe(false);
    expect(slides.filter(({ layout }) => layout === 'charts').map(({ charts }) => charts.map(({ title }) => title))).toEqual([
      ['Findings by theme and kind of source'],
      ['Sources by kind', 'Sources by month'],
    ]);
    expect(slides.filter(({ callout }) => callout !== null).length).toBeGreaterThanOrEqual(2);
    for (const { callout, points } of slides) if (callout !== null) expect(points.length).toBeLessThanOrEqual(4);
  });

  it('draws nothing twice', async () => {
    const once = addVisuals(await deckOf(PAPERS, REPOSITORIES, DISCUSSIONS), []);
    expect(addVisuals(once, []).slides).toEqual(once.slides);
  });
});
