import type { Token, Tokens } from 'marked';
import type { Block } from './text-document.ts';

/** What a reader of markup makes of it. */
export interface ReadMarkup {
  readonly blocks: Block[];
  readonly title: string | undefined;
  readonly stated: { readonly type?: string; readonly date?: string };
}

const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Markdown with an optional front matter of `key: value` lines. */
export async function readMarkdown(source: string): Promise<ReadMarkup> {
  const { marked } = await import('marked');
  const matter = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(source);
  const fields = new Map(
    [...(matter?.[1] ?? '').matchAll(/^([\w-]+):\s*"?(.*?)"?\s*$/gm)].map(([, key = '', value = '']) => [key.toLowerCase(), value]),
  );
  const blocks = blocksOf(marked.lexer(matter === null ? source : source.slice(matter[0].length)));
  const [type, date] = [fields.get('type'), fields.get('date')];
  return {
    blocks,
    title: fields.get('title') ?? blocks.find(({ kind }) => kind === 'heading')?.text,
    stated: { ...(type === undefined ? {} : { type }), ...(date === undefined ? {} : { date }) },
  };
}

function blocksOf(tokens: readonly Token[]): Block[] {
  return tokens.flatMap((token): Block[] => {
    switch (token.type) {
      case 'heading':
        return [{ kind: 'heading', text: plainText(token) }];
      case 'paragraph':
        return [{ kind: 'paragraph', text: plainText(token) }];
      case 'blockquote':
        return blocksOf(token.tokens ?? []);
      case 'list':
        return (token as Tokens.List).items.map((item) => ({ kind: 'item' as const, text: plainText(item).replace(/^\[[ xX]\]\s*/, '') }));
      default:
        return [];
    }
  });
}

function plainText(token: Token): string {
  if ('tokens' in token && token.tokens !== undefined && token.tokens.length > 0) return squeeze(token.tokens.map(plainText).join(''));
  if (token.type === 'image' || token.type === 'html') return '';
  if (token.type === 'br') return ' ';
  return decode('text' in token && typeof token.text === 'string' ? token.text : token.raw);
}

function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

/** The reading matter of a page: without scripts, menus, headers, footers and forms. */
export async function readHtml(source: string): Promise<ReadMarkup> {
  const { parse } = await import('node-html-parser');
  const root = parse(source, { comment: false, blockTextElements: { script: false, style: false, noscript: false, pre: false } });
  const date =
    root.querySelector('meta[name="date"], meta[property="article:published_time"]')?.getAttribute('content') ??
    root.querySelector('time[datetime]')?.getAttribute('datetime');
  const pageTitle = root.querySelector('title')?.text;
  for (const unread of root.querySelectorAll('script, style, noscript, nav, header, footer, aside, form, template, svg, pre'))
    unread.remove();
  const blocks = root.querySelectorAll('h1, h2, h3, h4, h5, h6, p, li, dd').flatMap((element): Block[] => {
    const name = element.tagName.toLowerCase();
    if (name === 'li' && element.querySelector('p') !== null) return [];
    const text = squeeze(element.text);
    if (text === '') return [];
    return [{ kind: name.startsWith('h') ? 'heading' : name === 'p' ? 'paragraph' : 'item', text }];
  });
  const title = squeeze(pageTitle ?? '') || blocks.find(({ kind }) => kind === 'heading')?.text;
  return { blocks, title, stated: date === undefined ? {} : { date } };
}

/** Plain text: blank lines part paragraphs; a short line that ends no sentence is a heading; a dash or number begins an item. */
export function readPlainText(source: string): ReadMarkup {
  const stated = { ...field(source, 'type'), ...field(source, 'date') };
  const blocks = source
    .replace(/^\u{feff}/u, '')
    .split(/\r?\n\s*\r?\n/)
    .flatMap((chunk): Block[] => {
      const lines = chunk.split(/\r?\n/).filter((line) => line.trim() !== '' && !/^[=\-~*_#\s]+$/.test(line));
      const items = lines.filter((line) => /^\s*(?:[-*•]|\d+[.)])\s+/.test(line));
      if (items.length > 0 && items.length === lines.length)
        return lines.map((line) => ({ kind: 'item', text: squeeze(line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '')) }));
      const text = squeeze(lines.join(' '));
      if (text === '') return [];
      return [{ kind: lines.length === 1 && text.length < 100 && !/[.!?:;,"”]$/.test(text) ? 'heading' : 'paragraph', text }];
    });
  return { blocks, title: blocks[0]?.kind === 'heading' ? blocks[0].text : undefined, stated };
}

function field(source: string, name: string): Record<string, string> {
  const match = new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(source.slice(0, 600));
  return match?.[1] === undefined ? {} : { [name]: match[1].trim() };
}
