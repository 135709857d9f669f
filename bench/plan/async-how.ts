import { join } from 'node:path';
import { plannedLeaves } from './planned.ts';
import { percent, printTable, readLines } from './read-lines.ts';

interface Row {
  readonly titles: string;
  readonly steps: readonly string[];
  readonly step_deps: readonly (readonly [string, string])[];
  readonly time_dic: Readonly<Record<string, string>>;
  /** Gold optimal time in seconds: shortest and longest reading. */
  readonly task_time: readonly [number, number];
}

type Wording = (before: string, after: string, texts: readonly string[]) => string;

/** How one can say that a step comes before another. `own` are the step's own words. */
const WORDINGS: Readonly<Record<string, Wording>> = {
  'Step 1 must precede step 2.': (before, after) => `Step ${before} must precede step ${after}.`,
  'Step 2 needs step 1.': (before, after) => `Step ${after} needs step ${before}.`,
  'Step 2 can only start once step 1 is done.': (before, after) => `Step ${after} can only start once step ${before} is done.`,
  '"own words" must be done before "own words".': (before, after, texts) =>
    `"${own(texts, before)}" must be done before "${own(texts, after)}".`,
};

const own = (texts: readonly string[], label: string): string => (texts[Number(label) - 1] ?? '').replace(/[."]+/g, '').trim();

/** Steps with durations and constraints put as text; right when the planned time with unlimited agents is the gold one. */
export async function benchAsyncHow(data: string): Promise<void> {
  for (const file of ['async', 'para', 'seq']) {
    const rows = readLines<Row>(join(data, `asynchow/${file}.jsonl`));
    console.log(`\nAsyncHow ${file}, n = ${rows.length}: share of plans whose optimal time comes out right`);
    const lines: string[][] = [];
    for (const [name, wording] of Object.entries(WORDINGS)) {
      let right = 0;
      for (const row of rows) if (fits(await plannedSeconds(textOf(row, wording)), row)) right++;
      lines.push([`offline: ${name}`, percent(right / rows.length)]);
    }
    lines.push([
      'longest step (one task each)',
      percent(rows.filter((row) => fits(Math.max(...row.steps.map((_, index) => secondsOf(row, index))), row)).length / rows.length),
    ]);
    lines.push([
      'chain',
      percent(
        rows.filter((row) =>
          fits(
            row.steps.reduce((sum, _, index) => sum + secondsOf(row, index), 0),
            row,
          ),
        ).length / rows.length,
      ),
    ]);
    printTable(['planner', 'right'], lines);
  }
}

function textOf({ titles, steps, step_deps, time_dic }: Row, wording: Wording): string {
  const list = steps.map((step, index) => `${index + 1}. ${step.replace(/\.$/, '')} (${time_dic[String(index + 1)]})`);
  const constraints =
    step_deps.length === 0 ? ['All steps can be done in parallel.'] : step_deps.map(([before, after]) => wording(before, after, steps));
  return `${titles}:\n${list.join('\n')}\n\n${constraints.join(' ')}`;
}

async function plannedSeconds(request: string): Promise<number> {
  const tasks = await plannedLeaves(request);
  const ends = new Map<string, number>();
  for (const { id, dependsOn, estimate } of tasks) {
    const start = dependsOn.reduce((latest, { task }) => Math.max(latest, ends.get(task) ?? 0), 0);
    ends.set(id, start + (estimate?.durationMs ?? 0) / 1000);
  }
  return Math.max(0, ...ends.values());
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^s/, 1],
  [/^min/, 60],
  [/^h/, 3600],
  [/^d/, 86_400],
  [/^w/, 604_800],
  [/^mo/, 2_592_000],
  [/^y/, 31_536_000],
];

function secondsOf({ time_dic }: Row, index: number): number {
  const [, count = '0', unit = ''] = /([\d.]+)\s*([a-z]+)/i.exec(time_dic[String(index + 1)] ?? '') ?? [];
  return Number(count) * (UNITS.find(([pattern]) => pattern.test(unit.toLowerCase()))?.[1] ?? 0);
}

function fits(seconds: number, { task_time: [least, most] }: Row): boolean {
  return seconds >= least * 0.999 && seconds <= most * 1.001;
}
