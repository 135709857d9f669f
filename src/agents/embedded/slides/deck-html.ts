import { createHash } from 'node:crypto';
import { barChartSvg } from '../writer/page/bar-chart.ts';
import { dataUri, readImage } from '../writer/page/image-file.ts';
import type { TableBlock } from '../writer/page/report.ts';
import { cutAtWord } from '../writer/text/clean-text.ts';
import { escapeHtml } from '../writer/text/escape.ts';
import { DECK_SCRIPT, DECK_STYLE } from './deck-style.ts';
import { linesOf } from './fit.ts';
import { agendaBoxes, type Box, calloutLayout, coverLayout, layOut, sourceBoxes } from './page-layout.ts';
import { fitTable } from './pptx-table.ts';
import { type Deck, type Slide, splitCitation, splitSource } from './slide.ts';
import { CONTENT, PAGE, SIZE } from './theme.ts';

/**
 * Writes a deck as one HTML file that needs nothing else. Arrow keys, space, Home, End and clicks turn the pages, `n` shows the
 * notes, `f` fills the screen; printed, every slide is a page. All text is taken for untrusted and escaped, and a
 * content security policy lets no script run but the one for the keys.
 */
export async function deckHtml(deck: Deck): Promise<string> {
  const slides: string[] = [];
  for (const [index, slide] of deck.slides.entries()) slides.push(await slideHtml(slide, index + 1, deck.title));
  const hash = createHash('sha256').update(DECK_SCRIPT).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'">
<title>${escapeHtml(deck.title)}</title>
<style>${DECK_STYLE}</style>
</head>
<body>
${slides.join('\n')}
<script>${DECK_SCRIPT}</script>
</body>
</html>
`;
}

async function slideHtml(slide: Slide, number: number, deckTitle: string): Promise<string> {
  const notes = slide.notes === '' ? '' : `<aside class="notes">${escapeHtml(slide.notes)}</aside>`;
  if (slide.layout === 'cover') return coverHtml(slide, number, notes);
  const size = linesOf(slide.title, SIZE.title, CONTENT.width) > 1 ? 24 : SIZE.title;
  const head = `<h2 style="${sizeOf(size)}">${escapeHtml(slide.title)}</h2><div class="mark"></div>`;
  const foot = `<div class="foot"><span>${escapeHtml(cutAtWord(deckTitle, 80))}</span><span>${number}</span></div>`;
  return `<section class="slide" id="slide-${number}">${head}${pointsHtml(slide)}${await asideHtml(slide)}${foot}${notes}</section>`;
}

function coverHtml(slide: Slide, number: number, notes: string): string {
  const { titlePt, titleTop, subtitleTop } = coverLayout(slide.title);
  const place = (top: number): string => `top:${share(top, PAGE.height)}`;
  const title = `<h1 style="${place(titleTop)};${sizeOf(titlePt)}">${escapeHtml(slide.title)}</h1>`;
  const subtitle =
    slide.points.length === 0 ? '' : `<p class="subtitle" style="${place(subtitleTop)}">${escapeHtml(slide.points.join('\n'))}</p>`;
  return `<section class="slide cover" id="slide-${number}"><div class="mark"></div>${title}${subtitle}${notes}</section>`;
}

/** Points of the printed page as a share of the slide's width. */
function sizeOf(sizePt: number): string {
  return `font-size:${((sizePt / (PAGE.width * 72)) * 100).toFixed(3)}cqw`;
}

function share(length: number, of: number): string {
  return `${((length / of) * 100).toFixed(2)}%`;
}

function placeOf(box: Box): string {
  return `left:${share(box.x, PAGE.width)};top:${share(box.y, PAGE.height)};width:${share(box.w, PAGE.width)};height:${share(box.h, PAGE.height)}`;
}

function pointsHtml(slide: Slide): string {
  if (slide.points.length === 0) return '';
  if (slide.layout === 'agenda') return agendaHtml(slide.points);
  if (slide.layout === 'sources') return sourcesHtml(slide.points);
  const { points: box, pointsPt, gapPt } = layOut(slide);
  const items = slide.points
    .map((point) => `<li style="margin-bottom:${(gapPt / pointsPt).toFixed(3)}em">${citedHtml(point)}</li>`)
    .join('');
  return `<ul class="points" style="${placeOf(box)};${sizeOf(pointsPt)}">${items}</ul>`;
}

function agendaHtml(points: readonly string[]): string {
  const boxes = agendaBoxes(points.length);
  return points
    .map((point, index) => {
      const box = boxes[index];
      return box === undefined
        ? ''
        : `<p class="entry" style="${placeOf(box)};${sizeOf(22)}"><b>${index + 1}</b><span>${escapeHtml(point)}</span></p>`;
    })
    .join('');
}

function sourcesHtml(lines: readonly string[]): string {
  const { boxes, titlePt, aboutPt } = sourceBoxes(lines);
  return lines
    .map((line, index) => {
      const box = boxes[index];
      if (box === undefined) return '';
      const { number, title, about } = splitSource(line);
      const small = about === '' ? '' : `<small style="${sizeOf(aboutPt)}">${escapeHtml(about)}</small>`;
      return `<p class="source" style="${placeOf(box)};${sizeOf(titlePt)}"><b>${escapeHtml(number)}</b><span>${escapeHtml(title)}${small}</span></p>`;
    })
    .join('');
}

function citedHtml(point: string): string {
  const { text, mark } = splitCitation(point);
  return mark === '' ? escapeHtml(text) : `${escapeHtml(text)}&nbsp;<span class="cite">${escapeHtml(mark)}</span>`;
}

async function asideHtml(slide: Slide): Promise<string> {
  const { aside } = layOut(slide);
  if (aside === undefined) return '';
  if (slide.callout !== null) {
    const { figure, text } = slide.callout;
    const { figurePt, textPt, height } = calloutLayout(slide.callout, aside.w);
    return `<div class="card" style="${placeOf({ ...aside, h: height })}"><strong style="${sizeOf(figurePt)}">${escapeHtml(figure)}</strong><p style="${sizeOf(textPt)}">${citedHtml(text)}</p></div>`;
  }
  if (slide.charts.length > 0) {
    const charts = slide.charts.slice(0, 2);
    const figures = charts.map(
      (chart) =>
        `<figure>${charts.length > 1 ? `<figcaption>${escapeHtml(chart.title)}</figcaption>` : ''}${barChartSvg(chart, { width: charts.length > 1 || slide.points.length > 0 ? 400 : 620 })}</figure>`,
    );
    return `<div class="charts" style="${placeOf(aside)}">${figures.join('')}</div>`;
  }
  if (slide.picture !== null) return pictureHtml(slide.picture, slide.title, aside);
  return slide.table === null ? '' : tableHtml(slide.table, aside);
}

async function pictureHtml(path: string, title: string, box: Box): Promise<string> {
  const image = await readImage(path);
  if (image === undefined) return `<p class="more" style="${placeOf(box)}">The picture is not available.</p>`;
  return `<div class="picture" style="${placeOf(box)}"><img src="${dataUri(image)}" alt="${escapeHtml(title)}"></div>`;
}

function tableHtml(table: TableBlock, box: Box): string {
  const { header, numeric, rows, sizePt, left } = fitTable(table, box);
  const mark = (column: number): string => (numeric[column] === true ? ' class="number"' : '');
  const head = header.map((cell, column) => `<th${mark(column)}>${escapeHtml(cell)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell, column) => `<td${mark(column)}>${escapeHtml(cell)}</td>`).join('')}</tr>`).join('');
  const more = left === 0 ? '' : `<p class="more">The first ${rows.length} rows are shown.</p>`;
  return `<div style="${placeOf(box)};${sizeOf(sizePt)}"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${more}</div>`;
}
