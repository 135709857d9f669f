import { join } from 'node:path';
import { plannedLeaves } from './planned.ts';
import { percent, printTable, readLines } from './read-lines.ts';
import { seededChoice } from './seeded-choice.ts';

interface Row {
  readonly titles: string;
  readonly steps: readonly string[];
  readonly step_deps: readonly (readonly [string, string])[];
  readonly time_dic: Readonly<Record<string, string>>;
  /** Gold optimal time in seconds: shortest and longest reading. */
  readonly task_time: readonly [number, number];
}

type Choose = <Value>(values: readonly Value[]) => Value;

/** A step as constraints may speak of it. */
interface Named {
  readonly number: string;
  readonly text: string;
}

type Wording = (before: Named, after: Named) => string;

const BY_NUMBER: readonly Wording[] = [
  (a, b) => `Step ${a.number} must precede step ${b.number}.`,
  (a, b) => `Step ${b.number} needs step ${a.number}.`,
  (a, b) => `Step ${b.number} depends on step ${a.number}.`,
  (a, b) => `Step ${b.number} can only start once step ${a.number} is done.`,
  (a, b) => `You cannot begin step ${b.number} until step ${a.number} is finished.`,
  (a, b) => `Before step ${b.number}, step ${a.number} has to be completed.`,
  (a, b) => `After step ${a.number}, do step ${b.number}.`,
  (a, b) => `Step ${a.number} is a prerequisite for step ${b.number}.`,
  (a, b) => `Step ${b.number} comes after step ${a.number}.`,
  (a, b) => `Finish step ${a.number} before starting step ${b.number}.`,
  (a, b) => `Step ${b.number} requires step ${a.number} to be complete.`,
  (a, b) => `Do not start step ${b.number} before step ${a.number} is over.`,
];

const BY_WORDS: readonly Wording[] = [
  (a, b) => `"${a.text}" must be done before "${b.text}".`,
  (a, b) => `'${b.text}' depends on '${a.text}'.`,
  (a, b) => `${capital(b.text)} can only start after ${a.text} is complete.`,
  (a, b) => `After finishing "${a.text}", you can go on to "${b.text}".`,
  (a, b) => `Before you ${b.text}, you have to ${a.text}.`,
  (a, b) => `You need to ${a.text} before you can ${b.text}.`,
  (a, b) => `"${b.text}" requires "${a.text}".`,
  (a, b) => `${capital(a.text)} is needed for ${b.text}.`,
];

/** Where a step's own words are shortened to the first few, as people do. */
const BY_PART: readonly Wording[] = [
  (a, b) => `"${shortened(a.text)}" has to happen before "${shortened(b.text)}".`,
  (a, b) => `"${shortened(b.text)}" waits for "${shortened(a.text)}".`,
  (a, b) => `Once "${shortened(a.text)}" is done, "${shortened(b.text)}" can begin.`,
];

export const SETS: Readonly<Record<string, readonly Wording[]>> = { BY_NUMBER, BY_WORDS, BY_PART };

const FREE = [
  'There are no constraints on the order.',
  'All steps can be done in parallel.',
  'The steps can be done in any order.',
  'The steps are independent of each other.',
];

const INTRODUCTIONS: readonly ((title: string) => string)[] = [
  (title) => `${title}:`,
  (title) => `${title}. These are the steps:`,
  (title) => `To ${title.replace(/^how to /i, '')}, the following steps are needed:`,
  () => 'Please do the following tasks.',
];

const ENDINGS = [
  '',
  'How long does it take at least?',
  'Assume that there are enough people for everything. What is the shortest possible time?',
];

const SEED = 20_261_122;

/** Steps with durations and constraints put as text, in wordings drawn by a seed; right when the planned time with unlimited agents is the gold one. */
export async function benchAsyncHow(data: string): Promise<void> {
  for (const file of ['async', 'para', 'seq']) {
    const rows = readLines<Row>(join(data, `asynchow/${file}.jsonl`));
    console.log(`\nAsyncHow ${file}, n = ${rows.length}: share of plans whose optimal time comes out right`);
    const lines: string[][] = [];
    for (const [name, wordings] of [
      ['offline, constraints by number', BY_NUMBER],
      ["offline, constraints in the steps' words", BY_WORDS],
      ['offline, constraints in part of their words', BY_PART],
      ['offline, all wordings mixed', [...BY_NUMBER, ...BY_WORDS, ...BY_PART]],
    ] as const) {
      const choose = seededChoice(SEED);
      let right = 0;
      for (const row of rows) if (fits(await plannedSeconds(textOf(row, wordings, choose)), row)) right++;
      lines.push([name, percent(right / rows.length)]);
    }
    const seconds = (row: Row): number[] => row.steps.map((_, index) => secondsOf(row, index));
    lines.push(['one task each, side by side', share(rows, (row) => Math.max(...seconds(row)))]);
    lines.push(['chain', share(rows, (row) => seconds(row).reduce((sum, one) => sum + one, 0))]);
    printTable(['planner', 'right'], lines);
  }
}

function share(rows: readonly Row[], secondsOfRow: (row: Row) => number): string {
  return percent(rows.filter((row) => fits(secondsOfRow(row), row)).length / rows.length);
}

export function textOf({ titles, steps, step_deps, time_dic }: Row, wordings: readonly Wording[], choose: Choose): string {
  const named = (label: string): Named => ({ number: label, text: own(steps[Number(label) - 1] ?? '') });
  const list = steps.map((step, index) => `${index + 1}. ${step.replace(/\.$/, '')} (${time_dic[String(index + 1)]})`);
  const constraints =
    step_deps.length === 0 ? [choose(FREE)] : step_deps.map(([before, after]) => choose(wordings)(named(before), named(after)));
  return [choose(INTRODUCTIONS)(titles), list.join('\n'), constraints.join(' '), choose(ENDINGS)]
    .filter((part) => part !== '')
    .join('\n\n');
}

const own = (text: string): string => {
  const bare = text
    .trim()
    .replace(/[.!:;"]+$/, '')
    .replaceAll('"', '');
  return bare.charAt(0).toLowerCase() + bare.slice(1);
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The first five words, or fewer. */
const shortened = (text: string): string =>
  text
    .split(/\s+/)
    .slice(0, 5)
    .join(' ')
    .replace(/[,;:]$/, '');

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
