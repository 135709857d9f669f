import { writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Call, Outcome, Work } from '../../../core/agent.ts';
import type { DocumentOutput, FindingsOutput } from '../../../core/output.ts';
import { namedFiles } from '../library/collect-documents.ts';
import { asPoints } from '../library/points.ts';
import { type Ranked, rankSentences } from '../library/rank-sentences.ts';
import { type Sentence, sentencesOf } from '../library/sentences.ts';
import type { TextDocument } from '../library/text-document.ts';
import { answerQuestion } from './answer.ts';
import { documentFrom, findingsFrom, type Section } from './cite.ts';
import { compareDocuments } from './compare.ts';
import { extractAll } from './extract.ts';
import { gatherDocuments } from './gather.ts';
import { documentTable, wholeText } from './inventory.ts';
import { type Purpose, readPurpose } from './purpose.ts';
import { themesOf } from './themes.ts';

const FOUND = 10;
/** What matches less than this share of the best match has one common word with it. */
const WORTH_FINDING = 0.25;
const STUDIED = 12;
/** A comparison of more than this is no reading matter. */
const MOST_COMPARED = 12;

interface Reading {
  readonly documents: readonly TextDocument[];
  readonly sentences: readonly Sentence[];
  readonly notes: readonly string[];
}

/** Does what an instruction asks of its documents. */
export async function readFor(work: Work, call: Call): Promise<Outcome> {
  const { instruction } = work.task;
  const purpose = readPurpose(instruction) ?? { kind: 'study', about: '' };
  const { documents, notes } = await gatherDocuments(work, call.signal);
  call.progress(`read ${documents.length} document${documents.length === 1 ? '' : 's'}`);
  const output = await outputFor(purpose, { documents, sentences: sentencesOf(documents), notes });
  call.signal.throwIfAborted();
  const { written } = namedFiles(instruction);
  return written === undefined ? { output } : save(output, written, call);
}

async function outputFor(purpose: Purpose, { documents, sentences, notes }: Reading): Promise<DocumentOutput | FindingsOutput> {
  const names = nameAll(documents.map(({ title }) => title));
  const made = (title: string, sections: readonly Section[], remarks = notes): DocumentOutput =>
    documentFrom(title, sections, documents, remarks);
  switch (purpose.kind) {
    case 'list':
      return documentTable(documents, notes);
    case 'read':
      return wholeText(names, documents, notes);
    case 'extract':
      return extraction(purpose.what, documents, notes);
    case 'themes':
      return made(`Themes of ${names}`, await themesOf(sentences, documents.length));
    case 'compare': {
      const compared = documents.slice(0, MOST_COMPARED);
      const left = documents.length - compared.length;
      const remark =
        left === 0 ? [] : [`Only the first ${MOST_COMPARED} documents were compared; ${left.toLocaleString('en')} more were given.`];
      const own = sentences.filter(({ document }) => document < compared.length);
      return made(`Comparison of ${nameAll(compared.map(({ title }) => title))}`, await compareDocuments(compared, own, purpose.about), [
        ...remark,
        ...notes,
      ]);
    }
    case 'answer': {
      const { statements, remark } = await answerQuestion(purpose.question, sentences, documents.length);
      return made(
        purpose.question,
        [{ entries: statements.map((statement) => ({ statements: [statement] })), asList: false }],
        [...remark, ...notes],
      );
    }
    case 'find': {
      const matching = await rankSentences(sentences, {
        query: purpose.about,
        count: FOUND,
        perDocument: FOUND,
        relevance: 0.9,
        onlyMatching: purpose.about !== '',
      });
      const found = matching.filter(({ score }) => score >= WORTH_FINDING * (matching[0]?.score ?? 0));
      const remark = found.length > 0 ? [] : [`Nothing about "${purpose.about}" is in ${names}.`];
      return findingsFrom(purpose.about || names, asPoints(found, sentences), documents, [...remark, ...notes]);
    }
    case 'summarize': {
      const count = purpose.sentences ?? usualLength(sentences.length, documents.length);
      const ranked = await keyStatements(sentences, documents.length, purpose.about, count);
      const statements = inTextOrder(purpose.exact ? ranked : asPoints(ranked, sentences));
      const entries = statements.map((statement) => ({ statements: [statement] }));
      return made(`Summary of ${names}`, [{ entries, asList: documents.length > 1 || count > 5 }]);
    }
    case 'study': {
      const statements = await keyStatements(sentences, documents.length, purpose.about, STUDIED);
      return findingsFrom(purpose.about || names, asPoints(statements, sentences), documents, notes);
    }
  }
}

function extraction(what: Parameters<typeof extractAll>[0], documents: readonly TextDocument[], notes: readonly string[]): FindingsOutput {
  const found = extractAll(what, documents);
  return findingsFrom(
    what,
    found,
    documents,
    found.length > 0 ? notes : [`No ${what} are in ${nameAll(documents.map(({ title }) => title))}.`, ...notes],
  );
}

/** Three sentences for a page, eight for a book; more when there are more documents. */
function usualLength(sentences: number, documents: number): number {
  return Math.min(20, Math.max(Math.min(8, Math.max(3, Math.round(Math.sqrt(sentences)))), documents + 2));
}

async function keyStatements(sentences: readonly Sentence[], documents: number, about: string, count: number): Promise<Ranked[]> {
  return rankSentences(sentences, {
    query: about,
    count,
    perDocument: Math.max(2, Math.ceil(count / documents)),
    relevance: about === '' ? 0 : 0.5,
  });
}

function inTextOrder(statements: readonly Ranked[]): Ranked[] {
  return statements.toSorted((a, b) => a.document - b.document || a.block - b.block || a.place - b.place);
}

function nameAll(titles: readonly string[]): string {
  if (titles.length > 3) return `${titles.length} documents`;
  return titles.length < 2 ? (titles[0] ?? 'nothing') : `${titles.slice(0, -1).join(', ')} and ${titles.at(-1)}`;
}

/** Saves what was asked to be saved, as Markdown: other formats are the writer's. */
async function save(output: DocumentOutput | FindingsOutput, name: string, call: Call): Promise<Outcome> {
  const document: DocumentOutput =
    output.kind === 'document'
      ? output
      : { kind: 'document', title: output.topic, markdown: markdownOf(output), sources: output.sources, paths: [] };
  const isText = /^\.(?:md|markdown|txt|text)$/i.test(extname(name));
  const path = await call.artifactPath(isText ? basename(name) : `${basename(name, extname(name))}.md`);
  await writeFile(path, document.markdown);
  return {
    output: { ...document, paths: [path] },
    artifacts: [{ path, mediaType: /\.te?xt$/i.test(path) ? 'text/plain' : 'text/markdown', title: document.title }],
  };
}

function markdownOf({ topic, findings, sources, notes }: FindingsOutput): string {
  const lines = findings.map(({ text, source }) => `- ${text} [${source + 1}]`);
  const references = sources.map(({ title, location }, index) => `${index + 1}. ${title}${location === '' ? '' : ` (${location})`}`);
  return `${[`# ${topic}`, lines.join('\n'), ...(references.length === 0 ? [] : [`## Sources\n\n${references.join('\n')}`]), ...notes].join('\n\n')}\n`;
}
