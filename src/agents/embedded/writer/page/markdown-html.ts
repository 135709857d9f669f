import type { Tokens } from 'marked';
import { escapeHtml, safeHref } from '../text/escape.ts';

/** Turns Markdown into HTML that can do nothing but be read. */
export interface MarkdownToHtml {
  inline(markdown: string): string;
  block(markdown: string): string;
}

/**
 * A Markdown printer for untrusted text: tags print as text, links lead to web pages and files only, pictures
 * become their description, and `[2]` links to the reference of that number when there is one.
 */
export async function inlineHtml(references: number): Promise<MarkdownToHtml> {
  const { Marked } = await import('marked');
  const marked = new Marked({ gfm: true, async: false });
  marked.use({
    renderer: {
      html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
      link({ href, tokens }: Tokens.Link): string {
        const target = safeHref(href);
        const text = this.parser.parseInline(tokens);
        return target === undefined ? text : `<a href="${escapeHtml(target)}" rel="noreferrer">${text}</a>`;
      },
      image: ({ text, href }: Tokens.Image) => escapeHtml(text || href),
      heading({ tokens, depth }: Tokens.Heading): string {
        const level = Math.max(3, Math.min(6, depth));
        return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
      },
      checkbox: ({ checked }: Tokens.Checkbox) => (checked ? '☑ ' : '☐ '),
    },
    extensions: [
      {
        name: 'citation',
        level: 'inline',
        start: (source: string) => source.search(/\s*\[\d/),
        tokenizer: (source: string) => citationAt(source, references),
        renderer: (token) => citationHtml((token as unknown as { numbers: readonly number[] }).numbers),
      },
    ],
  });
  return {
    inline: (markdown) => marked.parseInline(markdown) as string,
    block: (markdown) => marked.parse(markdown) as string,
  };
}

function citationAt(source: string, references: number): (Tokens.Generic & { numbers: readonly number[] }) | undefined {
  const found = /^\s*\[(\d{1,3}(?:, ?\d{1,3})*)\](?![([:])/.exec(source);
  if (found === null) return undefined;
  const numbers = (found[1] ?? '').split(',').map(Number);
  if (numbers.some((number) => number < 1 || number > references)) return undefined;
  return { type: 'citation', raw: found[0], numbers };
}

function citationHtml(numbers: readonly number[]): string {
  return `<span class="cite">[${numbers.map((number) => `<a href="#ref-${number}">${number}</a>`).join(', ')}]</span>`;
}
