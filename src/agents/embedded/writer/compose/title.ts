import { basename } from 'node:path';
import type { Material } from '../material/material.ts';
import type { Purpose } from '../purpose.ts';
import { subjectOf } from '../subject.ts';
import { capitalise, cleanLine } from '../text/clean-text.ts';

const MAX_TITLE_CHARS = 90;

/** What the text is called: its subject by the instruction, the findings, the request, or the title of its material. */
export function titleOf(purpose: Purpose, material: Material, request: string): string {
  const [document] = material.documents;
  const beside = material.findings.length + material.values.length + material.tables.length;
  const ofDocument = material.documents.length === 1 && beside === 0 ? document?.title : undefined;
  const ofTopics = [...new Set(material.topics)].length === 1 ? material.topics[0] : undefined;
  const ofData = material.tables[0]?.title ?? material.charts[0]?.title ?? material.decks[0]?.title;
  const subject =
    purpose.subject ??
    ofDocument ??
    ofTopics ??
    subjectOf(request) ??
    material.topics[0] ??
    document?.title ??
    ofData ??
    material.values[0]?.name;
  return capitalise(cleanLine(subject ?? NAMES[purpose.form], MAX_TITLE_CHARS));
}

const NAMES: Readonly<Record<Purpose['form'], string>> = {
  report: 'Report',
  comparison: 'Comparison',
  'pros-and-cons': 'Pros and cons',
  summary: 'Summary',
  outline: 'Outline',
  email: 'Summary',
};

/** The name without folder and extension, as words. */
export function nameOfFile(path: string): string {
  return capitalise(
    basename(path)
      .replace(/\.[^.]+$/, '')
      .replace(/[-_]+/g, ' '),
  );
}
