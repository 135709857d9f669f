import { dataSections } from '../compose/data-sections.ts';
import type { Material } from '../material/material.ts';
import { parseReport } from '../page/parse-report.ts';
import type { Report } from '../page/report.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { joinReports } from './join-reports.ts';

/** The documents of the material as one text, with a section for every table, the charts, and what is missing. */
export async function draftAtHand(material: Material, title: string): Promise<Report> {
  const drafts: Report[] = [];
  for (const document of material.documents) drafts.push(await parseReport(document.markdown, document.title, document.sources));
  const draft = joinReports(drafts, title);
  const gaps = material.gaps.map(({ title: lost, reason }) => `“${escapeMarkdown(lost)}” is not in this text: ${escapeMarkdown(reason)}.`);
  return {
    ...draft,
    sections: [
      ...draft.sections,
      ...dataSections(material.tables, material.charts),
      ...(gaps.length === 0
        ? []
        : [{ heading: 'What is missing', role: 'gaps', blocks: [{ kind: 'list', ordered: false, items: gaps }] } as const]),
    ],
  };
}
