import type { Block, Section } from '../page/report.ts';
import { blockWords, wordCount } from '../page/report-text.ts';
import { citedUnits } from '../text/cited-units.ts';

/** A longer paragraph is parted between sentences: after a citation where there are any, so that what belongs to one source stays together. */
const MAX_PARAGRAPH_WORDS = 150;

export function splitLongParagraphs(sections: readonly Section[]): Section[] {
  return sections.map((section) => ({
    ...section,
    blocks: section.blocks.flatMap((block) => (block.kind === 'paragraph' ? splitParagraph(block.text) : [block])),
  }));
}

function splitParagraph(text: string): Block[] {
  const words = wordCount(text);
  if (words <= MAX_PARAGRAPH_WORDS) return [{ kind: 'paragraph', text }];
  const target = words / Math.ceil(words / MAX_PARAGRAPH_WORDS);
  const parts: string[] = [];
  let open = '';
  for (const sentence of citedUnits(text)) {
    if (open !== '' && wordCount(open) + wordCount(sentence) / 2 > target) {
      parts.push(open);
      open = sentence;
    } else open = open === '' ? sentence : `${open} ${sentence}`;
  }
  return [...parts, open].map((part) => ({ kind: 'paragraph', text: part }));
}

/**
 * The sections with at most `maxWords` words of running text. The longest section gives up its last sentence, again
 * and again, so that all stay in proportion; a section keeps one sentence as long as there are others to take from, and goes
 * when there are not. The summary gives up last.
 */
export function limitWords(sections: readonly Section[], maxWords: number): Section[] {
  const open = sections.map((section) => ({ section, words: sectionWords(section) }));
  let total = open.reduce((sum, { words }) => sum + words, 0);
  while (total > maxWords) {
    const longest = pickLongest(open);
    if (longest === undefined) break;
    const shorter = withoutLastSentence(longest.section);
    const words = sectionWords(shorter);
    total -= longest.words - words;
    longest.section = shorter;
    longest.words = words;
  }
  return open.map(({ section }) => section).filter(({ role, blocks }) => blocks.length > 0 || role === 'references');
}

interface OpenSection {
  section: Section;
  words: number;
}

/** Evidence and gaps first, then the body by length, then the summary. */
function pickLongest(open: readonly OpenSection[]): OpenSection | undefined {
  for (const role of ['evidence', 'body', 'gaps', 'summary'] as const) {
    const candidates = open.filter(({ section, words }) => section.role === role && words > 0);
    const best = candidates.reduce<OpenSection | undefined>(
      (longest, one) => (longest === undefined || one.words > longest.words ? one : longest),
      undefined,
    );
    if (best !== undefined) return best;
  }
  return undefined;
}

function sectionWords({ blocks, role }: Section): number {
  return role === 'references' ? 0 : blocks.reduce((sum, block) => sum + blockWords(block), 0);
}

function withoutLastSentence(section: Section): Section {
  const at = section.blocks.findLastIndex((block) => blockWords(block) > 0);
  const block = section.blocks[at];
  if (block === undefined) return section;
  const shorter = shortened(block);
  return { ...section, blocks: section.blocks.flatMap((other, index) => (index === at ? shorter : [other])) };
}

function shortened(block: Block): Block[] {
  if (block.kind === 'paragraph') {
    const text = citedUnits(block.text).slice(0, -1).join(' ');
    return text === '' || /^\*\*[^*]+\*\*$/.test(text) ? [] : [{ ...block, text }];
  }
  if (block.kind === 'list' && block.items.length > 1) return [{ ...block, items: block.items.slice(0, -1) }];
  return [];
}
