/** East Asian wide and fullwidth characters (UAX 11), and the emoji that are drawn wide. */
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

/** How many columns a line without control characters takes where every letter is equally wide. */
export function displayWidth(line: string): number {
  if (ASCII.test(line)) return line.length;
  return graphemes(line).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
}

/** The line cut to at most `columns`, with an ellipsis when something was cut. Never half a character. */
export function truncate(line: string, columns: number): string {
  if (columns <= 0) return '';
  // A line of many more characters than columns is not measured whole.
  const head = line.length > columns * 20 ? line.slice(0, columns * 20) : line;
  if (head === line && displayWidth(line) <= columns) return line;
  let kept = '';
  let width = 0;
  for (const grapheme of graphemes(head)) {
    const next = width + widthOf(grapheme);
    if (next > columns - 1) break;
    kept += grapheme;
    width = next;
  }
  return `${kept.trimEnd()}…`;
}

/** The line filled up with spaces to `columns`; longer ones stay as they are. */
export function padTo(line: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const gap = ' '.repeat(Math.max(0, columns - displayWidth(line)));
  return side === 'left' ? line + gap : gap + line;
}
