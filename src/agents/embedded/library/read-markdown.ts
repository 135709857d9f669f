import type { Token, Tokens } from 'marked';
import { cleanText } from './clean-text.ts';
import { readPlainText } from './read-plain-text.ts';
import type { Block, ReadText } from './text-document.ts';

/** Beyond this, the marks are not worth a parser's time: the text is read as it stands. */
const LONGEST_PARSED = 1_000_000;
/** Parsers take quadratic time over marks without end; no writer's paragraph is as long as this. */
const LONGEST_PARAGRAPH = 10_000;
/** Quotes within quotes and lists within lists deeper than this are no prose. */
const DEEPEST = 30;

/** Markdown with an optional front matter of `key: value` lines. Code, tables and HTML are left out. */
export async function readMarkdown(source: string): Promise<ReadText> {
  const matter = /^\ufeff?---[ \t]*\r?\n([\s\S]{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(source);
  const fields = new Map(
    [...(matter?.[1] ?? '').matchAll(/^([\w-]+):[ \t]*(.*)$/gm)].map(([, key = '', value = '']) => [
      key.toLowerCase(),
      cleanText(value.replace(/^\s*(["'])(.*)\1\s*$/, '$2')),
    ]),
  );
  const body = matter === null ? source : source.slice(matter[0].length);
  const blocks = await parse(body);
  const [type, date] = [fields.get('type'), fields.get('date')];
  return {
    blocks,
    title: fields.get('title') || blocks.find(({ kind }) => kind === 'heading')?.text,
    stated: { ...(type === undefined ? {} : { type }), ...(date === undefined ? {} : { date }) },
  };
}

async function parse(body: string): Promise<readonly Block[]> {
  if (body.length > LONGEST_PARSED || isTangled(body)) return readUnmarked(body);
  const { marked } = await import('marked');
  try {
    return blocksOf(marked.lexer(body), 0);
  } catch (error) {
    if (error instanceof RangeError) return readUnmarked(body);
    throw error;
  }
}

function isTangled(body: string): boolean {
  return /(?:[>[(*_`~!<] ?){200}/.test(body) || body.split(/\n[ \t]*\r?\n/).some(({ length }) => length > LONGEST_PARAGRAPH);
}

function readUnmarked(body: string): readonly Block[] {
  const prose: string[] = [];
  let fence: string | undefined;
  for (const line of body.split('\n')) {
    const mark = /^\s*(```|~~~)/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || fence === mark)) fence = fence === undefined ? mark : undefined;
    else if (fence === undefined) prose.push(line);
  }
  return readPlainText(prose.join('\n')).blocks.map(({ kind, text }) =>
    /^#{1,6}\s/.test(text) ? { kind: 'heading', text: text.replace(/^#+\s+/, '').slice(0, 200) } : { kind, text },
  );
}

function blocksOf(tokens: readonly Token[], depth: number): Block[] {
  if (depth > DEEPEST) return [];
  return tokens.flatMap((token): Block[] => {
    switch (token.type) {
      case 'heading':
        return block('heading', [token], depth);
      case 'paragraph':
      case 'text':
        return block('paragraph', [token], depth);
      case 'blockquote':
        return blocksOf(token.tokens ?? [], depth + 1);
      case 'list':
        return (token as Tokens.List).items.flatMap((item) => {
          const own = item.tokens.filter(({ type }) => type === 'text' || type === 'paragraph');
          const inner = item.tokens.filter(({ type }) => type === 'list' || type === 'blockquote');
          return [...block('item', own, depth), ...blocksOf(inner, depth + 1)];
        });
      default:
        return [];
    }
  });
}

function block(kind: Block['kind'], tokens: readonly Token[], depth: number): Block[] {
  const text = cleanText(tokens.map((token) => plainText(token, depth)).join(' '));
  return text === '' ? [] : [{ kind, text: text.replace(/\[\^[\w-]+\]/g, '').replace(/^\[[ xX]\]\s+/, '') }];
}

function plainText(token: Token, depth: number): string {
  if (depth > DEEPEST || token.type === 'image' || token.type === 'html' || token.type === 'checkbox') return '';
  if ('tokens' in token && token.tokens !== undefined && token.tokens.length > 0)
    return token.tokens.map((inner) => plainText(inner, depth + 1)).join('');
  if (token.type === 'br') return ' ';
  return decodeEntities('text' in token && typeof token.text === 'string' ? token.text : token.raw);
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  copy: '©',
  reg: '®',
  trade: '™',
  times: '×',
  euro: '€',
  pound: '£',
  deg: '°',
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w{2,8}));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
