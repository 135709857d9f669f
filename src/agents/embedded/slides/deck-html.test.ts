import { createHash } from 'node:crypto';
import { parse } from 'node-html-parser';
import { expect, it } from 'vitest';
import { deckHtml } from './deck-html.ts';
import { type Deck, makeSlide } from './slide.ts';

const EVIL = '</title></section><script>alert(1)</script><img src=x onerror=alert(2)>';

const DECK: Deck = {
  title: EVIL,
  subtitle: '',
  sources: [],
  tables: [],
  slides: [
    makeSlide({ layout: 'cover', title: EVIL, points: [EVIL], notes: EVIL }),
    makeSlide({ layout: 'points', title: EVIL, points: [`${EVIL} [1]`], notes: EVIL, callout: { figure: EVIL, text: EVIL } }),
    makeSlide({
      layout: 'charts',
      title: 'C',
      charts: [
        {
          title: EVIL,
          labels: [EVIL, 'b'],
          series: [{ name: EVIL, values: [1, 2] }],
          stacked: false,
          timed: false,
          prefix: EVIL,
          suffix: '',
        },
      ],
    }),
    makeSlide({ layout: 'table', title: 'T', table: { kind: 'table', caption: '', header: [EVIL], numeric: [], rows: [[EVIL]] } }),
    makeSlide({ layout: 'agenda', title: 'A', points: [EVIL] }),
    makeSlide({ layout: 'sources', title: 'S', points: [`1. ${EVIL} — ${EVIL}`] }),
  ],
};

it('runs the script for its keys and nothing else', async () => {
  const html = await deckHtml(DECK);
  const page = parse(html, { blockTextElements: { script: true, style: true } });
  const scripts = page.querySelectorAll('script');
  expect(scripts).toHaveLength(1);
  const hash = createHash('sha256')
    .update(scripts[0]?.rawText ?? '')
    .digest('base64');
  expect(page.querySelector('meta[http-equiv]')?.getAttribute('content')).toBe(
    `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`,
  );
  expect(page.querySelectorAll('img, link, iframe')).toEqual([]);
  expect(page.querySelectorAll('*').flatMap((element) => Object.keys(element.attributes).filter((name) => /^on/i.test(name)))).toEqual([]);
});

it('has a section for each slide, numbered but for the cover, with its notes', async () => {
  const page = parse(await deckHtml(DECK));
  expect(page.querySelectorAll('section.slide')).toHaveLength(6);
  expect(page.querySelectorAll('.foot').map((foot) => foot.lastChild?.text)).toEqual(['2', '3', '4', '5', '6']);
  expect(page.querySelectorAll('.notes').map((notes) => notes.text)).toEqual([EVIL, EVIL]);
});

it('is the same every time', async () => {
  expect(await deckHtml(DECK)).toBe(await deckHtml(DECK));
});
