import type { LearnedFigures } from './learned-figures.ts';
import { displayWidth } from './text/display-width.ts';
import { durationText, percentText, usdText } from './text/figures.ts';
import { plainLine } from './text/plain-text.ts';
import { type TextColumn, textTable } from './text/text-table.ts';

/** A record differs from what is declared when the declared level lies outside its interval, as both are shown: nobody is surely perfect. */
const isOff = ({ declared, low, high }: LearnedFigures): boolean => percent(declared) < percent(low) || percent(declared) > percent(high);

const percent = (rate: number): number => Math.round(rate * 100);

/** What is not in the figures. */
export interface LearnedTextOptions {
  /** Where lines must fit, how many columns there are. Default: they may be as long as they are. */
  readonly columns?: number | undefined;
  /** What agents declare, by agent: names what was not tried yet. Default: nothing is said of it. */
  readonly declared?: Readonly<Record<string, readonly string[]>>;
}

/** What was learned of a team, as lines: a table of levels declared and learned, then who succeeds most, and the last failures. */
export function learnedText(figures: readonly LearnedFigures[], { columns, declared = {} }: LearnedTextOptions = {}): string[] {
  if (figures.length === 0) return ['Nothing has been learned of this team yet: run something.'];
  const wide = tableOf(figures);
  const table = columns === undefined || wide.every((line) => displayWidth(line) <= columns) ? wide : narrowTable(figures);
  return [...table, ...untriedLines(figures, declared), ...bestLines(figures), ...failureLines(figures)];
}

const FIGURE_COLUMNS = [
  { name: 'declared', align: 'right' },
  { name: 'learned', align: 'right' },
  { name: '90 % sure of', align: 'right' },
  { name: 'tries', align: 'right' },
  { name: 'usual time', align: 'right' },
  { name: 'cost', align: 'right' },
] as const satisfies readonly TextColumn[];

function figureCells(figure: LearnedFigures): string[] {
  return [
    percentText(Math.round(figure.declared * 100) / 100),
    percentText(Math.round(figure.learned * 100) / 100),
    `${percent(figure.low)}-${percent(figure.high)} %`,
    String(figure.trials),
    figure.latencyMs === null ? '' : durationText(Math.round(figure.latencyMs.median)),
    figure.costUsd === null ? '' : usdText(Number(figure.costUsd.toPrecision(6))),
  ];
}

function tableOf(figures: readonly LearnedFigures[]): string[] {
  return textTable(
    [
      { name: 'agent', align: 'left', maxWidth: 24 },
      { name: 'capability', align: 'left', maxWidth: 30 },
      ...FIGURE_COLUMNS,
      { name: '', align: 'left', maxWidth: 60 },
    ],
    figures.map((figure) => [figure.agent, skillName(figure), ...figureCells(figure), remarksOn(figure).join(', ')]),
  );
}

/** The same in fewer columns: each agent on a line of its own above its capabilities, and remarks below. */
function narrowTable(figures: readonly LearnedFigures[]): string[] {
  const [head = '', ...rows] = textTable(
    [{ name: 'capability', align: 'left', maxWidth: 20 }, ...FIGURE_COLUMNS],
    figures.map((figure) => [skillName(figure), ...figureCells(figure)]),
  );
  return [
    `  ${head}`,
    ...figures.flatMap((figure, at) => [
      ...(figures[at - 1]?.agent === figure.agent ? [] : [plainLine(figure.agent)]),
      `  ${rows[at]}`,
      ...remarksOn(figure).map((remark) => `    ${remark}`),
    ]),
  ];
}

function remarksOn(figure: LearnedFigures): string[] {
  return [
    ...(isOff(figure) ? [figure.learned < figure.declared ? 'worse than declared' : 'better than declared'] : []),
    ...(figure.changedAtMs === null ? [] : ['it changed: tries since then']),
  ];
}

const skillName = ({ skill }: LearnedFigures): string => (skill === '*' ? 'none named' : skill);

function untriedLines(figures: readonly LearnedFigures[], declared: Readonly<Record<string, readonly string[]>>): string[] {
  const tried = new Set(figures.map(({ agent, skill }) => JSON.stringify([agent, skill])));
  const lines = Object.entries(declared).flatMap(([agent, skills]) => {
    const untried = skills.filter((skill) => skill !== '*' && !tried.has(JSON.stringify([agent, skill])));
    return untried.length === 0 ? [] : [`  ${plainLine(agent)} at ${untried.map(plainLine).join(', ')}`];
  });
  return lines.length === 0 ? [] : ['', 'Not tried yet:', ...lines];
}

function failureLines(figures: readonly LearnedFigures[]): string[] {
  const last = figures.flatMap(({ agent, skill, failures }) => failures.slice(0, 1).map((failure) => ({ agent, skill, ...failure })));
  if (last.length === 0) return [];
  const lines = last.map(
    ({ agent, skill, attempt, why }) => `  ${plainLine(agent)} at ${skillWords(skill)} (${attempt}): ${plainLine(why)}`,
  );
  return ['', 'Last failures:', ...lines];
}

/** Whom the records speak for: where several agents were tried, the one that succeeds most, and whether that is sure. */
function bestLines(figures: readonly LearnedFigures[]): string[] {
  const skills = new Set(figures.map(({ skill }) => skill));
  const lines = [...skills].flatMap((skill) => {
    const [best, next] = figures.filter((figure) => figure.skill === skill).toSorted((a, b) => b.learned - a.learned);
    if (best === undefined || next === undefined) return [];
    const isSure = best.low > next.learned;
    return [
      `  ${skillWords(skill)}: ${plainLine(best.agent)}${isSure ? '' : `, as far as can be told (${plainLine(next.agent)} may be as good)`}`,
    ];
  });
  return lines.length === 0 ? [] : ['', 'Succeeds most, of those tried:', ...lines];
}

function skillWords(skill: string): string {
  return skill === '*' ? 'tasks that name no capability' : plainLine(skill);
}
