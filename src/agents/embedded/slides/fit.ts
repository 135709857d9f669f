/** The mean width of a letter, in parts of its size: that of wide fonts, so that no fallback font overflows. */
const LETTER = 0.56;
const LINE = 1.22;
const POINTS_AN_INCH = 72;

/** How many lines a text takes at this size in this width, by an estimate on the safe side. */
export function linesOf(text: string, sizePt: number, widthInches: number): number {
  const room = Math.max(4, Math.floor((widthInches * POINTS_AN_INCH) / (LETTER * sizePt)));
  let lines = 1;
  let used = 0;
  for (const word of text.split(' ')) {
    const needed = used === 0 ? word.length : used + 1 + word.length;
    if (needed <= room) used = needed;
    else {
      lines += used === 0 ? Math.ceil(word.length / room) - 1 : Math.ceil(word.length / room);
      used = word.length % room || room;
    }
  }
  return lines;
}

/** The height of some paragraphs in inches, with a gap of `gapPt` after each. */
export function heightOf(texts: readonly string[], sizePt: number, widthInches: number, gapPt: number): number {
  return texts.reduce((sum, text) => sum + linesOf(text, sizePt, widthInches) * sizePt * LINE + gapPt, 0) / POINTS_AN_INCH;
}

/** The largest of the sizes at which the texts fit into the box; the smallest when none does. Sizes largest first. */
export function sizeToFit(
  texts: readonly string[],
  sizesPt: readonly number[],
  widthInches: number,
  heightInches: number,
  gapPt: number,
): number {
  return sizesPt.find((size) => heightOf(texts, size, widthInches, gapPt) <= heightInches) ?? sizesPt[sizesPt.length - 1] ?? 12;
}
