import { basename, extname } from 'node:path';
import type { Call, Outcome } from '../../../core/agent.ts';
import { TerminalError } from '../../../core/agent-error.ts';
import type { Task } from '../../../core/task.ts';
import { interpret } from './language/interpret.ts';
import { joinClause } from './language/join-clause.ts';
import { Sentence } from './language/sentence.ts';
import type { Step } from './language/steps.ts';
import { ASKS } from './language/vocabulary.ts';
import { joinTables } from './operations/join.ts';
import { runStep } from './operations/run-step.ts';
import { sameShape, unionTables } from './operations/union.ts';
import type { FileTables } from './read/file-table.ts';
import { tablesAsOne } from './sources/listing.ts';
import type { Located } from './sources/locate.ts';
import { openTables } from './sources/open-located.ts';
import { Workbench } from './spill/workbench.ts';
import type { Column, Row, Table } from './table/table.ts';
import { tableOutcome } from './table/table-output.ts';
import { listed } from './table/words.ts';

/**
 * Something to be done with tables that have been located, as plain data: it may be done in another thread.
 * `task` reads its instruction and makes an output; `shape` and `rows` are for agents that know themselves what they want.
 */
export type TableJob = {
  readonly located: Located;
  /** Where what does not fit in memory goes, when its maker wants to see to its end. */
  readonly scratchFolder?: string;
} & (
  | { readonly kind: 'task'; readonly task: Task }
  | { readonly kind: 'shape' }
  | { readonly kind: 'rows'; readonly steps: readonly Step[]; readonly maxRows: number }
);

/** What is known of a table without its rows. */
export type TableShape = Pick<Table, 'title' | 'columns' | 'facts' | 'rowCount' | 'notes'>;

/** The first rows that some steps leave, and how many there are. */
export interface TableRows {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly rowCount: number;
  readonly notes: readonly string[];
}

export type JobResult =
  | { readonly kind: 'task'; readonly outcome: Outcome }
  | { readonly kind: 'shape'; readonly shape: TableShape }
  | { readonly kind: 'rows'; readonly rows: TableRows };

/** What of a call a job needs. */
export type JobCall = Pick<Call, 'signal' | 'progress' | 'artifactPath'>;

/**
 * Does a job: opens the tables, makes them one, and asks of it what is wanted.
 *
 * @throws TerminalError `no-data`, `unknown-column`, `unclear-instruction`, and those of reading.
 */
export async function performJob(job: TableJob, call: JobCall, files: FileTables): Promise<JobResult> {
  await using bench = new Workbench(call.signal, call.progress, job.scratchFolder);
  const tables = await openTables(job.located.tables, files, bench);
  const { table, text } = await oneTable(tables, job.located.text, bench);
  if (job.kind === 'task') return { kind: 'task', outcome: await performTask(job.task, job.located, table, text, call, bench) };
  const { title, columns, facts, rowCount, notes } = table;
  if (job.kind === 'shape')
    return { kind: 'shape', shape: { title, columns, facts, notes, ...(rowCount === undefined ? {} : { rowCount }) } };
  return { kind: 'rows', rows: await firstRows(await runSteps(job.steps, table, bench), job.maxRows, call.signal) };
}

async function performTask(task: Task, located: Located, table: Table, text: string, call: JobCall, bench: Workbench): Promise<Outcome> {
  const { steps, fetches, remarks, unread } = interpret(text, table);
  const planned = steps.length > 0 || fetches || located.named ? steps : implied(task, table);
  const unheeded = planned.length > 0 || fetches ? [] : unread;
  const said =
    unheeded.length === 0 ? remarks : [`These are all rows: "${unheeded.join(' ').slice(0, 80)}" was not understood as an operation.`];
  const { table: result, finish } = await runSteps(
    planned,
    said.length === 0 ? table : { ...table, notes: [...said, ...table.notes] },
    bench,
  );
  const outcome = await tableOutcome(result, call, fileName(table.title, planned), finish);
  return { ...outcome, artifacts: [...located.artifacts, ...(outcome.artifacts ?? [])] };
}

async function runSteps(steps: readonly Step[], table: Table, bench: Workbench): Promise<{ table: Table; finish: () => string[] }> {
  let current = table;
  const finishes: (() => readonly string[])[] = [];
  for (const step of steps) {
    bench.signal.throwIfAborted();
    const { table: next, finish } = await runStep(step, current, bench);
    current = next;
    if (finish !== undefined) finishes.push(finish);
  }
  return { table: current, finish: () => finishes.flatMap((finish) => finish()) };
}

async function firstRows(
  { table, finish }: { table: Table; finish: () => string[] },
  maxRows: number,
  signal: AbortSignal,
): Promise<TableRows> {
  const rows: Row[] = [];
  let rowCount = 0;
  for await (const batch of table.batches(signal)) {
    for (const row of batch.slice(0, Math.max(0, maxRows - rows.length))) rows.push(row);
    rowCount += batch.length;
  }
  return { title: table.title, columns: table.columns, rows, rowCount, notes: [...table.notes, ...finish()] };
}

/** What is meant when no operation is named: an analysis where that is the capability asked for. */
function implied(task: Task, table: Table): Step[] {
  if (task.capabilities.includes('analysis')) return [{ do: 'analyze' }];
  const columns = table.columns.map(({ name }) => name);
  throw new TerminalError(
    'unclear-instruction',
    `"${task.instruction.slice(0, 120)}" names no operation on data. Say what to do, for example: clean it, describe it, sum ${columns.at(-1) ?? 'revenue'} by ${columns[0] ?? 'region'}, rows where ..., top 5 ..., trend of ..., find outliers in .... The columns are: ${listed(columns, 20)}.`,
  );
}

/** The one table an instruction is about: joined, put together, or the one of several whose columns it names. */
async function oneTable(tables: readonly Table[], text: string, bench: Workbench): Promise<{ table: Table; text: string }> {
  const [first, second, ...others] = tables;
  if (first === undefined) throw new TerminalError('no-data', 'There is no table to work on.');
  if (second === undefined) return { table: first, text };
  const lower = text.toLowerCase();
  const alike = tables.every((table) => sameShape(first, table));
  if (alike && (!/\bjoin/.test(lower) || !/\bon\b/.test(lower)))
    return {
      table: unionTables(
        tables,
        listed(
          tables.map(({ title }) => title),
          3,
        ),
      ),
      text: withoutUnion(text),
    };
  if (ASKS.join.test(lower)) {
    let joined = await joinPair(first, second, text, bench);
    for (const other of others) joined = await joinPair(joined.table, other, text, bench);
    return joined;
  }
  if (ASKS.fetch.test(lower) || lower.replace(/\W|\band\b/g, '') === '') return { table: tablesAsOne(tables, 'Files'), text: 'fetch' };
  return { table: mostNamed(tables, text), text };
}

async function joinPair(left: Table, right: Table, text: string, bench: Workbench): Promise<{ table: Table; text: string }> {
  const { joining, swapped, rest } = joinClause(text, left, right);
  const table = await joinTables(swapped ? right : left, swapped ? left : right, joining, bench);
  return { table, text: `fetch ${rest}` };
}

/** "combine these files" has been done once they are one table. */
function withoutUnion(text: string): string {
  return ASKS.union.test(text.toLowerCase()) ? `fetch ${text.replace(new RegExp(ASKS.union.source, 'gi'), '')}` : text;
}

/** Of several tables, the one with most of the columns that the instruction names; of equals the last made. */
function mostNamed(tables: readonly Table[], text: string): Table {
  const scored = tables.map((table) => ({ table, named: new Sentence(text, table).mentions.reduce((sum, { score }) => sum + score, 0) }));
  const best = scored.reduce((chosen, candidate) => (candidate.named >= chosen.named ? candidate : chosen));
  const rest = tables.filter((table) => table !== best.table).map(({ title }) => title);
  return {
    ...best.table,
    notes: [`Of ${tables.length} tables, ${best.table.title} was used and not ${listed(rest)}.`, ...best.table.notes],
  };
}

const SUFFIX: Readonly<Partial<Record<Step['do'], string>>> = {
  clean: 'clean',
  deduplicate: 'unique',
  'fill-blanks': 'filled',
  filter: 'filtered',
  group: 'grouped',
  outliers: 'outliers',
  sort: 'sorted',
  trend: 'trend',
};

function fileName(title: string, steps: readonly Step[]): string {
  const stem =
    basename(title, extname(title))
      .replace(/\W+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'table';
  const last = steps.at(-1)?.do;
  return `${stem}-${(last === undefined ? undefined : SUFFIX[last]) ?? 'result'}.csv`;
}
