import { TerminalError } from '../../../core/agent-error.ts';
import type { FindingsOutput } from '../../../core/output.ts';
import { documentFiles, readAll } from '../library/collect-documents.ts';
import { rankSentences, withEvidence } from '../library/rank-sentences.ts';
import { sentencesOf } from '../library/sentences.ts';
import { termsOf } from '../library/terms.ts';
import { DOCUMENT_TYPE, type Facet } from './facet.ts';

/** A topic of which fewer sentences than this speak by name is taken from what is central to the documents. */
const ENOUGH_MATCHES = 4;

/**
 * What given files say about a topic, as far as they belong to the facet; when none does, all of them.
 *
 * @throws TerminalError `unreadable` when there are files and none can be read.
 */
export async function searchFiles(
  inputs: readonly string[],
  facet: Facet,
  topic: string,
  { count, perDocument }: { readonly count: number; readonly perDocument: number },
  signal: AbortSignal,
): Promise<Pick<FindingsOutput, 'findings' | 'sources' | 'notes'>> {
  const { documents, notes } = await readAll(await documentFiles(inputs), signal);
  if (documents.length === 0 && notes.length > 0)
    throw new TerminalError('unreadable', `none of the given documents can be read: ${notes.slice(0, 5).join(' ')}`);
  const wanted = DOCUMENT_TYPE[facet];
  const fitting = wanted === undefined ? documents : documents.filter(({ type }) => type === wanted);
  const searched = fitting.length > 0 ? fitting : documents;
  const about = searched.filter(({ title }) => !/^readme$/i.test(title));
  const used = about.length > 0 ? about : searched;
  const sentences = sentencesOf(used);
  const terms = new Set(termsOf(topic));
  const matches = sentences.filter(({ text, heading }) => termsOf(`${heading} ${text}`).some((term) => terms.has(term))).length;
  const chosen = await rankSentences(sentences, { query: topic, count, perDocument, relevance: matches < ENOUGH_MATCHES ? 0.2 : 0.45 });
  const ranked = withEvidence(chosen, sentences);
  const cited = [...new Set(ranked.map(({ document }) => document))].sort((a, b) => a - b);
  return {
    findings: ranked.map(({ text, document, score }) => ({ text, source: cited.indexOf(document), score })),
    sources: cited.flatMap((index) => {
      const document = used[index];
      return document === undefined
        ? []
        : [{ title: document.title, location: document.location, type: document.type, date: document.date }];
    }),
    notes: [
      ...notes,
      ...(wanted !== undefined && fitting.length === 0 && documents.length > 0
        ? [`None of the given documents is marked as ${wanted}; all of them were searched.`]
        : []),
    ],
  };
}
