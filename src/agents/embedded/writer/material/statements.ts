import { parseReport } from '../page/parse-report.ts';
import { paragraphsOf } from '../page/report-text.ts';
import { citedIn, withoutCitations } from '../text/citations.ts';
import { keySentences } from '../text/key-sentences.ts';
import { tidyStatement } from '../text/statement.ts';
import { type Finding, keepSource, type Material } from './material.ts';
import { mergeFindings } from './merge-findings.ts';

/** Of each document so many sentences are considered. */
const SENTENCES_A_DOCUMENT = 14;

/**
 * Everything the material states, one sentence or a few each, most relevant first: its findings, then the key sentences of its documents
 * with the sources that they cite there (or the only source of the document).
 */
export async function statementsOf(material: Material): Promise<Finding[]> {
  const findings = material.findings
    .map((finding) => ({ ...finding, text: tidyStatement(finding.text) }))
    .filter(({ text }) => text.length > 1);
  const lowest = findings.reduce((least, { score }) => Math.min(least, score), 0);
  const told: Finding[] = [];
  for (const [index, document] of material.documents.entries()) {
    const report = await parseReport(document.markdown, document.title, document.sources);
    const indexOf = document.sources.map((source) => keepSource(material.sources, source));
    const body = report.sections.filter(({ role }) => role === 'body');
    for (const sentence of keySentences(await paragraphsOf(body.length > 0 ? body : report.sections), SENTENCES_A_DOCUMENT)) {
      const cited = citedIn(sentence).flatMap((number) => indexOf[number - 1] ?? []);
      const sources = cited.length > 0 ? [...new Set(cited)] : indexOf.length === 1 ? indexOf : [];
      told.push({ text: tidyStatement(withoutCitations(sentence)), sources, score: lowest - 1, origin: material.findings.length + index });
    }
  }
  return mergeFindings([...findings, ...told]);
}
