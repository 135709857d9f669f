import { saySame } from '../material/merge-findings.ts';
import type { Block, Section } from '../page/report.ts';
import { citedIn, withoutCitations } from '../text/citations.ts';
import { plainText } from '../text/plain-text.ts';
import { sentencesOf } from '../text/sentences.ts';
import { gistOf } from '../text/terms.ts';

/** A sentence with less content than this may stand twice. */
const MIN_GIST = 4;
/** Every sentence is compared with every kept one; a longer text keeps what follows as it is. */
const MAX_SENTENCES = 1500;

/**
 * The sections without sentences that say again what an earlier one said. The summary repeats by its nature, so it neither
 * loses sentences nor makes others repeats. Of a repeated sentence the earlier stays.
 *
 * @returns Also how many sentences were dropped.
 */
export async function dropRepeats(sections: readonly Section[]): Promise<{ readonly sections: Section[]; readonly repeats: number }> {
  const { marked } = await import('marked');
  const seen: ReadonlySet<string>[] = [];
  let repeats = 0;
  const isRepeat = (sentence: string): boolean => {
    const gist = gistOf(plainText(marked.Lexer.lexInline(withoutCitations(sentence))));
    if (gist.size < MIN_GIST || seen.length >= MAX_SENTENCES) return false;
    if (seen.some((other) => saySame(gist, other) && gist.size <= other.size)) return true;
    seen.push(gist);
    return false;
  };
  const keep = (text: string): string => {
    const sentences = sentencesOf(text);
    const kept = sentences.filter((sentence) => !isRepeat(sentence));
    repeats += sentences.length - kept.length;
    return kept.length === sentences.length ? text : isOnlyLead(kept) ? '' : kept.join(' ');
  };
  const result = sections.map((section): Section => {
    if (section.role !== 'body') return section;
    return { ...section, blocks: section.blocks.flatMap((block) => keptBlock(block, keep)) };
  });
  return { sections: result, repeats };
}

/** What is left of a paragraph may be its lead in bold alone. */
function isOnlyLead(sentences: readonly string[]): boolean {
  return sentences.length === 1 && /^\*\*[^*]+\*\*$/.test(sentences[0] ?? '') && citedIn(sentences[0] ?? '').length === 0;
}

function keptBlock(block: Block, keep: (text: string) => string): Block[] {
  if (block.kind === 'paragraph') {
    const text = keep(block.text);
    return text === '' ? [] : [{ ...block, text }];
  }
  if (block.kind !== 'list') return [block];
  const items = block.items.map(keep).filter((item) => item !== '');
  return items.length === 0 ? [] : [{ ...block, items }];
}
