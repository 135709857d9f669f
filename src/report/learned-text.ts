import type { LearnedFigures } from './learned-figures.ts';
import { durationText, percentText, usdText } from './text/figures.ts';
import { plainLine } from './text/plain-text.ts';
import { textTable } from './text/text-table.ts';

/** A record differs from what is declared when the declared level lies outside its interval, as both are shown: nobody is surely perfect. */
const isOff = ({ declared, low, high }: LearnedFigures): boolean => percent(declared) < percent(low) || percent(declared) > percent(high);

const percent = (rate: number): number => Math.round(rate * 100);

/** What was learned of a team, as lines: a table of levels declared and learned, then who succeeds most, and the last failures. */
export function learnedText(figures: readonly LearnedFigures[]): string[] {
  if (figures.length === 0) return ['Nothing has been learned of this team yet: run something.'];
  const table = textTable(
    [
      { name: 'agent', align: 'left', maxWidth: 24 },
      { name: 'capability', align: 'left', maxWidth: 30 },
      { name: 'declared', align: 'right' },
      { name: 'learned', align: 'right' },
      { name: '90 % sure of', align: 'right' },
      { name: 'tries', align: 'right' },
      { name: 'usual time', align: 'right' },
      { name: 'cost', align: 'right' },
      { name: '', align: 'left' },
    ],
    figures.map((figure) => [
      figure.agent,
      figure.skill === '*' ? 'none named' : figure.skill,
      percentText(Math.round(figure.declared * 100) / 100),
      percentText(Math.round(figure.learned * 100) / 100),
      `${percent(figure.low)}-${percent(figure.high)} %`,
      String(figure.trials),
      figure.latencyMs === null ? '' : durationText(Math.round(figure.latencyMs.median)),
      figure.costUsd === null ? '' : usdText(Number(figure.costUsd.toPrecision(6))),
      isOff(figure) ? (figure.learned < figure.declared ? 'worse than declared' : 'better than declared') : '',
    ]),
  );
  return [...table, ...bestLines(figures), ...failureLines(figures)];
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
