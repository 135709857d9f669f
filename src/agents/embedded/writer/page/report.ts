import type { Source } from '../../../../core/output.ts';

/** A text with sections, before it is written out as Markdown or HTML. Every `text` is inline Markdown, safe to print. */
export interface Report {
  readonly title: string;
  /** One line on what it rests on; empty for none. */
  readonly subtitle: string;
  /** A section without a heading holds what comes before the first. */
  readonly sections: readonly Section[];
  /** `[n]` in a text cites `sources[n - 1]`. */
  readonly sources: readonly Source[];
}

/** What a section is for decides where it stands: the summary first, the references last. */
export type SectionRole = 'summary' | 'body' | 'gaps' | 'evidence' | 'references';

export interface Section {
  readonly heading: string;
  readonly role: SectionRole;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'subheading'; readonly text: string; readonly level: number }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | TableBlock
  | { readonly kind: 'picture'; readonly path: string; readonly caption: string }
  /** Markdown that is passed on as it is: code, quotations, nested lists. */
  | { readonly kind: 'other'; readonly markdown: string };

export interface TableBlock {
  readonly kind: 'table';
  /** Plain text; empty for none. */
  readonly caption: string;
  readonly header: readonly string[];
  /** True for columns of numbers, which stand to the right. */
  readonly numeric: readonly boolean[];
  readonly rows: readonly (readonly string[])[];
}

const ROLE_BY_HEADING: readonly (readonly [RegExp, SectionRole])[] = [
  [/^(?:executive summary|summary|key (?:points|findings|takeaways)|in short|abstract|tl;?dr|overview of findings)$/i, 'summary'],
  [/^(?:what is missing|missing|gaps|limits|limitations|caveats|limits of this (?:report|comparison|summary))$/i, 'gaps'],
  [/^(?:about the evidence|about the sources|evidence|method|about this (?:report|summary|comparison))$/i, 'evidence'],
  [/^(?:references|sources|bibliography|works cited|further reading)$/i, 'references'],
];

/** The role of a section by its heading; `body` for any heading that is not a customary one. */
export function roleOf(heading: string): SectionRole {
  const bare = heading.replace(/[*_`#:.]/g, '').trim();
  return ROLE_BY_HEADING.find(([pattern]) => pattern.test(bare))?.[1] ?? 'body';
}

const ORDER: readonly SectionRole[] = ['summary', 'body', 'gaps', 'evidence', 'references'];

/** The sections in the customary order; those of one role keep theirs. */
export function inOrder(sections: readonly Section[]): Section[] {
  return ORDER.flatMap((role) => sections.filter((section) => section.role === role));
}
