import { cleanText } from './clean-text.ts';
import type { Block, ReadText } from './text-document.ts';

const BULLET = /^\s*(?:[-*•‣·]|\d{1,3}[.)]|\(\d{1,3}\))\s+/;
const RULE = /^[=\-~*_#^.\s]{3,}$/;
/** Lines such as `Date: 2026-04-27` at the top of a text describe it; they are no part of it. */
const FIELD =
  /^\s*(title|author|authors|by|date|published|updated|type|kind|subject|from|to|cc|tags|keywords|source|url|status|version)\s*:\s*(.+)$/i;
const FIELD_LINES = 15;
/** A line of its own that is longer than this is no heading. */
const LONGEST_HEADING = 100;

/** Plain text: blank lines part paragraphs; a short line that ends no sentence is a heading; a dash or a number begins an item. */
export function readPlainText(source: string): ReadText {
  const blocks: Block[] = [];
  const fields = new Map<string, string>();
  let kind: Block['kind'] = 'paragraph';
  let lines: string[] = [];
  const flush = (): void => {
    const text = cleanText(lines.join(' '));
    const short = lines.length === 1 && text.length <= LONGEST_HEADING && !/[.!?:;,"”…]$/.test(text);
    if (/[\p{L}\p{N}]/u.test(text)) blocks.push({ kind: kind === 'paragraph' && short ? 'heading' : kind, text });
    [kind, lines] = ['paragraph', []];
  };
  for (const [number, line] of source.split(/\r\n|[\n\r\u2028\u2029\f]/).entries()) {
    const field = number < FIELD_LINES ? FIELD.exec(line) : null;
    if (line.trim() === '' || RULE.test(line) || field !== null) {
      flush();
      if (field !== null) fields.set((field[1] ?? '').toLowerCase(), cleanText(field[2] ?? ''));
    } else if (BULLET.test(line) && (lines.length === 0 || kind === 'item' || /[:.;]\s*$/.test(lines.at(-1) ?? ''))) {
      flush();
      [kind, lines] = ['item', [line.replace(BULLET, '').replace(/^\[[ xX]?\]\s*/, '')]];
    } else lines.push(line);
  }
  flush();
  const [type, date] = [fields.get('type') ?? fields.get('kind'), fields.get('date') ?? fields.get('published')];
  return {
    blocks,
    title: fields.get('title') ?? fields.get('subject') ?? (blocks[0]?.kind === 'heading' ? blocks[0].text : undefined),
    stated: { ...(type === undefined ? {} : { type }), ...(date === undefined ? {} : { date }) },
  };
}
