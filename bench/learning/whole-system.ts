import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { seeded } from '../../src/schedule/seeded.ts';
import { type Confident, confident, percent } from './confidence.ts';

const RUNS = 30;
const TASKS_A_RUN = 10;
const LATE_RUNS = 10;
const SEEDS = [1, 2, 3, 4, 5];
const COMMAND = join(import.meta.dirname, '../../src/cli/main.ts');
const CAPABILITIES = ['coding', 'math', 'writing'] as const;

/** Agents as they are: success by capability, what an attempt takes and costs. */
const AGENTS = [
  { id: 'ada', success: [0.95, 0.4, 0.5], latencyMs: 80, costUsd: 0.02 },
  { id: 'ben', success: [0.4, 0.9, 0.5], latencyMs: 60, costUsd: 0.01 },
  { id: 'cleo', success: [0.5, 0.5, 0.95], latencyMs: 80, costUsd: 0.02 },
  { id: 'dan', success: [0.6, 0.6, 0.6], latencyMs: 40, costUsd: 0.005 },
  { id: 'eve', success: [0.3, 0.3, 0.3], latencyMs: 40, costUsd: 0.005 },
] as const;

type Levels = readonly (readonly number[])[];

/** What the agents say of themselves, by what is wrong with it. */
const DECLARED: Readonly<Record<string, (seed: number) => Levels>> = {
  right: () => AGENTS.map(({ success }) => success),
  'a third drawn anew': (seed) => {
    const chance = seeded(seed * 7919);
    return AGENTS.map(({ success }) => success.map((rate) => (chance() < 1 / 3 ? Number((0.3 + 0.65 * chance()).toFixed(2)) : rate)));
  },
  'the worst boasts': () => [
    [0.6, 0.4, 0.5],
    [0.4, 0.9, 0.5],
    [0.5, 0.5, 0.6],
    [0.6, 0.6, 0.6],
    [0.95, 0.95, 0.95],
  ],
};

interface Totals {
  attempts: number;
  firstGood: number;
  done: number;
  costUsd: number;
  makespanMs: number;
  lateFirstGood: number;
  lateDone: number;
}

interface RunDocument {
  readonly tasks: readonly { readonly status: string; readonly attempts: readonly { readonly outcome: string }[] }[];
  readonly metrics: { readonly makespanMs: number; readonly costUsd: number; readonly attempts: number };
}

/** 300 tasks in 30 runs through the real command, over scripted agents, with learning and without. The same luck in both. */
export async function benchWholeSystem(): Promise<void> {
  const tasks = RUNS * TASKS_A_RUN;
  const late = LATE_RUNS * TASKS_A_RUN;
  console.log(
    `\n4. Whole system: ${tasks} tasks in ${RUNS} runs of the command on one store, two attempts a task, --quality 0.9, 5 scripted agents; sums over the runs, ${SEEDS.length} seeds`,
  );
  console.log(
    `   levels, learning | first attempt right | of the last ${late} | tasks done | of the last ${late} | attempts | cost USD | time s (the runs end to end)`,
  );
  for (const levels of Object.keys(DECLARED)) {
    const on = await courses(levels, true);
    print(`${levels}, on`, on, tasks, late);
    const off = await courses(levels, false);
    print(`${levels}, off`, off, tasks, late);
    const gain = (of: (totals: Totals) => number): string => percent(confident(on.map((one, at) => of(one) / of(off[at] ?? one) - 1)));
    console.log(
      `   -> with learning, against without: first attempts right ${gain(({ firstGood }) => firstGood)}, tasks done ${gain(({ done }) => done)}, cost ${gain(({ costUsd }) => costUsd)}, time ${gain(({ makespanMs }) => makespanMs)}`,
    );
  }
}

function print(name: string, all: readonly Totals[], tasks: number, late: number): void {
  const over = (of: (totals: Totals) => number): Confident => confident(all.map(of));
  const share = (of: (totals: Totals) => number, count: number): string => percent(over((totals) => of(totals) / count));
  const figure = ({ mean, half }: Confident, digits: number): string => `${mean.toFixed(digits)} ± ${half.toFixed(digits)}`;
  const columns = [
    share(({ firstGood }) => firstGood, tasks),
    share(({ lateFirstGood }) => lateFirstGood, late),
    share(({ done }) => done, tasks),
    share(({ lateDone }) => lateDone, late),
    over(({ attempts }) => attempts).mean.toFixed(0),
    figure(
      over(({ costUsd }) => costUsd),
      2,
    ),
    figure(
      over(({ makespanMs }) => makespanMs / 1000),
      1,
    ),
  ];
  console.log(`   ${name.padEnd(24)} ${columns.join(' | ')}`);
}

/** One course for each seed; as many at a time as there are processors. */
async function courses(levels: string, learning: boolean): Promise<Totals[]> {
  const all: Totals[] = [];
  const left = [...SEEDS.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) all[next[0]] = await course(levels, learning, next[1]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return all;
}

async function course(levels: string, learning: boolean, seed: number): Promise<Totals> {
  const folder = mkdtempSync(join(tmpdir(), 'skein-bench-learning-'));
  const totals: Totals = { attempts: 0, firstGood: 0, done: 0, costUsd: 0, makespanMs: 0, lateFirstGood: 0, lateDone: 0 };
  try {
    writeFileSync(join(folder, 'skein.yaml'), teamText(DECLARED[levels]?.(seed) ?? []));
    const chance = seeded(seed);
    for (let run = 0; run < RUNS; run++) {
      writeFileSync(join(folder, 'plan.yaml'), planText(run, chance));
      const terms = ['--json', '--quality', '0.9', '--seed', String(seed * 1000 + run), ...(learning ? [] : ['--no-learning'])];
      add(totals, JSON.parse(await skein(['run', 'plan.yaml', ...terms], folder)) as RunDocument, run);
    }
    if (learning && seed === SEEDS[0]) showAgents(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return totals;
}

/** What the command prints. Some tasks may not have been done. */
async function skein(args: readonly string[], folder: string): Promise<string> {
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [stdout, stderr, status] = await Promise.all([readAll(child.stdout), readAll(child.stderr), ended]);
  if (status !== 0 && status !== 3) throw new Error(`skein ended with ${status}: ${stderr}`);
  return stdout;
}

function add(totals: Totals, { tasks, metrics }: RunDocument, run: number): void {
  const good = tasks.filter(({ attempts }) => attempts[0]?.outcome === 'succeeded').length;
  totals.firstGood += good;
  const done = tasks.filter(({ status }) => status === 'succeeded').length;
  totals.done += done;
  if (run >= RUNS - LATE_RUNS) {
    totals.lateFirstGood += good;
    totals.lateDone += done;
  }
  totals.attempts += metrics.attempts;
  totals.costUsd += metrics.costUsd;
  totals.makespanMs += metrics.makespanMs;
}

/** What a person is told of the team afterwards, with `SHOW_AGENTS=1`. */
function showAgents(folder: string): void {
  if (process.env['SHOW_AGENTS'] === undefined) return;
  console.log(execFileSync(process.execPath, [COMMAND, 'agents'], { cwd: folder, encoding: 'utf8' }));
}

function planText(run: number, chance: () => number): string {
  const tasks = Array.from({ length: TASKS_A_RUN }, (_, index) => {
    const capability = CAPABILITIES[Math.floor(chance() * CAPABILITIES.length)] ?? 'coding';
    return `  - { id: t${index}, instruction: "part ${index} of job ${run}", capabilities: [${capability}], attempts: 2 }`;
  });
  return `request: job ${run}\ntasks:\n${tasks.join('\n')}\n`;
}

function teamText(declared: Levels): string {
  const agents = AGENTS.map(({ id, success, latencyMs, costUsd }, agent) => {
    const by = (values: readonly number[]): string => CAPABILITIES.map((name, at) => `${name}: ${values[at]}`).join(', ');
    return `  - { id: ${id}, slots: 4, capabilities: { ${by(declared[agent] ?? [])} }, scripted: { latencyMs: ${latencyMs}, success: { ${by(success)} }, costUsd: ${costUsd} } }`;
  });
  return `embedded: false\nagents:\n${agents.join('\n')}\n`;
}
