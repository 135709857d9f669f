import type PptxModule from 'pptxgenjs';
import { cutAtWord } from '../writer/text/clean-text.ts';
import { linesOf, sizeToFit } from './fit.ts';
import { agendaBoxes, type Box, calloutLayout, coverLayout, layOut, sourceBoxes } from './page-layout.ts';
import { withoutTraces } from './plain-office-file.ts';
import { drawCharts } from './pptx-charts.ts';
import { addPicture } from './pptx-picture.ts';
import { addTable } from './pptx-table.ts';
import { type Callout, type Deck, type Slide, splitCitation, splitSource } from './slide.ts';
import { COLOUR, CONTENT, FONT, PAGE, SIZE } from './theme.ts';

/** Writes a deck as a PowerPoint file, 16:9, with native charts and tables and speaker notes. The same deck gives the same bytes. */
export async function deckPptx(deck: Deck): Promise<Buffer> {
  const { default: Pptx } = await import('pptxgenjs');
  // The type of the default export is the namespace, not the class, under `nodenext`.
  const presentation = new (Pptx as unknown as new () => PptxModule.default)();
  presentation.defineLayout({ name: 'wide', width: PAGE.width, height: PAGE.height });
  presentation.layout = 'wide';
  presentation.title = deck.title;
  presentation.theme = { headFontFace: FONT, bodyFontFace: FONT };
  for (const [index, slide] of deck.slides.entries()) await addSlide(presentation, slide, index + 1, deck.title);
  const bytes = (await presentation.write({ outputType: 'nodebuffer', compression: true })) as Buffer;
  return withoutTraces(bytes);
}

async function addSlide(presentation: PptxModule.default, slide: Slide, number: number, deckTitle: string): Promise<void> {
  const page = presentation.addSlide();
  if (slide.layout === 'cover') addCover(page, slide);
  else {
    addFrame(page, slide, number, deckTitle);
    addPoints(page, slide);
    const { aside } = layOut(slide);
    if (aside !== undefined) {
      if (slide.callout !== null) addCallout(page, slide.callout, aside);
      else if (slide.charts.length > 0) drawCharts(page, slide.charts, aside);
      else if (slide.picture !== null) await addPicture(page, slide.picture, slide.title, aside);
      else if (slide.table !== null) addTable(page, slide.table, aside);
    }
  }
  if (slide.notes !== '') page.addNotes(slide.notes);
}

function addCover(page: PptxModule.default.Slide, slide: Slide): void {
  const { titlePt, titleTop, subtitleTop } = coverLayout(slide.title);
  const place = { x: 0.9, w: 11.5, fontFace: FONT, align: 'left', valign: 'top', margin: 0 } as const;
  page.background = { color: COLOUR.night };
  page.addShape('rect', { x: 0.9, y: 2.2, w: 1.1, h: 0.09, fill: { color: COLOUR.warm }, line: { color: COLOUR.warm, width: 0 } });
  page.addText(slide.title, { ...place, y: titleTop, h: subtitleTop - titleTop, fontSize: titlePt, bold: true, color: COLOUR.onNight });
  if (slide.points.length > 0)
    page.addText(slide.points.join('\n'), { ...place, y: subtitleTop, h: 1.4, fontSize: SIZE.subtitle, color: COLOUR.onNightMuted });
}

function addFrame(page: PptxModule.default.Slide, { title }: Slide, number: number, deckTitle: string): void {
  page.background = { color: COLOUR.page };
  const size = linesOf(title, SIZE.title, CONTENT.width) > 1 ? 24 : SIZE.title;
  page.addText(title, {
    x: PAGE.margin,
    y: 0.4,
    w: CONTENT.width,
    h: 0.8,
    fontFace: FONT,
    fontSize: size,
    bold: true,
    color: COLOUR.night,
    align: 'left',
    valign: 'middle',
    margin: 0,
  });
  page.addShape('rect', { x: PAGE.margin, y: 1.22, w: 0.9, h: 0.06, fill: { color: COLOUR.warm }, line: { color: COLOUR.warm, width: 0 } });
  page.addText(cutAtWord(deckTitle, 80), {
    x: PAGE.margin,
    y: 7.0,
    w: 10,
    h: 0.3,
    fontFace: FONT,
    fontSize: SIZE.footer,
    color: COLOUR.muted,
    align: 'left',
    margin: 0,
  });
  page.addText(String(number), {
    x: PAGE.width - PAGE.margin - 1,
    y: 7.0,
    w: 1,
    h: 0.3,
    fontFace: FONT,
    fontSize: SIZE.footer,
    color: COLOUR.muted,
    align: 'right',
    margin: 0,
  });
}

function addPoints(page: PptxModule.default.Slide, slide: Slide): void {
  if (slide.points.length === 0) return;
  if (slide.layout === 'agenda') addAgenda(page, slide.points);
  else if (slide.layout === 'sources') addSources(page, slide.points);
  else addBullets(page, slide);
}

function addBullets(page: PptxModule.default.Slide, slide: Slide): void {
  const { points: box, pointsPt, gapPt } = layOut(slide);
  const runs = slide.points.flatMap((point, index): PptxModule.default.TextProps[] => {
    const { text, mark } = splitCitation(point);
    // Every run of a paragraph names its bullet: the writer takes the paragraph's form from any of them.
    const run = { bullet: { indent: Math.round(pointsPt * 1.05) }, paraSpaceAfter: gapPt, breakLine: false };
    const end = { breakLine: index < slide.points.length - 1 };
    if (mark === '') return [{ text, options: { ...run, ...end, fontSize: pointsPt, color: COLOUR.ink } }];
    return [
      { text: `${text}\u00a0`, options: { ...run, fontSize: pointsPt, color: COLOUR.ink } },
      { text: mark, options: { ...run, ...end, fontSize: citationPt(pointsPt), color: COLOUR.muted } },
    ];
  });
  page.addText(runs, { ...box, fontFace: FONT, align: 'left', valign: 'top', margin: 0, fit: 'none' });
}

function citationPt(textPt: number): number {
  return Math.max(11, Math.round(textPt * 0.6));
}

function addAgenda(page: PptxModule.default.Slide, points: readonly string[]): void {
  const boxes = agendaBoxes(points.length);
  const width = (boxes[0]?.w ?? 6) - 0.8;
  const size = sizeToFit(points, [24, 22, 20, 18, 16], width, 99, 0);
  const fitting = points.every((point) => linesOf(point, size, width) <= 2) ? size : 18;
  for (const [index, point] of points.entries()) {
    const box = boxes[index];
    if (box === undefined) continue;
    const text = { fontFace: FONT, align: 'left', valign: 'middle', margin: 0 } as const;
    page.addText(String(index + 1), { ...box, ...text, w: 0.7, fontSize: fitting + 4, bold: true, color: COLOUR.accent });
    page.addText(point, { ...box, ...text, x: box.x + 0.7, w: width, fontSize: fitting, color: COLOUR.ink });
  }
}

function addSources(page: PptxModule.default.Slide, lines: readonly string[]): void {
  const { boxes, titlePt, aboutPt } = sourceBoxes(lines);
  for (const [index, line] of lines.entries()) {
    const box = boxes[index];
    if (box === undefined) continue;
    const { number, title, about } = splitSource(line);
    const text = { fontFace: FONT, align: 'left', valign: 'top', margin: 0 } as const;
    page.addText(number, { ...box, ...text, w: 0.5, fontSize: titlePt, bold: true, color: COLOUR.accent });
    const runs = [
      { text: title, options: { fontSize: titlePt, color: COLOUR.ink, breakLine: about !== '' } },
      ...(about === '' ? [] : [{ text: about, options: { fontSize: aboutPt, color: COLOUR.muted } }]),
    ];
    page.addText(runs, { ...box, ...text, x: box.x + 0.5, w: box.w - 0.55 });
  }
}

function addCallout(page: PptxModule.default.Slide, callout: Callout, box: Box): void {
  const { figurePt, textPt, height } = calloutLayout(callout, box.w);
  const inside = { x: box.x + 0.35, w: box.w - 0.6, fontFace: FONT, align: 'left', margin: 0 } as const;
  page.addShape('rect', { ...box, h: height, fill: { color: COLOUR.card }, line: { color: COLOUR.card, width: 0 } });
  page.addShape('rect', { ...box, w: 0.08, h: height, fill: { color: COLOUR.accent }, line: { color: COLOUR.accent, width: 0 } });
  page.addText(callout.figure, {
    ...inside,
    y: box.y + 0.25,
    h: 1.2,
    fontSize: figurePt,
    bold: true,
    color: COLOUR.accent,
    valign: 'middle',
  });
  const { text, mark } = splitCitation(callout.text);
  const runs = [
    { text: mark === '' ? text : `${text}\u00a0`, options: { fontSize: textPt, color: COLOUR.ink } },
    ...(mark === '' ? [] : [{ text: mark, options: { fontSize: citationPt(textPt), color: COLOUR.muted } }]),
  ];
  page.addText(runs, { ...inside, y: box.y + 1.55, h: height - 1.7, valign: 'top' });
}
