import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Option } from 'commander';
import { scriptCommand, someOf, whole } from '../scripts/script-options.ts';
import { createDataAgent } from '../src/agents/embedded/data/data-agent.ts';
import type { Call, DependencyResult, Outcome } from '../src/core/agent.ts';
import { runId, taskId } from '../src/core/ids.ts';
import { isOutputOf } from '../src/core/output.ts';
import { makeTask } from '../src/core/task.ts';

/**
 * How fast and in how much memory the data agent fetches, cleans and groups a large file. Each format is worked on by a process of
 * its own, started as `node` starts it, whose peak resident memory the system tells. The file is made anew and deleted after.
 *
 * Not measured: the network, joins, and disks slower than what the temporary folder is on; the time of a step holds the reading
 * of its input from the file system's cache.
 *
 */

const MEMORY_BOUND_MB = 300;
const MEGABYTE = 1024 * 1024;
const REGIONS = ['North', 'South', 'East', 'West', 'north ', ''];
const STEPS = ['fetch {file}', 'clean it', 'analyze revenue by region'] as const;

interface Measured {
  readonly format: string;
  readonly sizeMb: number;
  readonly steps: readonly { readonly instruction: string; readonly seconds: number }[];
  readonly seconds: number;
  readonly megabytesPerSecond: number;
  readonly peakMb: number;
  readonly rows: number;
  readonly rowsAfter: number;
  readonly groups: readonly string[];
}

const FORMATS = ['csv', 'ndjson'] as const;
const values = scriptCommand('bench:data', 'What it takes to clean and group a file that is larger than memory should be.')
  .option('--size-mb <n>', 'of the file', whole, 1024)
  .option('--format <list>', `some of ${FORMATS.join(',')}`, someOf(FORMATS), FORMATS)
  .option('--json', 'print one JSON document')
  .addOption(new Option('--work <file>').hideHelp())
  .parse()
  .opts<{ readonly sizeMb: number; readonly format: readonly (typeof FORMATS)[number][]; readonly json?: true; readonly work?: string }>();

if (values.work === undefined) await compare();
else process.stdout.write(JSON.stringify(await work(values.work)));

async function compare(): Promise<void> {
  const { sizeMb } = values;
  const folder = await mkdtemp(join(tmpdir(), 'skein-bench-data-'));
  const results: Measured[] = [];
  try {
    for (const format of values.format) {
      const path = join(folder, `sales.${format}`);
      process.stderr.write(`Making ${sizeMb} MB of ${format} …\n`);
      await makeFile(path, format, sizeMb * MEGABYTE);
      process.stderr.write(`Fetching, cleaning and grouping it …\n`);
      results.push(await measured(path, format));
      await rm(path);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(
    values.json ? `${JSON.stringify({ boundMb: MEMORY_BOUND_MB, results }, null, 2)}\n` : `${results.map(report).join('\n')}\n`,
  );
  if (results.some(({ peakMb }) => peakMb > MEMORY_BOUND_MB)) process.exitCode = 1;
}

/** What the child process says of itself: its peak covers all its threads. */
async function measured(path: string, format: string): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, '--work', path], { maxBuffer: 64 * MEGABYTE });
  return { format, ...(JSON.parse(stdout) as Omit<Measured, 'format'>) };
}

async function work(path: string): Promise<Omit<Measured, 'format'>> {
  const agent = createDataAgent();
  const folder = await mkdtemp(join(tmpdir(), 'skein-bench-out-'));
  const sizeMb = (await stat(path)).size / MEGABYTE;
  try {
    const steps: { instruction: string; seconds: number }[] = [];
    const outcomes: Outcome[] = [];
    for (const [index, step] of STEPS.entries()) {
      const instruction = step.replace('{file}', path);
      const before = outcomes.at(-1);
      const startedAt = performance.now();
      outcomes.push(await perform(agent, instruction, index, before, folder));
      steps.push({ instruction: step.replace('{file}', 'FILE'), seconds: (performance.now() - startedAt) / 1000 });
    }
    const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
    const [fetched, cleaned, grouped] = outcomes.map(({ output }) => (isOutputOf(output, 'table') ? output : undefined));
    return {
      sizeMb,
      steps,
      seconds,
      megabytesPerSecond: sizeMb / seconds,
      peakMb: process.resourceUsage().maxRSS / 1024,
      rows: fetched?.rowCount ?? 0,
      rowsAfter: cleaned?.rowCount ?? 0,
      groups: (grouped?.rows ?? []).map((row) => Object.values(row).join(' ')),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function perform(
  agent: ReturnType<typeof createDataAgent>,
  instruction: string,
  index: number,
  before: Outcome | undefined,
  folder: string,
): Promise<Outcome> {
  const call: Call = {
    signal: new AbortController().signal,
    sleep: () => Promise.resolve(),
    progress: () => {},
    artifactPath: async (fileName) => {
      await mkdir(join(folder, String(index)), { recursive: true });
      return join(folder, String(index), fileName);
    },
  };
  const id = taskId(`step-${index}`);
  const dependencies: DependencyResult[] =
    before === undefined ? [] : [{ task: taskId(`step-${index - 1}`), title: 'Before', output: before.output, artifacts: [] }];
  return agent.perform(
    {
      run: runId('bench'),
      task: makeTask({ id, instruction, capabilities: ['data'] }),
      attempt: 1,
      idempotencyKey: `bench/${id}/1`,
      request: instruction,
      dependencies,
      inputs: [],
      seed: 1,
    },
    call,
  );
}

/** Sales of a year with the dirt of a real file: blanks, several spellings, currency signs, one row in a thousand twice. */
async function makeFile(path: string, format: 'csv' | 'ndjson', bytes: number): Promise<void> {
  const stream = createWriteStream(path);
  let written = 0;
  let order = 0;
  if (format === 'csv') stream.write('order_id,order_date,region,product,customer,units,unit_price,revenue,comment\n');
  while (written < bytes) {
    const lines: string[] = [];
    for (let count = 0; count < 5000; count++) {
      order++;
      const line = format === 'csv' ? csvRow(order) : jsonRow(order);
      lines.push(line);
      if (order % 1000 === 0) lines.push(line);
    }
    const text = `${lines.join('\n')}\n`;
    written += Buffer.byteLength(text);
    if (!stream.write(text)) await once(stream, 'drain');
  }
  await new Promise<void>((resolve, reject) => {
    stream.on('error', reject);
    stream.end(resolve);
  });
}

function fields(order: number) {
  const units = ((order * 7919) % 20) + 1;
  const price = 5 + ((order * 31) % 20000) / 100;
  return {
    order: `SO-${order}`,
    date: `2024-${String((order % 12) + 1).padStart(2, '0')}-${String((order % 28) + 1).padStart(2, '0')}`,
    region: REGIONS[(order * 13) % REGIONS.length] ?? '',
    product: `Product ${(order * 17) % 60}`,
    customer: `Customer ${(order * 104_729) % 90_000}`,
    units,
    price,
    revenue: units * price,
    comment: order % 7 === 0 ? 'called twice, "urgent"' : '',
  };
}

function csvRow(given: number): string {
  const { order, date, region, product, customer, units, price, revenue, comment } = fields(given);
  const money =
    given % 11 === 0 ? `"$${revenue.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}"` : revenue.toFixed(2);
  return `${order},${date},${region},${product},${customer},${units},${price.toFixed(2)},${given % 97 === 0 ? 'n/a' : money},${comment === '' ? '' : `"${comment.replaceAll('"', '""')}"`}`;
}

function jsonRow(given: number): string {
  const { order, date, region, product, customer, units, price, revenue } = fields(given);
  return JSON.stringify({
    order_id: order,
    order_date: date,
    region,
    product,
    customer: { name: customer },
    units,
    unit_price: Number(price.toFixed(2)),
    revenue: given % 97 === 0 ? null : Number(revenue.toFixed(2)),
  });
}

function report({ format, sizeMb, steps, seconds, megabytesPerSecond, peakMb, rows, rowsAfter, groups }: Measured): string {
  const lines = [
    `${format}: ${sizeMb.toFixed(0)} MB, ${rows.toLocaleString('en-US')} rows, ${rowsAfter.toLocaleString('en-US')} after cleaning`,
    ...steps.map(
      (step) =>
        `  ${step.instruction.padEnd(28)} ${step.seconds.toFixed(1).padStart(7)} s  ${(sizeMb / step.seconds).toFixed(1).padStart(7)} MB/s`,
    ),
    `  ${'all'.padEnd(28)} ${seconds.toFixed(1).padStart(7)} s  ${megabytesPerSecond.toFixed(1).padStart(7)} MB/s`,
    `  peak resident memory: ${peakMb.toFixed(0)} MB, ${peakMb <= MEMORY_BOUND_MB ? 'within' : 'OVER'} the bound of ${MEMORY_BOUND_MB} MB`,
    `  groups: ${groups.join('; ')}`,
  ];
  return lines.join('\n');
}
