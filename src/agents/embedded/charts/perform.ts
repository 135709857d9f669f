import { writeFile } from 'node:fs/promises';
import type { Call, Outcome, Work } from '../../../core/agent.ts';
import { TerminalError } from '../../../core/agent-error.ts';
import type { ChartOutput } from '../../../core/output.ts';
import type { Step } from '../data/language/steps.ts';
import type { JobResult, TableRows, TableShape } from '../data/perform.ts';
import type { KnownProfiles } from '../data/read/file-table.ts';
import { runJob } from '../data/run-job.ts';
import { type Located, locateTables } from '../data/sources/locate.ts';
import { spoken } from '../data/table/words.ts';
import { captionOf } from './caption.ts';
import { chartMarks } from './chart-marks.ts';
import { type ChartPlan, planChart } from './chart-plan.ts';
import { asTable, chartQuery } from './chart-query.ts';
import { chartSpec } from './chart-spec.ts';
import { askedKind, notDrawn } from './chart-words.ts';
import { drawChart } from './draw-chart.ts';

const MOST_ROWS = 5000;
/** A table of so few rows may be an answer, to be drawn as it is. */
const MOST_ANSWERS = 1000;
const MOST_BARE = 30;

/** How tables are read: for whom, with what is known of their files, and from which size in a thread. */
export interface Reading {
  readonly call: Call;
  readonly known: KnownProfiles;
  readonly largeBytes: number | undefined;
  readonly allowed: readonly string[] | undefined;
}

/**
 * Draws one picture of the task's table: finds the table, asks it for the rows to draw, chooses the kind, saves SVG and PNG.
 *
 * @throws TerminalError `no-data` when there is no table or nothing in it to draw, `unknown-column`, and the errors of reading.
 */
export async function performChart(work: Work, reading: Reading): Promise<Outcome> {
  const { call, allowed } = reading;
  const located = await locateTables(work, call, { allowed }).catch(needsData);
  const shape = await shapeOf(located, reading);
  const { instruction } = work.task;
  const answer = await answerOf(shape, located, reading);
  const asked = askedKind(instruction);
  const { steps, kind, several } = chartQuery(shape, located.text, work.request, asked, answer !== undefined);
  const rows = steps.length === 0 && answer !== undefined ? answer : await rowsOf(located, steps, reading);
  const plan = rows.rows.length === 0 ? undefined : planChart(rows, kind, several);
  if (plan === undefined) throw nothingToDraw(shape, rows);
  const marks = chartMarks(rows, plan);
  if (marks.marks.length === 0) throw nothingToDraw(shape, rows);
  const title = titleOf(rows, plan);
  const remarks = remarksOf(rows, plan, marks.remarks, instruction);
  const { svg, png } = await drawChart(chartSpec(plan, rows.columns, marks, { title, subtitle: remarks }));
  call.signal.throwIfAborted();
  const trend = plan.fit === undefined ? [] : rows.notes.filter((note) => /\bR²/.test(note)).slice(0, 1);
  const caption = [captionOf(plan, rows.columns, marks, title), ...trend, ...remarks].join(' ');
  return { ...(await save(title, caption, svg, png, call)) };
}

/** Another agent may draw what is no table: a diagram, a picture of a text. */
function needsData(thrown: unknown): never {
  if (!TerminalError.isInstance(thrown) || thrown.code !== 'no-data') throw thrown;
  throw new TerminalError('no-data', `There is nothing to draw. ${thrown.message}`, { cause: thrown });
}

async function shapeOf(located: Located, { call, known, largeBytes }: Reading): Promise<TableShape> {
  const result = await runJob({ kind: 'shape', located }, call, known, largeBytes);
  return expectKind(result, 'shape').shape;
}

async function rowsOf(located: Located, steps: readonly Step[], { call, known, largeBytes }: Reading): Promise<TableRows> {
  return expectKind(await runJob({ kind: 'rows', located, steps, maxRows: MOST_ROWS }, call, known, largeBytes), 'rows').rows;
}

function expectKind<Kind extends JobResult['kind']>(result: JobResult, kind: Kind): Extract<JobResult, { kind: Kind }> {
  if (result.kind !== kind) throw new Error(`Expected ${kind} of a table, received ${result.kind}.`);
  return result as Extract<JobResult, { kind: Kind }>;
}

/**
 * The rows of a table that is the answer to a question already: few rows, at most three columns that name what a row is about, no
 * two rows about the same.
 */
async function answerOf(shape: TableShape, located: Located, reading: Reading): Promise<TableRows | undefined> {
  const naming = [...shape.columns.keys()].filter((index) => shape.columns[index]?.type !== 'number');
  if (shape.rowCount === undefined || shape.rowCount > MOST_ANSWERS || naming.length > 3) return undefined;
  if (naming.length === 0)
    return shape.columns.length === 1 && shape.rowCount <= MOST_BARE ? numbered(await rowsOf(located, [], reading)) : undefined;
  const rows = await rowsOf(located, [], reading);
  const keys = new Set(rows.rows.map((row) => JSON.stringify(naming.map((index) => row[index]))));
  return keys.size === rows.rows.length ? rows : undefined;
}

/** A short list of numbers is drawn one by one. */
function numbered(rows: TableRows): TableRows {
  return {
    ...rows,
    title: 'Value by item',
    columns: [{ name: 'item', type: 'text' }, ...rows.columns],
    rows: rows.rows.map((row, index) => [String(index + 1), ...row]),
  };
}

function nothingToDraw(shape: TableShape, rows: TableRows): TerminalError {
  const columns = asTable(shape).columns.map(({ name, type }) => `${name} (${type})`);
  const received = rows.rowCount === 0 ? 'no rows' : `the columns ${columns.slice(0, 20).join(', ') || '(none)'}`;
  const notes = rows.rowCount === 0 ? ` ${rows.notes.at(-1) ?? ''}` : '';
  return new TerminalError(
    'no-data',
    `Nothing in "${shape.title}" can be drawn: expected figures and what they belong to, received ${received}.${notes}`,
  );
}

/** An analysis says best what it is of; a file's name says nothing, so the columns do. */
function titleOf(rows: TableRows, plan: ChartPlan): string {
  const name = (index: number | undefined): string => spoken(rows.columns[index ?? -1]?.name ?? '');
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  if (plan.kind === 'histogram') return rows.title;
  if (plan.kind === 'scatter') return capital(`${name(plan.y[0])} against ${name(plan.x)}`);
  if (/\b(by|per|over|of|compared)\b/i.test(rows.title) && rows.title.length < 110) return capital(spoken(rows.title));
  const what = plan.y.map((index) => name(index)).join(' and ');
  return capital(`${what} by ${name(plan.x)}${plan.series === undefined ? '' : ` and ${name(plan.series)}`}`);
}

/** What a person must know to read the picture right: which rows it is of, and what was put together or could not be done. */
function remarksOf(rows: TableRows, plan: ChartPlan, fromMarks: readonly string[], instruction: string): string[] {
  const said = rows.notes.filter((note) => /^Only (rows|the last)|^Every \d|far outside|left out|^Shown are|^Of \d+ tables/.test(note));
  const cut =
    rows.rowCount > rows.rows.length
      ? [`Drawn are the first ${rows.rows.length.toLocaleString('en-US')} of ${rows.rowCount.toLocaleString('en-US')}.`]
      : [];
  const unknown = notDrawn(instruction);
  const instead =
    unknown === undefined
      ? []
      : [`No ${unknown} are drawn here; this is what fits best.`.replace(/^No (\w+(?: \w+)*?)s? are/, 'No $1s are')];
  return [...said, ...fromMarks, ...cut, ...(plan.remark === undefined ? [] : [plan.remark]), ...instead];
}

async function save(title: string, caption: string, svg: string, png: Uint8Array, call: Call): Promise<Outcome> {
  const name =
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'chart';
  const svgPath = await call.artifactPath(`${name}.svg`);
  const pngPath = await call.artifactPath(`${name}.png`);
  await writeFile(svgPath, svg);
  await writeFile(pngPath, png);
  const output: ChartOutput = { kind: 'chart', title, svgPath, pngPath, caption };
  return {
    output,
    artifacts: [
      { path: svgPath, mediaType: 'image/svg+xml', title },
      { path: pngPath, mediaType: 'image/png', title },
    ],
  };
}
