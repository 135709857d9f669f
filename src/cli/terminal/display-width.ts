/** East Asian wide and fullwidth characters (Unicode 16, UAX 11), and the emoji that are drawn wide. */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{17000}-\u{18dff}]|[\u{1aff0}-\u{1b2ff}]|[\u{1f200}-\u{1f2ff}]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

/** Marks that are drawn on the character before them. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]+$/u;

const ASCII = /^[\x20-\x7e]*$/;

let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function widthOf(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return NO_WIDTH.test(grapheme) ? 0 : 1;
}

/** How many columns a line without control characters takes on a terminal. */
export function displayWidth(line: string): number {
  if (ASCII.test(line)) return line.length;
  return graphemes(line).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
}

/** The line cut to at most `columns`, with an ellipsis when something was cut. Never half a character. */
export function truncate(line: string, columns: number): string {
  if (columns <= 0) return '';
  if (displayWidth(line) <= columns) return line;
  let kept = '';
  let width = 0;
  for (const grapheme of graphemes(line)) {
    const next = width + widthOf(grapheme);
    if (next > columns - 1) break;
    kept += grapheme;
    width = next;
  }
  return `${kept.trimEnd()}…`;
}

/** The line cut or filled up with spaces to exactly `columns`. */
export function fitTo(line: string, columns: number): string {
  const cut = truncate(line, columns);
  return cut + ' '.repeat(Math.max(0, columns - displayWidth(cut)));
}
