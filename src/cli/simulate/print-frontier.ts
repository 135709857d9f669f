import type { Configuration } from '../../config/configuration.ts';
import { formatDuration } from '../../core/duration.ts';
import type { Task } from '../../core/task.ts';
import { orderTasks } from '../../execute/order-tasks.ts';
import type { Learner } from '../../learn/learner.ts';
import { usdText } from '../../report/text/figures.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { textTable } from '../../report/text/text-table.ts';
import { wrapLines } from '../../report/text/wrap-line.ts';
import { type Frontier, type FrontierPoint, frontier } from '../../simulate/frontier.ts';
import { jsonText } from '../json-text.ts';
import type { WorkOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { refusalsOf } from './refusals.ts';

const DEFAULT_SEED = 1;

/**
 * Prints the ways to run a plan between which there is a choice, quickest first.
 *
 * @returns The exit status: 1 when no way does every task.
 */
export function printFrontier(
  tasks: readonly Task[],
  configuration: Configuration,
  options: WorkOptions,
  out: Surroundings['out'],
  learner?: Learner,
): number {
  const { found, within } = explore(tasks, configuration, options, learner);
  if (options.json) out.writeLine(jsonText(frontierDocument(found, within)));
  else for (const line of wrapLines(frontierLines(found, within, learner !== undefined), out.columns)) out.writeLine(line);
  return found.points.length === 0 ? 1 : 0;
}

/** The same as lines, for somebody who is about to say yes or no to the plan. */
export function frontierText(tasks: readonly Task[], configuration: Configuration, options: WorkOptions, learner?: Learner): string[] {
  const { found, within } = explore(tasks, configuration, options, learner);
  return frontierLines(found, within, learner !== undefined);
}

function explore(tasks: readonly Task[], configuration: Configuration, options: WorkOptions, learner: Learner | undefined) {
  const { team, agents } = configuration;
  const found = frontier(orderTasks(tasks), {
    team,
    agents,
    noise: 0,
    seed: options.seed ?? DEFAULT_SEED,
    refusals: (task) => refusalsOf(task, agents, team),
    learner,
  });
  const budgetUsd = options.budget ?? configuration.budgetUsd ?? Number.POSITIVE_INFINITY;
  const deadlineMs = options.deadline ?? Number.POSITIVE_INFINITY;
  const within = (point: FrontierPoint): boolean => point.costUsd <= budgetUsd && point.makespanMs <= deadlineMs;
  return { found, within };
}

function frontierDocument({ points, presentTeam, tried, unfinished, unpriced }: Frontier, within: (point: FrontierPoint) => boolean) {
  const document = (point: FrontierPoint) => ({
    makespanMs: point.makespanMs,
    costUsd: point.costUsd,
    objective: point.objective,
    ...(point.budgetUsd === undefined ? {} : { budgetUsd: point.budgetUsd }),
    team: point.variant.words,
    isPresentTeam: point.variant.distance === 0,
    slots: Object.fromEntries(point.variant.team.agents.map(({ id, slots }) => [id, slots])),
    keepsTerms: within(point),
  });
  return { frontier: points.map(document), presentTeam: presentTeam.map(document), tried, unfinished, unpriced };
}

function frontierLines(
  { points, presentTeam, tried, unfinished, unpriced }: Frontier,
  within: (point: FrontierPoint) => boolean,
  isLearned: boolean,
): string[] {
  if (points.length === 0) {
    const why = unpriced.length > 0 ? `the price of ${unpriced.map(plainLine).join(', ')} is not known` : 'none of them does every task';
    return [`${tried} ways to run it were simulated: ${why}.`];
  }
  const columns = [
    { name: 'time', align: 'right' },
    { name: 'cost', align: 'right' },
    { name: 'objective', align: 'left' },
    { name: 'team', align: 'left', maxWidth: 60 },
    { name: '', align: 'left', maxWidth: 60 },
  ] as const;
  const rowOf = (point: FrontierPoint): string[] => [
    formatDuration(point.makespanMs),
    usdText(point.costUsd),
    point.budgetUsd === undefined ? point.objective : `${point.objective}, --budget ${point.budgetUsd}`,
    point.variant.words,
    within(point) ? '' : 'not within the budget and deadline',
  ];
  const withOthers = points.some(({ variant }) => variant.distance > 0);
  const own = presentTeam.length === 0 ? [] : textTable(columns, presentTeam.map(rowOf));
  const all = ['', 'With slots and agents changed as well:', ...textTable(columns, points.map(rowOf))];
  return [
    ...own,
    ...(withOthers ? all : []),
    `${tried} ways were simulated; those that take longer and save nothing are left out${unfinished === 0 ? '' : `, and ${unfinished} in which not every task was done`}.`,
    ...(isLearned
      ? [
          'Failures and new tries are counted in, as often as earlier runs have shown; the estimate of a plan leaves them out (--no-learning: by what agents declare, without failures).',
        ]
      : []),
    ...(unpriced.length === 0 ? [] : [`Left out as well: ways with ${unpriced.map(plainLine).join(', ')}, whose price is not known.`]),
  ];
}
