import type { DocumentOutput, FindingsOutput, Source } from '../../../core/output.ts';
import type { Ranked } from '../library/rank-sentences.ts';
import type { TextDocument } from '../library/text-document.ts';

/** Statements that belong together, told one after the other; with a label, what they are about. */
export interface Entry {
  readonly label?: string;
  readonly statements: readonly Ranked[];
}

export interface Section {
  readonly heading?: string;
  readonly entries: readonly Entry[];
  readonly asList: boolean;
}

/** Statements with the documents they come from, in the order given; only cited documents are sources. */
export function findingsFrom(
  topic: string,
  statements: readonly Ranked[],
  documents: readonly TextDocument[],
  notes: readonly string[],
): FindingsOutput {
  const { sources, place } = citedOf(statements, documents);
  return {
    kind: 'findings',
    topic,
    findings: statements.map(({ text, document, score }) => ({ text, source: place(document), score })),
    sources,
    notes,
  };
}

/** A short text in Markdown whose every statement carries the number of its source. */
export function documentFrom(
  title: string,
  sections: readonly Section[],
  documents: readonly TextDocument[],
  notes: readonly string[],
): DocumentOutput {
  const statements = sections.flatMap(({ entries }) => entries.flatMap((entry) => entry.statements));
  const { sources, place } = citedOf(statements, documents);
  const cited = ({ text, document }: Ranked): string => `${escapeMarkdown(text)} [${place(document) + 1}]`;
  const told = ({ label, statements: parts }: Entry): string =>
    `${label === undefined ? '' : `**${escapeMarkdown(label)}**: `}${parts.map(cited).join(' ')}`;
  const body = sections
    .filter(({ entries }) => entries.length > 0)
    .map(({ heading, entries, asList }) => {
      const text = asList ? entries.map((entry) => `- ${told(entry)}`).join('\n') : entries.map(told).join(' ');
      return heading === undefined ? text : `## ${escapeMarkdown(heading)}\n\n${text}`;
    });
  return { kind: 'document', title, markdown: compose(title, body, sources, notes), sources, paths: [] };
}

/** A title, a body, the numbered sources, and what else the reader should know. */
export function compose(title: string, body: readonly string[], sources: readonly Source[], notes: readonly string[]): string {
  const references = sources.map(
    ({ title: name, location }, index) => `${index + 1}. ${escapeMarkdown(name)}${location === '' ? '' : ` (${location})`}`,
  );
  const parts = [
    `# ${escapeMarkdown(title)}`,
    ...(body.length === 0 ? notes.map(escapeMarkdown) : body),
    ...(references.length === 0 ? [] : [`## Sources\n\n${references.join('\n')}`]),
    ...(notes.length === 0 || body.length === 0 ? [] : [`## Notes\n\n${notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n')}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

export const sourceOf = ({ title, location, type, date }: TextDocument): Source => ({ title, location, type, date });

function citedOf(
  statements: readonly Ranked[],
  documents: readonly TextDocument[],
): { readonly sources: Source[]; place(document: number): number } {
  const cited = [...new Set(statements.map(({ document }) => document))].sort((a, b) => a - b);
  const sources = cited.flatMap((index) => {
    const document = documents[index];
    return document === undefined ? [] : [sourceOf(document)];
  });
  return { sources, place: (document) => cited.indexOf(document) };
}

/** Documents are data: nothing in them becomes markup of ours. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*[\]<>]|(?<!\w)_|_(?!\w)/g, '\\$&')
    .replace(/^(#{1,6}(?=\s)|[+>-](?=\s)|\d+(?=[.)]\s))/, '\\$1')
    .replace(/\s+/g, ' ')
    .trim();
}
