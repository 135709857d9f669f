import { basename } from 'node:path';
import type { Artifact, Call, Outcome, Work } from '../../../core/agent.ts';
import { TerminalError } from '../../../core/agent-error.ts';
import type { DocumentOutput } from '../../../core/output.ts';
import { composeComparison } from './compose/compose-comparison.ts';
import { composeEmail } from './compose/compose-email.ts';
import { composeOutline } from './compose/compose-outline.ts';
import { composeProsAndCons } from './compose/compose-pros-and-cons.ts';
import { composeReport } from './compose/compose-report.ts';
import { composeSummary } from './compose/compose-summary.ts';
import { titleOf } from './compose/title.ts';
import { deckAsDocument } from './material/deck-document.ts';
import { textAtHand } from './material/input-text.ts';
import { gatherMaterial, isEmptyMaterial, type Material } from './material/material.ts';
import { printReport } from './page/print-report.ts';
import type { Report } from './page/report.ts';
import { saveReport } from './page/save-report.ts';
import { type Form, type Purpose, readPurpose } from './purpose.ts';
import { draftAtHand } from './review/draft-at-hand.ts';
import { limitWords } from './review/length.ts';
import { refineReport } from './review/refine.ts';
import { checkCitations } from './text/citations.ts';
import { countOf, listOf } from './text/clean-text.ts';

/** The forms that are read as a page; the others are text to paste somewhere. */
const PAGES: ReadonlySet<Form> = new Set(['report', 'comparison', 'pros-and-cons']);

/** Does a writing task: reads the order, gathers the material, arranges it, checks it, saves it. */
export async function write(work: Work, call: Call): Promise<Outcome> {
  const purpose = readPurpose(work.task.instruction, work.request);
  const material = await materialOf(work);
  call.signal.throwIfAborted();
  call.progress(`arranging ${amountOf(material)}`);
  const title = titleOf(purpose, material, work.request);
  const report = await composeFor(purpose, material, title, work);
  call.signal.throwIfAborted();
  const artifacts = purpose.saves ? await save(report, purpose, work, call) : [];
  const output: DocumentOutput = {
    kind: 'document',
    title: report.title,
    markdown: printReport(report, { inputs: work.inputs, titled: purpose.form !== 'email' }),
    sources: [...report.sources],
    paths: artifacts.filter(({ mediaType }) => mediaType.startsWith('text/')).map(({ path }) => path),
  };
  return { output, artifacts };
}

async function materialOf(work: Work): Promise<Material> {
  const material = gatherMaterial(work.dependencies);
  material.documents.push(...material.decks.map(deckAsDocument));
  if (isEmptyMaterial(material)) material.documents.push(...(await textAtHand(work)));
  if (!isEmptyMaterial(material)) return material;
  const lost =
    work.dependencies.length === 0
      ? 'it depends on no other task'
      : `${countOf(work.dependencies.length, 'dependency')} left no result to write about`;
  throw new TerminalError(
    'no-material',
    `Nothing to write from: ${lost}, and there is no text among the inputs. This writer arranges what it is given and invents nothing. ` +
      'Let the task depend on tasks that research or analyse, give text files with --input, or add an agent with a model to the team.',
  );
}

async function composeFor(purpose: Purpose, material: Material, title: string, work: Work): Promise<Report> {
  if (purpose.stage === 'refine' && material.documents.length > 0)
    return refineReport(await draftAtHand(material, title), { maxWords: purpose.maxWords });
  const composed = await compose(purpose, material, title, work);
  if (purpose.stage === 'draft') return checkCitations(composed).report;
  if (PAGES.has(purpose.form)) return refineReport(composed, { maxWords: purpose.maxWords, summary: purpose.form === 'report' });
  const sections = purpose.maxWords === undefined ? composed.sections : limitWords(composed.sections, purpose.maxWords);
  return checkCitations({ ...composed, sections }).report;
}

async function compose(purpose: Purpose, material: Material, title: string, work: Work): Promise<Report> {
  switch (purpose.form) {
    case 'summary':
      return composeSummary(material, title, purpose.maxSentences);
    case 'outline':
      return composeOutline(material, purpose, title);
    case 'email':
      return composeEmail(material, purpose, title, work.inputs);
    case 'pros-and-cons':
      return composeProsAndCons(material, title);
    case 'comparison': {
      const rivals = rivalsOf(purpose, material);
      const origins = work.dependencies.map((dependency) => dependency.title);
      return rivals.length >= 2 ? composeComparison(material, rivals, title, origins) : composeReport(material, purpose, title);
    }
    case 'report':
      return composeReport(material, purpose, title);
  }
}

/** The things to compare when the instruction names none: the topics of the findings, or the rows of a small table. */
function rivalsOf(purpose: Purpose, { topics, tables }: Material): readonly string[] {
  if (purpose.rivals.length > 0) return purpose.rivals;
  const distinct = [...new Set(topics)];
  if (distinct.length >= 2 && distinct.length <= 4) return distinct;
  const [table] = tables;
  const label = table?.columns.find(({ type }) => type === 'text')?.name;
  const rows = label === undefined ? [] : (table?.rows ?? []).map((row) => String(row[label] ?? ''));
  return rows.length >= 2 && rows.length <= 4 && table?.rowCount === rows.length && !rows.includes('') ? rows : [];
}

async function save(report: Report, { form }: Purpose, work: Work, call: Call): Promise<readonly Artifact[]> {
  const artifacts = await saveReport(report, form, call, {
    html: PAGES.has(form),
    titled: form !== 'email',
    inputs: work.inputs,
    dependencies: work.dependencies,
  });
  call.progress(`wrote ${listOf(artifacts.map(({ path }) => basename(path)))}`);
  return artifacts;
}

function amountOf({ findings, documents, tables, charts, values }: Material): string {
  const parts = [
    [findings.length, 'finding'],
    [documents.length, 'document'],
    [tables.length, 'table'],
    [charts.length, 'chart'],
    [values.length, 'value'],
  ] as const;
  return parts.flatMap(([count, noun]) => (count === 0 ? [] : [countOf(count, noun)])).join(', ');
}
