import type { Source } from '../../../../core/output.ts';
import { keepSource } from '../material/material.ts';
import type { Report, Section } from '../page/report.ts';
import { mapText, replaceCitations } from '../text/citations.ts';

/** Several drafts as one: their sections in turn, their sources together, citations numbered to match. A single one stays as it is. */
export function joinReports(reports: readonly Report[], title: string): Report {
  const [first] = reports;
  if (first !== undefined && reports.length === 1) return { ...first, title: first.title || title };
  const sources: Source[] = [];
  const sections = reports.flatMap((report) => {
    const indexOf = report.sources.map((source) => keepSource(sources, source));
    const renumber = (text: string): string =>
      report.sources.length === 0
        ? text
        : replaceCitations(text, (numbers) => {
            const known = numbers.flatMap((number) => indexOf[number - 1] ?? []);
            return known.length === 0 ? '' : `[${known.map((index) => index + 1).join(', ')}]`;
          });
    return report.sections.map(
      (section): Section => ({
        ...section,
        heading: section.heading || report.title,
        blocks: section.blocks.map((block) => mapText(block, renumber)),
      }),
    );
  });
  return { title, subtitle: '', sections, sources };
}
