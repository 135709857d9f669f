import type { DocumentOutput, FindingsOutput, Source } from '../../../core/output.ts';
import type { Ranked } from '../library/rank-sentences.ts';
import type { TextDocument } from '../library/text-document.ts';

/** Statements with the documents they come from, in the order given; only cited documents are sources. */
export function findingsFrom(
  topic: string,
  statements: readonly Ranked[],
  documents: readonly TextDocument[],
  notes: readonly string[],
): FindingsOutput {
  const { sources, place } = sourcesOf(statements, documents);
  return {
    kind: 'findings',
    topic,
    findings: statements.map(({ text, document, score }) => ({ text, source: place(document), score })),
    sources,
    notes,
  };
}

export interface Section {
  readonly heading?: string;
  readonly statements: readonly Ranked[];
  readonly asList: boolean;
}

/** A short text in Markdown whose every statement carries the number of its source. */
export function documentFrom(
  title: string,
  sections: readonly Section[],
  documents: readonly TextDocument[],
  notes: readonly string[],
): DocumentOutput {
  const { sources, place } = sourcesOf(
    sections.flatMap(({ statements }) => statements),
    documents,
  );
  const cited = ({ text, document }: Ranked): string => `${escapeMarkdown(text)} [${place(document) + 1}]`;
  const body = sections.map(({ heading, statements, asList }) => {
    const text = asList ? statements.map((statement) => `- ${cited(statement)}`).join('\n') : statements.map(cited).join(' ');
    return heading === undefined ? text : `## ${escapeMarkdown(heading)}\n\n${text}`;
  });
  const references = sources.map((source, index) => `${index + 1}. ${escapeMarkdown(source.title)} (${source.location})`);
  const remarks = notes.length === 0 ? [] : [`## Notes\n\n${notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n')}`];
  const markdown = [
    `# ${escapeMarkdown(title)}`,
    ...body,
    ...(references.length === 0 ? [] : [`## Sources\n\n${references.join('\n')}`]),
    ...remarks,
  ].join('\n\n');
  return { kind: 'document', title, markdown: `${markdown}\n`, sources, paths: [] };
}

function sourcesOf(
  statements: readonly Ranked[],
  documents: readonly TextDocument[],
): { readonly sources: Source[]; place(document: number): number } {
  const cited = [...new Set(statements.map(({ document }) => document))].sort((a, b) => a - b);
  const sources = cited.flatMap((index) => {
    const document = documents[index];
    return document === undefined ? [] : [{ title: document.title, location: document.location, type: document.type, date: document.date }];
  });
  return { sources, place: (document) => cited.indexOf(document) };
}

/** Documents are data: nothing in them becomes markup of ours. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]<>]/g, '\\$&')
    .replace(/^([#>+-])/, '\\$1')
    .replace(/\s+/g, ' ')
    .trim();
}
