import { cutAtWord } from './clean-text.ts';

const ABBREVIATION =
  /(?:^|[\s(])(?:Dr|Mr|Mrs|Ms|Prof|St|Figs?|Eqs?|No|vs|v|e\.g|i\.e|cf|al|Inc|Ltd|Co|Corp|approx|ca|Sec|Vol|pp?|Ch|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|[A-Z]|(?:[A-Z]\.)+[A-Z])\.\s*$/;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The sentences of a text, trimmed, in order; an abbreviation such as `et al.` or `U.S.` ends none, and neither does a stop inside bold type. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const { segment } of segmenter.segment(text)) {
    open += segment;
    if (ABBREVIATION.test(open) || isOpen(open)) continue;
    if (open.trim() !== '') sentences.push(open.trim());
    open = '';
  }
  if (open.trim() !== '') sentences.push(open.trim());
  return sentences;
}

/** True inside bold type or code: Markdown is not parted there. */
function isOpen(text: string): boolean {
  return (text.split('**').length - 1) % 2 === 1 || (text.split('`').length - 1) % 2 === 1;
}

/** Whole sentences from the start of the text, as many as fit in `maxChars`; at least one, which is cut between words if it must. */
export function leadingSentences(text: string, maxChars: number): string {
  let taken = '';
  for (const sentence of sentencesOf(text)) {
    const longer = taken === '' ? sentence : `${taken} ${sentence}`;
    if (longer.length > maxChars) break;
    taken = longer;
  }
  return taken === '' ? cutAtWord(text, maxChars) : taken;
}

/** The text ending as a sentence does. */
export function asSentence(text: string): string {
  const trimmed = text.trim().replace(/[\s,;:–—-]+$/, '');
  return trimmed === '' || /[.!?…]["'”’)\]]*$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
