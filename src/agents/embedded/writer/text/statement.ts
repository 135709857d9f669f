import { capitalise } from './clean-text.ts';
import { escapeMarkdown } from './escape.ts';
import { asSentence, leadingSentences } from './sentences.ts';

/** A longer statement is cut after the last whole sentence that fits. */
const MAX_STATEMENT_CHARS = 520;

/**
 * A finding as a sentence of its own: without the marks of the text it was taken from (bullets, emphasis, links,
 * that text's own reference numbers), at most 520 characters.
 */
export function tidyStatement(text: string): string {
  const bare = text
    .replace(/^\s*(?:#{1,6}\s+|[-*+•▪–—]\s+|\[[ xX]\]\s+|\(?\d{1,2}[.)]\s+|>\s*)+/, '')
    .replace(/!?\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*\)/g, '$1')
    .replace(/\s*\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]/g, '')
    .replace(/(\*\*|__|`)(\S(?:.*?\S)?)\1/g, '$2')
    .replace(/\s+([,.;:!?])(?=\s|$)/g, '$1')
    .trim();
  return capitalise(asSentence(leadingSentences(bare, MAX_STATEMENT_CHARS)));
}

/** Plain text with its citation, as Markdown: the mark stands before the full stop, so that it belongs to its sentence. */
export function cite(text: string, mark: string): string {
  if (mark === '') return escapeMarkdown(text);
  const stop = /[.!?…]+$/.exec(text)?.[0] ?? '';
  if (stop === '') return `${escapeMarkdown(text)} ${mark}.`;
  return `${escapeMarkdown(text.slice(0, -stop.length))} ${mark}${stop}`;
}
