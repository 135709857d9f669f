import type { Agent, AgentProfile, Call, Outcome, Work } from '../../../core/agent.ts';
import { TerminalError } from '../../../core/agent-error.ts';
import { agentId } from '../../../core/ids.ts';
import type { Task } from '../../../core/task.ts';
import { readPurpose } from './purpose.ts';

const PROFILE: AgentProfile = {
  id: agentId('documents'),
  kind: 'embedded',
  description: 'reads txt, md, html, pdf and docx; searches, summarises, compares, extracts, and answers from the text with citations',
  capabilities: { reading: 0.8, analysis: 0.5 },
  slots: 2,
  limits: [],
  price: { perAttemptUsd: 0 },
  latencyMs: { '*': 400 },
};

/** What other agents are for, although the verb may be the same. */
const OTHER_WORK =
  /\b(?:charts?|plots?|graphs?|draw|code|function|bug|\.(?:csv|tsv|json|ndjson)|slides?|presentation|poem|translate|revenue|columns?|rows?|by (?:region|month|product))\b/i;

/**
 * The reader: finds, ranks and quotes what documents say, each statement with its source. It arranges their own
 * sentences and adds none. Documents come from the instruction (`summarize notes.md`), from earlier tasks, or from `--input`.
 */
export function createDocumentsAgent(): Agent {
  return { profile: PROFILE, refuses, perform };
}

function refuses({ instruction, capabilities }: Task): string | undefined {
  const purpose = readPurpose(instruction);
  if (purpose === undefined) return 'the instruction asks for nothing that can be read out of documents';
  if (capabilities.includes('reading')) return undefined;
  return OTHER_WORK.test(instruction) || (purpose.kind === 'read' && !/\b(?:read|open|load|review)\b/i.test(instruction))
    ? 'the instruction is about something else than documents'
    : undefined;
}

async function perform(work: Work, call: Call): Promise<Outcome> {
  const purpose = readPurpose(work.task.instruction) ?? { kind: 'read' as const };
  const [{ gatherDocuments }, { sentencesOf }, { rankSentences, withEvidence }, { documentFrom, findingsFrom }] = await Promise.all([
    import('./gather.ts'),
    import('../library/sentences.ts'),
    import('../library/rank-sentences.ts'),
    import('./cite.ts'),
  ]);
  const { documents, notes } = await gatherDocuments(work, call.signal);
  call.progress(`read ${documents.length} document${documents.length === 1 ? '' : 's'}`);
  const sentences = sentencesOf(documents);
  const rank = async (query: string, count: number, perDocument: number, relevance: number) =>
    withEvidence(
      await rankSentences(sentences, {
        query,
        count,
        perDocument,
        relevance: query === '' ? 0 : relevance,
        onlyMatching: relevance >= 0.9,
      }),
      sentences,
    );
  const titles = documents.map(({ title }) => title);
  switch (purpose.kind) {
    case 'extract': {
      const { extractAll } = await import('./extract.ts');
      return { output: findingsFrom(purpose.what, extractAll(purpose.what, documents), documents, notes) };
    }
    case 'find':
      return {
        output: findingsFrom(
          purpose.about,
          required(await rank(purpose.about, 10, 4, 0.9), purpose.about, documents.length),
          documents,
          notes,
        ),
      };
    case 'answer': {
      const statements = required(await rank(purpose.question, 4, 3, 0.95), purpose.question, documents.length);
      return { output: documentFrom(purpose.question, [{ statements, asList: false }], documents, notes) };
    }
    case 'summarize': {
      const statements = await rank(purpose.about, purpose.sentences, Math.max(2, Math.ceil(purpose.sentences / documents.length)), 0.5);
      return {
        output: documentFrom(
          `Summary of ${nameAll(titles)}`,
          [{ statements: inTextOrder(statements), asList: documents.length > 1 }],
          documents,
          notes,
        ),
      };
    }
    case 'compare': {
      const { compareDocuments } = await import('./compare.ts');
      return {
        output: documentFrom(
          `Comparison of ${nameAll(titles)}`,
          await compareDocuments(documents, sentences, purpose.about),
          documents,
          notes,
        ),
      };
    }
    case 'read': {
      const perDocument = documents.length === 1 ? 8 : 2;
      const statements = inTextOrder(await rank('', perDocument * documents.length, perDocument, 0));
      const sections = documents.map(({ title }, index) => ({
        heading: title,
        statements: statements.filter(({ document }) => document === index),
        asList: true,
      }));
      return { output: documentFrom(nameAll(titles), sections, documents, notes) };
    }
  }
}

function inTextOrder<Statement extends { readonly document: number; readonly block: number; readonly place: number }>(
  statements: readonly Statement[],
): Statement[] {
  return statements.toSorted((a, b) => a.document - b.document || a.block - b.block || a.place - b.place);
}

function required<Statement extends { readonly score: number }>(
  statements: readonly Statement[],
  about: string,
  count: number,
): readonly Statement[] {
  if (statements.length > 0) return statements;
  throw new TerminalError(
    'not-in-the-text',
    `nothing about "${about}" is in the ${count === 1 ? 'document' : `${count} documents`} that were read`,
    { for: 'agent' },
  );
}

function nameAll(titles: readonly string[]): string {
  if (titles.length > 3) return `${titles.length} documents`;
  return titles.length < 2 ? (titles[0] ?? 'nothing') : `${titles.slice(0, -1).join(', ')} and ${titles.at(-1)}`;
}
