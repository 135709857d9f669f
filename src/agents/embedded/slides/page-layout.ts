import { heightOf, linesOf, sizeToFit } from './fit.ts';
import { type Callout, type Slide, splitCitation, splitSource } from './slide.ts';
import { CONTENT, PAGE } from './theme.ts';

/** A place on the page, in inches. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Where the parts of a slide go and how large its points are set: worked out once, for both formats. */
export interface PageLayout {
  readonly points: Box;
  readonly pointsPt: number;
  readonly gapPt: number;
  /** The picture, charts, table or callout; absent when the points have the whole page. */
  readonly aside?: Box;
}

const GUTTER = 0.5;
const CARD_WIDTH = 4;
const BULLET_INDENT = 0.4;
const SIZES_PT = [28, 26, 24, 22, 20, 18, 16, 14] as const;
/** Beside something else, letters larger than this leave too few words to a line. */
const LARGEST_BESIDE_PT = 24;
const MIN_GAP_PT = 12;
const MAX_GAP_PT = 34;
/** The mean width of a bold letter or digit, in parts of its size. */
const BOLD_LETTER = 0.74;

/** Points are as large as fits, and the room that is left goes between them. */
export function layOut(slide: Slide): PageLayout {
  const { points, aside } = boxesOf(slide);
  const texts = slide.points.map((point) => splitCitation(point)).map(({ text, mark }) => `${text} ${mark}`);
  const width = points.w - BULLET_INDENT - 0.1;
  const sizes = aside === undefined ? SIZES_PT : SIZES_PT.filter((size) => size <= LARGEST_BESIDE_PT);
  const pointsPt = sizeToFit(texts, sizes, width, points.h, MIN_GAP_PT);
  const free = (points.h - heightOf(texts, pointsPt, width, 0)) * 72;
  const gapPt = Math.round(Math.max(MIN_GAP_PT, Math.min(MAX_GAP_PT, free / Math.max(1, texts.length))));
  return { points, pointsPt, gapPt, ...(aside === undefined ? {} : { aside }) };
}

function boxesOf(slide: Slide): { readonly points: Box; readonly aside?: Box } {
  const whole: Box = { x: PAGE.margin, y: CONTENT.top, w: CONTENT.width, h: CONTENT.bottom - CONTENT.top };
  if (slide.callout !== null) return split(whole, CARD_WIDTH);
  const shows = slide.charts.length > 0 || slide.picture !== null || slide.table !== null;
  if (!shows) return { points: whole };
  return slide.points.length > 0 ? split(whole, CONTENT.width * 0.58) : { points: { ...whole, h: 0 }, aside: whole };
}

function split(whole: Box, asideWidth: number): { readonly points: Box; readonly aside: Box } {
  const width = whole.w - asideWidth - GUTTER;
  return { points: { ...whole, w: width }, aside: { ...whole, x: whole.x + width + GUTTER, w: asideWidth } };
}

/** The largest box of this shape inside the given one, in its middle. */
export function contain(width: number, height: number, box: Box): Box {
  const scale = Math.min(box.w / Math.max(1, width), box.h / Math.max(1, height));
  const [w, h] = [width * scale, height * scale];
  return { x: box.x + (box.w - w) / 2, y: box.y + (box.h - h) / 2, w, h };
}

/** The box parted into `count` columns with a gutter between them. */
export function columnsOf(box: Box, count: number): Box[] {
  const width = (box.w - GUTTER * (count - 1)) / count;
  return Array.from({ length: count }, (_, index) => ({ ...box, x: box.x + index * (width + GUTTER), w: width }));
}

/** The boxes of an agenda's entries: one column, or two from six entries on. */
export function agendaBoxes(count: number): Box[] {
  const columns = columnsOf({ x: PAGE.margin, y: CONTENT.top, w: CONTENT.width, h: CONTENT.bottom - CONTENT.top }, count > 5 ? 2 : 1);
  const rows = Math.ceil(count / columns.length);
  const pitch = Math.min(1.05, (CONTENT.bottom - CONTENT.top) / Math.max(1, rows));
  return Array.from({ length: count }, (_, index) => {
    const column = columns[Math.floor(index / rows)] ?? { x: PAGE.margin, y: CONTENT.top, w: CONTENT.width, h: 1 };
    return { ...column, y: column.y + (index % rows) * pitch, h: pitch };
  });
}

/** The boxes of a page of sources, two columns from five on, with the sizes of a title and of what is said of it. */
export function sourceBoxes(lines: readonly string[]): { readonly boxes: Box[]; readonly titlePt: number; readonly aboutPt: number } {
  const columns = columnsOf(
    { x: PAGE.margin, y: CONTENT.top, w: CONTENT.width, h: CONTENT.bottom - CONTENT.top },
    lines.length > 4 ? 2 : 1,
  );
  const rows = Math.ceil(lines.length / columns.length);
  const pitch = Math.min(1.05, (CONTENT.bottom - CONTENT.top) / Math.max(1, rows));
  const width = (columns[0]?.w ?? CONTENT.width) - 0.6;
  const fits = (titlePt: number): boolean =>
    lines.every((line) => {
      const { title, about } = splitSource(line);
      return linesOf(title, titlePt, width) * titlePt * 1.22 + linesOf(about, titlePt - 3, width) * (titlePt - 3) * 1.22 <= pitch * 72 - 6;
    });
  const titlePt = [16, 15, 14, 13, 12].find(fits) ?? 11;
  const boxes = lines.map((_, index) => {
    const column = columns[Math.floor(index / rows)] ?? { x: PAGE.margin, y: CONTENT.top, w: CONTENT.width, h: 1 };
    return { ...column, y: column.y + (index % rows) * pitch, h: pitch };
  });
  return { boxes, titlePt, aboutPt: Math.max(9, titlePt - 3) };
}

/** How a callout is set: the size of its figure, and a card as high as its text needs. */
export function calloutLayout(
  { figure, text }: Callout,
  width: number,
): { readonly figurePt: number; readonly textPt: number; readonly height: number } {
  const figurePt = Math.max(20, Math.min(62, Math.floor(((width - 0.65) * 72) / (figure.length * BOLD_LETTER))));
  const textPt = 19;
  return {
    figurePt,
    textPt,
    height: Math.min(CONTENT.bottom - CONTENT.top, 1.75 + (linesOf(text, textPt, width - 0.65) * textPt * 1.25) / 72 + 0.3),
  };
}

/** How a cover is set: the size of the title, and where the subtitle begins below it. */
export function coverLayout(title: string): { readonly titlePt: number; readonly subtitleTop: number; readonly titleTop: number } {
  const titlePt = linesOf(title, 46, 11.4) > 2 ? 34 : 46;
  const titleTop = 2.55;
  return { titlePt, titleTop, subtitleTop: titleTop + (linesOf(title, titlePt, 11.4) * titlePt * 1.2) / 72 + 0.25 };
}
