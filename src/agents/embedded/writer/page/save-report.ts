import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Artifact, Call, DependencyResult } from '../../../../core/agent.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { placeFor } from './artifact-place.ts';
import { barChartSvg } from './bar-chart.ts';
import { chartDataOf } from './number-table.ts';
import { printReport } from './print-report.ts';
import type { Block, Report, Section } from './report.ts';
import { reportHtml } from './report-html.ts';

export interface SaveOptions {
  readonly html: boolean;
  /** Whether the title stands above the text. */
  readonly titled: boolean;
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
  { html, titled, inputs, dependencies }: SaveOptions,
): Promise<readonly Artifact[]> {
  const path = await placeFor(`${name}.md`, call, dependencies);
  const artifacts: Artifact[] = [{ path, mediaType: 'text/markdown', title: report.title }];
  const drawn = html ? await drawTables(report, name, call, dependencies) : { report, charts: [] };
  call.signal.throwIfAborted();
  await writeFile(path, printReport(drawn.report, { inputs, titled, picturePath: (picture) => placeFrom(dirname(path), picture) }));
  if (html) {
    const htmlPath = await placeFor(`${name}.html`, call, dependencies);
    await writeFile(htmlPath, await reportHtml(report, inputs));
    artifacts.push({ path: htmlPath, mediaType: 'text/html', title: report.title });
  }
  return [...artifacts, ...drawn.charts];
}

interface DrawnReport {
  readonly report: Report;
  readonly charts: readonly Artifact[];
}

/** The report with a picture before every table that can be drawn and has no picture in its section. */
async function drawTables(report: Report, name: string, call: Call, dependencies: readonly DependencyResult[]): Promise<DrawnReport> {
  const charts: Artifact[] = [];
  const sections: Section[] = [];
  for (const section of report.sections) {
    const hasPicture = section.blocks.some(({ kind }) => kind === 'picture');
    const blocks: Block[] = [];
    for (const block of section.blocks) {
      const data = block.kind === 'table' && !hasPicture ? chartDataOf(block, section.heading) : undefined;
      if (data !== undefined) {
        const path = await placeFor(`${name}-chart-${charts.length + 1}.svg`, call, dependencies);
        await writeFile(path, barChartSvg(data, { background: '#ffffff' }));
        charts.push({ path, mediaType: 'image/svg+xml', title: data.title });
        const caption = captionOf(block);
        blocks.push(...caption, { kind: 'picture', path, caption: data.title }, block.kind === 'table' ? { ...block, caption: '' } : block);
      } else blocks.push(block);
    }
    sections.push({ ...section, blocks });
  }
  return { report: { ...report, sections }, charts };
}

function captionOf(block: Block): Block[] {
  return block.kind === 'table' && block.caption !== '' ? [{ kind: 'paragraph', text: `**${escapeMarkdown(block.caption)}**` }] : [];
}

function placeFrom(folder: string, picture: string): string {
  const inside = relative(folder, picture);
  return inside.startsWith('..') || inside === '' || inside === picture ? picture : join(dirname(inside), basename(inside));
}
