import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Artifact, Call, DependencyResult } from '../../../core/agent.ts';
import { placeFor } from './artifact-place.ts';
import { barChartSvg } from './bar-chart.ts';
import { escapeMarkdown } from './escape.ts';
import { chartDataOf } from './number-table.ts';
import { printReport } from './print-report.ts';
import type { Block, Report, Section } from './report.ts';
import { reportHtml } from './report-html.ts';

export interface SaveOptions {
  readonly html: boolean;
  /** The files and folders of the user: sources in them are named from there. */
  readonly inputs: readonly string[];
  /** Files of the same names that these have made are replaced. */
  readonly dependencies: readonly DependencyResult[];
}

/**
 * Saves a report as `<name>.md` and, if asked to, `<name>.html`. The tables of numbers are also drawn for the Markdown, as
 * `<name>-chart-1.svg` and so on; pictures in the output folder are named from there, so that the folder can be moved.
 */
export async function saveReport(
  report: Report,
  name: string,
  call: Call,
  { html, inputs, dependencies }: SaveOptions,
): Promise<readonly Artifact[]> {
  const path = await placeFor(`${name}.md`, call, dependencies);
  const artifacts: Artifact[] = [{ path, mediaType: 'text/markdown', title: report.title }];
  const withCharts = html ? await drawTables(report, name, call, dependencies) : report;
  call.signal.throwIfAborted();
  await writeFile(path, printReport(withCharts, { inputs: inputs, picturePath: (picture) => placeFrom(dirname(path), picture) }));
  if (html) {
    const htmlPath = await placeFor(`${name}.html`, call, dependencies);
    await writeFile(htmlPath, await reportHtml(report, inputs));
    artifacts.push({ path: htmlPath, mediaType: 'text/html', title: report.title });
  }
  return artifacts;
}

/** The report with a picture before every table that can be drawn and has no picture in its section. */
async function drawTables(report: Report, name: string, call: Call, dependencies: readonly DependencyResult[]): Promise<Report> {
  let drawn = 0;
  const sections: Section[] = [];
  for (const section of report.sections) {
    const hasPicture = section.blocks.some(({ kind }) => kind === 'picture');
    const blocks: Block[] = [];
    for (const block of section.blocks) {
      const data = block.kind === 'table' && !hasPicture ? chartDataOf(block, section.heading) : undefined;
      if (data !== undefined) {
        drawn++;
        const path = await placeFor(`${name}-chart-${drawn}.svg`, call, dependencies);
        await writeFile(path, barChartSvg(data, { background: '#ffffff' }));
        const caption = captionOf(block);
        blocks.push(...caption, { kind: 'picture', path, caption: data.title }, block.kind === 'table' ? { ...block, caption: '' } : block);
      } else blocks.push(block);
    }
    sections.push({ ...section, blocks });
  }
  return { ...report, sections };
}

function captionOf(block: Block): Block[] {
  return block.kind === 'table' && block.caption !== '' ? [{ kind: 'paragraph', text: `**${escapeMarkdown(block.caption)}**` }] : [];
}

function placeFrom(folder: string, picture: string): string {
  const inside = relative(folder, picture);
  return inside.startsWith('..') || inside === '' || inside === picture ? picture : join(dirname(inside), basename(inside));
}
