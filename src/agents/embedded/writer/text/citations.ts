import type { Source } from '../../../../core/output.ts';
import { keepSource } from '../material/material.ts';
import type { Block, Report } from '../page/report.ts';

/** Gives sources their numbers in the order in which they are first cited, from 1. */
export class Citations {
  readonly cited: Source[] = [];
  readonly #sources: readonly Source[];
  readonly #numbers = new Map<number, number>();

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  /** `[2]` or `[2, 5]` for these indexes into the sources; empty when there are none. */
  mark(indexes: readonly number[]): string {
    const numbers = indexes.flatMap((index) => {
      const source = this.#sources[index];
      if (source === undefined) return [];
      const known = this.#numbers.get(index) ?? this.cited.push(source);
      this.#numbers.set(index, known);
      return [known];
    });
    return numbers.length === 0 ? '' : `[${numbers.sort((left, right) => left - right).join(', ')}]`;
  }
}

/** A citation in inline Markdown, with the space before it: not escaped, no link, no picture. Code spans are matched to be passed over. */
const CITATION = /(`+)[\s\S]*?\1|\s*(?<![\\!])\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\](?![([:])/g;

/** The numbers that a text cites, in order. */
export function citedIn(text: string): number[] {
  return [...text.matchAll(CITATION)].flatMap((match) => numbersOf(match[2] ?? ''));
}

/** The text without its citations. */
export function withoutCitations(text: string): string {
  return replaceCitations(text, () => '');
}

/** The text with each citation replaced by what `replacement` makes of its numbers. */
export function replaceCitations(text: string, replacement: (numbers: readonly number[]) => string): string {
  return text.replace(CITATION, (match, _ticks: string | undefined, list: string | undefined) => {
    if (list === undefined) return match;
    const mark = replacement(numbersOf(list));
    return mark === '' || /^\S/.test(match) ? mark : ` ${mark}`;
  });
}

function numbersOf(list: string): number[] {
  if (list === '') return [];
  return list.split(/[,;]/).flatMap((part) => {
    const [from, to] = part.split(/[–-]/).map((number) => Number(number.trim()));
    if (from === undefined || to === undefined || to < from || to - from > 20) return from === undefined ? [] : [from];
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

/**
 * The report with its citations checked: those that name no source are dropped, the others numbered anew by first
 * appearance, sources cited under two numbers become one, and only what is cited is listed. A report without
 * sources is left as it is: what looks like a citation there is something else.
 *
 * @returns The numbers that named no source, and how many sources nothing cites.
 */
export function checkCitations(report: Report): {
  readonly report: Report;
  readonly unresolved: readonly number[];
  readonly uncited: number;
} {
  if (report.sources.length === 0) return { report, unresolved: [], uncited: 0 };
  const distinct: Source[] = [];
  const indexOf = report.sources.map((source) => keepSource(distinct, source));
  const citations = new Citations(distinct);
  const unresolved = new Set<number>();
  const renumber = (text: string): string =>
    replaceCitations(text, (numbers) => {
      const indexes = new Set<number>();
      for (const number of numbers) {
        const index = indexOf[number - 1];
        if (index === undefined) unresolved.add(number);
        else indexes.add(index);
      }
      return citations.mark([...indexes]);
    });
  const sections = report.sections.map((section) => ({ ...section, blocks: section.blocks.map((block) => mapText(block, renumber)) }));
  const uncited = distinct.length - citations.cited.length;
  return {
    report: { ...report, sections, sources: citations.cited.length === 0 ? distinct : citations.cited },
    unresolved: [...unresolved].sort((left, right) => left - right),
    uncited,
  };
}

/** The block with every piece of its running text changed; code and pictures stay as they are. */
export function mapText(block: Block, change: (text: string) => string): Block {
  switch (block.kind) {
    case 'paragraph':
      return { ...block, text: change(block.text) };
    case 'list':
      return { ...block, items: block.items.map(change) };
    case 'table':
      return { ...block, rows: block.rows.map((row) => row.map(change)) };
    case 'other':
      return /^(?:```|~~~| {4})/.test(block.markdown) ? block : { ...block, markdown: change(block.markdown) };
    default:
      return block;
  }
}
