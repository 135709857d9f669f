import { basename } from 'node:path';
import type { DocumentOutput } from '../../../core/output.ts';
import type { Block, TextDocument } from '../library/text-document.ts';
import { compose, escapeMarkdown, sourceOf } from './cite.ts';

/** Of a text that is asked for whole; what is beyond is left out, and said. */
const LONGEST_TEXT = 100_000;

/** A table of the documents: title, file, words, date. */
export function documentTable(documents: readonly TextDocument[], notes: readonly string[]): DocumentOutput {
  const rows = documents.map(({ title, location, blocks, date }) => {
    const words = blocks.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0);
    return `| ${[title, basename(location), words.toLocaleString('en'), date ?? ''].map((cell) => escapeMarkdown(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const title = `${documents.length} document${documents.length === 1 ? '' : 's'}`;
  const table = ['| Title | File | Words | Date |', '| --- | --- | ---: | --- |', ...rows].join('\n');
  return { kind: 'document', title, markdown: compose(title, [table], [], notes), sources: documents.map(sourceOf), paths: [] };
}

/** The text of the documents, one after the other, as Markdown. */
export function wholeText(title: string, documents: readonly TextDocument[], notes: readonly string[]): DocumentOutput {
  let left = LONGEST_TEXT;
  const parts = documents.flatMap((document) => {
    const heading = documents.length > 1 ? [`## ${escapeMarkdown(document.title)}`] : [];
    const own = document.blocks.filter(({ kind, text }, index) => !(index === 0 && kind === 'heading' && text === document.title));
    const kept = own.filter(({ text }) => {
      left -= text.length;
      return left >= 0;
    });
    return [...heading, ...kept.map((block) => markdownOf(block, documents.length > 1 ? '###' : '##'))];
  });
  const cut = left < 0 ? [`Only the first ${LONGEST_TEXT.toLocaleString('en')} characters are given.`] : [];
  const sources = documents.map(sourceOf);
  return { kind: 'document', title, markdown: compose(title, parts, sources, [...cut, ...notes]), sources, paths: [] };
}

function markdownOf({ kind, text }: Block, level: string): string {
  if (kind === 'heading') return `${level} ${escapeMarkdown(text)}`;
  return kind === 'item' ? `- ${escapeMarkdown(text)}` : escapeMarkdown(text);
}
