/** Widths in thousandths of the font size, by kind of letter: DejaVu Sans, whose true widths they are near. */
const NARROW = /[iljI.,:;'|!()[\]{}\-"` ]/;
const WIDE = /[mwMW@%]/;
const CAPITAL = /\p{Lu}/u;
const FULL = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** About how wide a text is drawn, in the unit of the font size. Layout without a drawing surface has only estimates to go by. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const letter of text)
    width += FULL.test(letter) ? 1000 : NARROW.test(letter) ? 340 : WIDE.test(letter) ? 930 : CAPITAL.test(letter) ? 690 : 612;
  return (width / 1000) * fontSize;
}
