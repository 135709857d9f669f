import type { Block } from './text-document.ts';

/** A line as it stands on a page. */
export interface PrintedLine {
  readonly text: string;
  /** Of the largest letters, in points. */
  readonly size: number;
  /** Distance from the foot of the page, in points. */
  readonly top: number;
  readonly page: number;
}

const LONGEST_HEADING = 120;
/** Letters larger than the body's by this factor make a heading. */
const LARGER = 1.12;
/** A gap wider than the usual one by this factor parts paragraphs. */
const WIDER = 1.3;
/** Lines of one paragraph are at most this many letter sizes apart. */
const WIDEST_LINE = 2.2;
const ENDS_SENTENCE = /[.!?:]["”’)\]]?$/;
const BULLET = /^(?:[•‣▪●◦·*–-]|\d{1,3}[.)])\s+/;

/** Printed lines as paragraphs and headings: what runs along the edges of pages is dropped, and words divided at a line's end are joined. */
export function paragraphsOf(printed: readonly PrintedLine[]): Block[] {
  const lines = withoutEdges(printed);
  const body = mostCommon(lines.map(({ size, text }) => [size, text.length]));
  const gaps = lines.flatMap((line, index) => {
    const previous = lines[index - 1];
    const gap = previous === undefined || previous.page !== line.page ? 0 : Math.round(previous.top - line.top);
    return gap > 0 ? [[gap, 1] as const] : [];
  });
  const close = gaps.filter(([gap]) => gap <= body * WIDEST_LINE);
  const usualGap = mostCommon(close.length > 0 ? close : gaps);
  const blocks: Block[] = [];
  let text = '';
  let kind: Block['kind'] = 'paragraph';
  let size = body;
  const flush = (): void => {
    if (/[\p{L}\p{N}]/u.test(text)) blocks.push({ kind, text });
    text = '';
    kind = 'paragraph';
  };
  for (const [index, line] of lines.entries()) {
    const previous = lines[index - 1];
    const next = lines[index + 1];
    const apart =
      previous === undefined ||
      (previous.page === line.page ? previous.top - line.top > usualGap * WIDER : ENDS_SENTENCE.test(previous.text));
    const heading = isHeading(line, body, next, text === '' || apart || ENDS_SENTENCE.test(text));
    const bullet: boolean = BULLET.test(line.text) && (apart || text === '' || ENDS_SENTENCE.test(text) || kind === 'item');
    const continuesHeading = kind === 'heading' && heading && !apart && line.size === size;
    if (text !== '' && !continuesHeading && (apart || heading || kind === 'heading' || bullet)) flush();
    if (text === '') {
      kind = heading ? 'heading' : bullet ? 'item' : 'paragraph';
      size = line.size;
    }
    text = joinLines(text, bullet ? line.text.replace(BULLET, '') : line.text);
  }
  flush();
  return blocks;
}

/** Larger letters, or a short line that stands alone and ends no sentence. */
function isHeading(line: PrintedLine, body: number, next: PrintedLine | undefined, startsSomething: boolean): boolean {
  if (line.text.length > LONGEST_HEADING || /[,;]$/.test(line.text)) return false;
  if (line.size >= body * LARGER) return true;
  return (
    startsSomething &&
    line.text.length < 70 &&
    /^[\p{Lu}\d]/u.test(line.text) &&
    !ENDS_SENTENCE.test(line.text) &&
    next !== undefined &&
    /^[\p{Lu}\d"“•–-]/u.test(next.text)
  );
}

function joinLines(text: string, line: string): string {
  if (text === '') return line;
  return /\p{L}-$/u.test(text) && /^\p{Ll}/u.test(line) ? text.slice(0, -1) + line : `${text} ${line}`;
}

/** Without page numbers, and without lines that come again at the edge of most pages. */
function withoutEdges(lines: readonly PrintedLine[]): PrintedLine[] {
  const pages = Map.groupBy(lines, ({ page }) => page);
  const edges = new Map<string, number>();
  const shape = (text: string): string => text.replace(/\d+/g, '#');
  const edgeLines = new Set([...pages.values()].flatMap((page) => [...page.slice(0, 2), ...page.slice(-2)]));
  for (const { text } of edgeLines) edges.set(shape(text), (edges.get(shape(text)) ?? 0) + 1);
  const often = Math.max(3, pages.size / 2);
  return lines.filter((line) => {
    if (!edgeLines.has(line)) return true;
    return (
      !/^(?:page\s+)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:of|\/)\s*\d{1,4})?$/i.test(line.text) && (edges.get(shape(line.text)) ?? 0) < often
    );
  });
}

/** The value with the most weight; of equals the smaller. 0 of none. */
function mostCommon(values: readonly (readonly [number, number])[]): number {
  const weights = new Map<number, number>();
  for (const [value, weight] of values) weights.set(value, (weights.get(value) ?? 0) + weight);
  return [...weights].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
}
