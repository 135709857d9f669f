import { plainText } from '../text/plain-text.ts';
import type { Block, Section } from './report.ts';

/** The number of words in a block's running text. */
export function blockWords(block: Block): number {
  return textsOf(block).reduce((sum, text) => sum + wordCount(text), 0);
}

export function wordCount(text: string): number {
  return text.match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0;
}

/** The running text of a block as inline Markdown: its paragraph, its items. Tables, code and pictures have none. */
export function textsOf(block: Block): readonly string[] {
  if (block.kind === 'paragraph') return [block.text];
  if (block.kind === 'list') return block.items;
  return block.kind === 'other' && /^\s*(?:[-*+>]|\d+[.)])\s/.test(block.markdown) ? block.markdown.split('\n').map(unmarked) : [];
}

function unmarked(line: string): string {
  return line.replace(/^\s*(?:(?:[-*+>]|\d+[.)])\s+)+/, '');
}

/** The running text of some sections without Markdown marks: a string for each paragraph and item, citations kept. */
export async function paragraphsOf(sections: readonly Section[]): Promise<string[]> {
  const { marked } = await import('marked');
  const texts = sections.flatMap(({ blocks }) => blocks.flatMap(textsOf));
  return texts.map((text) => plainText(marked.Lexer.lexInline(text)).trim()).filter((text) => text !== '');
}
