import { displayWidth } from './display-width.ts';

const PAINT = /\x1b\[[\d;]*m/g;
/** Indentation and the branches of a tree, painted or not. */
const LEAD = /^(?:\x1b\[[\d;]*m|[ │├└─])*/;
/** What goes on in the next line stands so much further in. */
const HANG = '  ';

/**
 * A line broken between words so that each piece fits; pieces after the first stand under it, and the branches of a tree go on
 * beside them. Words that are wider than a whole line stay whole. Colours may go on over a break: they are not closed there.
 *
 * @param columns How wide a line may be. Absent: as wide as it is, for pipes and files.
 */
export function wrapLine(line: string, columns: number | undefined): string[] {
  if (columns === undefined || shownWidth(line) <= columns) return [line];
  const lead = LEAD.exec(line)?.[0] ?? '';
  const below = lead.replace(PAINT, '').replaceAll('├', '│').replace(/[└─]/g, ' ') + HANG;
  const hang = displayWidth(below) > columns / 2 ? HANG : below;
  const pieces: string[] = [];
  let piece = lead;
  let isFresh = true;
  for (const [, gap = '', word = ''] of line.slice(lead.length).matchAll(/( *)([^ ]+)/g)) {
    if (!isFresh && shownWidth(piece) + gap.length + shownWidth(word) > columns) {
      pieces.push(piece);
      piece = hang + word;
    } else {
      piece += gap + word;
    }
    isFresh = false;
  }
  return [...pieces, piece];
}

/** All of these lines, each broken where it is too wide. */
export function wrapLines(lines: readonly string[], columns: number | undefined): string[] {
  return lines.flatMap((line) => wrapLine(line, columns));
}

function shownWidth(text: string): number {
  return displayWidth(text.replace(PAINT, ''));
}
