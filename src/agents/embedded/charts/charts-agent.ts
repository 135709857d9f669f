import { writeFile } from 'node:fs/promises';
import type { Agent, AgentProfile, Call, Outcome, Work } from '../../../core/agent.ts';
import { TerminalError } from '../../../core/agent-error.ts';
import { agentId } from '../../../core/ids.ts';
import type { Json } from '../../../core/json.ts';
import { type ChartOutput, isOutputOf, type TableOutput } from '../../../core/output.ts';
import type { Task } from '../../../core/task.ts';
import type { ChartPlan } from './chart-plan.ts';
import type { ChartRow } from './chart-rows.ts';

const PROFILE: AgentProfile = {
  id: agentId('charts'),
  kind: 'embedded',
  description: 'chooses and draws a fitting chart of a table: bars, lines, points, histogram, pie or heat map, as SVG and PNG',
  capabilities: { visualization: 0.9 },
  slots: 2,
  limits: [],
  price: { perAttemptUsd: 0 },
  latencyMs: { '*': 800 },
};

const WANTED =
  /\b(?:visuali[sz]\w*|plot\w*|charts?|graphs?|diagrams?|histograms?|heat ?maps?|draw (?:a|the|it|them)|show (?:it|them|the \w+) as)\b/i;

/**
 * The draughtsman: one picture of the first table that earlier tasks left, of the kind that is asked for ("pie chart",
 * "histogram of revenue") or the one that suits the columns, saved as SVG and PNG.
 */
export function createChartsAgent(): Agent {
  return {
    profile: PROFILE,
    refuses: ({ instruction, capabilities }: Task) =>
      capabilities.includes('visualization') || WANTED.test(instruction) ? undefined : 'the instruction asks for no chart',
    perform,
  };
}

async function perform({ task, dependencies }: Work, call: Call): Promise<Outcome> {
  const table = dependencies.map(({ output, title }) => tableOf(output, title)).find((found) => found !== undefined);
  if (table === undefined) {
    throw new TerminalError(
      'no-data',
      'there is nothing to draw: expected a table from an earlier task, received none. Fetch or analyze some data first.',
      { for: 'task' },
    );
  }
  const [{ planChart }, { chartRows }, { chartSpec }, { drawChart }] = await Promise.all([
    import('./chart-plan.ts'),
    import('./chart-rows.ts'),
    import('./chart-spec.ts'),
    import('./draw-chart.ts'),
  ]);
  const plan = planChart(table, task.instruction);
  const data = plan === undefined ? undefined : chartRows(table, plan);
  if (plan === undefined || data === undefined || data.rows.length === 0) {
    throw new TerminalError(
      'no-data',
      `nothing in "${table.title}" can be drawn: expected a column of numbers or names with values, received ${table.rowCount} rows of ${table.columns.map(({ name, type }) => `${name} (${type})`).join(', ') || 'no columns'}`,
      { for: 'task' },
    );
  }
  const title = titleOf(table, plan);
  const { svg, png } = await drawChart(chartSpec(plan, data.rows, title));
  call.signal.throwIfAborted();
  const name =
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'chart';
  const svgPath = await call.artifactPath(`${name}.svg`);
  const pngPath = await call.artifactPath(`${name}.png`);
  await writeFile(svgPath, svg);
  await writeFile(pngPath, png);
  const output: ChartOutput = {
    kind: 'chart',
    title,
    svgPath,
    pngPath,
    caption: [captionOf(plan, data.rows, title), ...data.notes].join(' '),
  };
  return {
    output,
    artifacts: [
      { path: svgPath, mediaType: 'image/svg+xml', title },
      { path: pngPath, mediaType: 'image/png', title },
    ],
  };
}

/** A table, or numbers that can be read as one. */
function tableOf(output: Json | undefined, title: string): TableOutput | undefined {
  if (isOutputOf(output, 'table')) return output;
  if (!Array.isArray(output) || output.length < 2 || !output.every((value) => typeof value === 'number')) return undefined;
  return {
    kind: 'table',
    title,
    columns: [
      { name: 'item', type: 'text' },
      { name: 'value', type: 'number' },
    ],
    rows: output.map((value, index) => ({ item: String(index + 1), value })),
    rowCount: output.length,
    path: null,
    notes: [],
  };
}

const words = (name: string): string => name.replace(/[_-]+/g, ' ').trim();
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function titleOf(table: TableOutput, { mark, x, y, series }: ChartPlan): string {
  if (mark === 'histogram') return `Distribution of ${words(x.name)}`;
  if (mark === 'scatter') return `${capital(words(y?.name ?? ''))} against ${words(x.name)}`;
  // An analysis says best what it is of; a plain table is told by its columns.
  if (/\b(?:by|per|over)\b/i.test(table.title) && table.title.length < 90) return capital(words(table.title));
  return capital(`${words(y?.name ?? 'number of rows')} by ${words(x.name)}${series === undefined ? '' : ` and ${words(series.name)}`}`);
}

function captionOf({ mark, x, y }: ChartPlan, rows: readonly ChartRow[], title: string): string {
  const format = (value: number): string =>
    `${y?.unit === '$' ? '$' : ''}${value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : 2 })}${y?.unit === undefined || y.unit === '$' ? '' : ` ${y.unit}`}`;
  if (mark === 'histogram' || mark === 'scatter') return `${title}: ${rows.length} points.`;
  const valued = rows.filter((row): row is ChartRow & { readonly y: number } => row.y !== null);
  const [first] = valued;
  if (first === undefined) return `${title}.`;
  const highest = valued.reduce((most, row) => (row.y > most.y ? row : most), first);
  const lowest = valued.reduce((least, row) => (row.y < least.y ? row : least), first);
  const name = (row: ChartRow): string => `${row.x}${row.series === null ? '' : `, ${row.series}`}`;
  if (valued.length === 1) return `${title}: ${name(first)} ${format(first.y)}.`;
  return `${title}: highest ${mark === 'line' || mark === 'multi-line' ? 'at' : 'is'} ${name(highest)} (${format(highest.y)}), lowest ${name(lowest)} (${format(lowest.y)})${mark === 'pie' ? '' : `, ${new Set(valued.map((row) => row.x)).size} ${words(x.name)} values`}.`;
}
