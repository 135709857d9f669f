import { describe, expect, it } from 'vitest';
import { deckPptx } from './deck-pptx.ts';
import { xmlPartsOf } from './office-file.fixture.ts';
import { type Deck, makeSlide } from './slide.ts';

const HOSTILE = `<a:t>"quoted" & 'single' </p:sld> <!-- --> ]]> {{x}}`;
const chart = {
  title: HOSTILE,
  labels: [HOSTILE, 'b'],
  series: [{ name: HOSTILE, values: [1, 2] }],
  stacked: false,
  timed: false,
  prefix: '"',
  suffix: '<',
};

const DECK: Deck = {
  title: HOSTILE,
  subtitle: '',
  sources: [],
  tables: [],
  slides: [
    makeSlide({ layout: 'cover', title: HOSTILE, points: [HOSTILE], notes: HOSTILE }),
    makeSlide({ layout: 'agenda', title: 'Agenda', points: [HOSTILE, 'Two', 'Three', 'Four', 'Five', 'Six'] }),
    makeSlide({
      layout: 'points',
      title: 'Points',
      points: [`${HOSTILE} [1, 2]`, 'Plain'],
      notes: `${HOSTILE}\n\nSecond`,
      callout: { figure: '<5%', text: `${HOSTILE} [1]` },
    }),
    makeSlide({
      layout: 'charts',
      title: 'Charts',
      charts: [chart, { ...chart, stacked: true, series: [...chart.series, { name: 'other', values: [0, 3] }] }],
    }),
    makeSlide({ layout: 'charts', title: 'Time', charts: [{ ...chart, timed: true }], points: ['Beside'] }),
    makeSlide({
      layout: 'table',
      title: 'Table',
      table: { kind: 'table', caption: '', header: [HOSTILE, 'N'], numeric: [false, true], rows: [[HOSTILE, '1']] },
    }),
    makeSlide({ layout: 'picture', title: 'Picture', picture: '/does/not/exist.png' }),
    makeSlide({ layout: 'sources', title: 'Sources', points: [`1. ${HOSTILE} — Paper · ${HOSTILE}`] }),
  ],
};

describe('deckPptx', () => {
  it('writes well-formed XML whatever the text', async () => {
    const parts = await xmlPartsOf(await deckPptx(DECK));
    expect([...parts.keys()].filter((name) => /^ppt\/slides\/slide\d+\.xml$/.test(name))).toHaveLength(DECK.slides.length);
    expect([...parts.keys()].filter((name) => /^ppt\/charts\/chart\d+\.xml$/.test(name))).toHaveLength(3);
  });

  it('names every part it refers to', async () => {
    const parts = await xmlPartsOf(await deckPptx(DECK));
    const types = parts.get('[Content_Types].xml') ?? '';
    for (const name of parts.keys()) if (/^ppt\/(?:slides|charts)\/[^/]+\.xml$/.test(name)) expect(types).toContain(`/${name}`);
  });

  it('keeps points, numbers of slides and notes', async () => {
    const parts = await xmlPartsOf(await deckPptx(DECK));
    expect(parts.get('ppt/slides/slide3.xml')).toContain('>Plain<');
    expect(parts.get('ppt/slides/slide3.xml')).toContain('>3<');
    expect(parts.get('ppt/notesSlides/notesSlide3.xml')).toContain('Second');
  });

  it('gives the same bytes for the same deck', async () => {
    expect((await deckPptx(DECK)).equals(await deckPptx(DECK))).toBe(true);
  });

  it('knows no date but a fixed one', async () => {
    const core = (await xmlPartsOf(await deckPptx(DECK))).get('docProps/core.xml') ?? '';
    expect(core.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g)).toEqual(['2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z']);
  });
});
