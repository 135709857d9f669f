import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../../src/schedule/seeded.ts';
import { percent } from './confidence.ts';

const RUNS = 30;
const TASKS_A_RUN = 10;
const SEEDS = [1, 2];
const COMMAND = join(import.meta.dirname, '../../src/cli/main.ts');
const CAPABILITIES = ['coding', 'math', 'writing'] as const;

/** Agents as they are: success by capability, what an attempt takes and costs. */
const AGENTS = [
  { id: 'ada', success: [0.95, 0.4, 0.5], latencyMs: 40, costUsd: 0.02 },
  { id: 'ben', success: [0.4, 0.9, 0.5], latencyMs: 30, costUsd: 0.01 },
  { id: 'cleo', success: [0.5, 0.5, 0.95], latencyMs: 40, costUsd: 0.02 },
  { id: 'dan', success: [0.6, 0.6, 0.6], latencyMs: 20, costUsd: 0.005 },
  { id: 'eve', success: [0.3, 0.3, 0.3], latencyMs: 20, costUsd: 0.005 },
] as const;

/** What they say of themselves: the truth, or that two of them are better at everything than they are, and the good ones worse. */
const DECLARED = {
  right: AGENTS.map(({ success }) => success as readonly number[]),
  wrong: [
    [0.6, 0.4, 0.5],
    [0.4, 0.9, 0.5],
    [0.5, 0.5, 0.6],
    [0.6, 0.6, 0.6],
    [0.95, 0.95, 0.95],
  ] as readonly (readonly number[])[],
};

interface Totals {
  attempts: number;
  firstGood: number;
  done: number;
  costUsd: number;
  makespanMs: number;
  lateFirstGood: number;
}

interface RunDocument {
  readonly tasks: readonly { readonly status: string; readonly attempts: readonly { readonly outcome: string }[] }[];
  readonly metrics: { readonly makespanMs: number; readonly costUsd: number; readonly attempts: number };
}

/** 300 tasks in 30 runs through the real command, over scripted agents, with what earlier runs learned and without. */
export function benchWholeSystem(): void {
  const tasks = RUNS * TASKS_A_RUN;
  console.log(
    `\n4. Whole system: ${tasks} tasks in ${RUNS} runs of the command on one store, two attempts a task, --quality 0.9, 5 scripted agents; sums over the runs, means over ${SEEDS.length} seeds`,
  );
  console.log(
    '   levels, learning | first attempt right | of the last 100 tasks | tasks done | attempts | cost USD | time s (the runs end to end)',
  );
  for (const levels of ['right', 'wrong'] as const) {
    for (const learning of [true, false]) {
      const all = SEEDS.map((seed) => course(levels, learning, seed));
      const mean = (of: (totals: Totals) => number): number => all.reduce((sum, totals) => sum + of(totals), 0) / all.length;
      const share = (value: number, count: number): string => percent({ mean: value / count, half: 0 }).replace(' ± 0.0', '');
      console.log(
        `   ${`${levels}, ${learning ? 'on' : 'off (--no-learning)'}`.padEnd(27)} ${share(
          mean(({ firstGood }) => firstGood),
          tasks,
        )} | ${share(
          mean(({ lateFirstGood }) => lateFirstGood),
          100,
        )} | ${share(
          mean(({ done }) => done),
          tasks,
        )} | ${mean(({ attempts }) => attempts).toFixed(0)} | ${mean(({ costUsd }) => costUsd).toFixed(2)} | ${(mean(({ makespanMs }) => makespanMs) / 1000).toFixed(1)}`,
      );
    }
  }
}

function course(levels: keyof typeof DECLARED, learning: boolean, seed: number): Totals {
  const folder = mkdtempSync(join(tmpdir(), 'skein-bench-learning-'));
  const totals: Totals = { attempts: 0, firstGood: 0, done: 0, costUsd: 0, makespanMs: 0, lateFirstGood: 0 };
  try {
    writeFileSync(join(folder, 'skein.yaml'), teamText(DECLARED[levels]));
    const chance = seeded(seed);
    for (let run = 0; run < RUNS; run++) {
      writeFileSync(join(folder, 'plan.yaml'), planText(run, chance));
      const args = [
        COMMAND,
        'run',
        'plan.yaml',
        '--json',
        '--quality',
        '0.9',
        '--seed',
        String(seed * 1000 + run),
        ...(learning ? [] : ['--no-learning']),
      ];
      const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
      if (status !== 0 && status !== 3) throw new Error(`skein ended with ${status}: ${stderr}`);
      add(totals, JSON.parse(stdout) as RunDocument, run);
    }
    if (learning && seed === SEEDS[0]) showAgents(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return totals;
}

function add(totals: Totals, { tasks, metrics }: RunDocument, run: number): void {
  const good = tasks.filter(({ attempts }) => attempts[0]?.outcome === 'succeeded').length;
  totals.firstGood += good;
  if (run >= RUNS - 10) totals.lateFirstGood += good;
  totals.done += tasks.filter(({ status }) => status === 'succeeded').length;
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

function teamText(declared: readonly (readonly number[])[]): string {
  const agents = AGENTS.map(({ id, success, latencyMs, costUsd }, agent) => {
    const by = (values: readonly number[]): string => CAPABILITIES.map((name, at) => `${name}: ${values[at]}`).join(', ');
    return `  - { id: ${id}, slots: 4, capabilities: { ${by(declared[agent] ?? [])} }, scripted: { latencyMs: ${latencyMs}, success: { ${by(success)} }, costUsd: ${costUsd} } }`;
  });
  return `embedded: false\nagents:\n${agents.join('\n')}\n`;
}
