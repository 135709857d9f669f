import { formatDuration } from '../../core/duration.ts';
import { SkeinError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { ganttChart } from '../../report/gantt/gantt-chart.ts';
import { ganttHtml } from '../../report/gantt/gantt-html.ts';
import { ganttSvg } from '../../report/gantt/gantt-svg.ts';
import { countText } from '../../report/text/figures.ts';
import { writeFileWhole } from '../write-file.ts';

const SVG = /\.svg$/i;
const HTML = /\.html?$/i;

/** @throws SkeinError `bad-usage` when the name does not say what to draw. */
export function checkGanttName(name: string | undefined): void {
  if (name === undefined || SVG.test(name) || HTML.test(name)) return;
  throw new SkeinError('bad-usage', { where: '--gantt', expected: 'a file that ends in .svg or .html', received: `"${name}"` });
}

export function ganttCaption(tasks: number, makespanMs: number | null, lowerBoundMs: number): string {
  if (makespanMs === null) return countText(tasks, 'task');
  const bound = lowerBoundMs > 0 ? `, ${(makespanMs / lowerBoundMs).toFixed(3)} times the lower bound` : '';
  return `${countText(tasks, 'task')} in ${formatDuration(makespanMs)}${bound}`;
}

/** Draws what a run did into a file, as its name says. */
export function writeGantt(name: string, record: RunRecord, caption: string, directory: string): void {
  const chart = ganttChart(record);
  writeFileWhole(name, SVG.test(name) ? ganttSvg(chart, caption) : ganttHtml(chart, caption), directory);
}
