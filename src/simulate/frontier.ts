import type { Agent, AgentProfile } from '../core/agent.ts';
import type { AgentId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { OBJECTIVES, type Objective, type Team } from '../core/team.ts';
import { type PlanSimulationOptions, simulatePlan } from './simulate-plan.ts';
import { type TeamVariant, teamVariants } from './team-variants.ts';

/** One way to run a plan, with what it comes to: means over the seeds. */
export interface FrontierPoint {
  readonly makespanMs: number;
  readonly costUsd: number;
  readonly objective: Objective;
  readonly variant: TeamVariant;
  /** The budget that it keeps to; absent: any. */
  readonly budgetUsd?: number;
}

export interface Frontier {
  /** Quickest first: each of the ways after it costs less and takes longer. */
  readonly points: readonly FrontierPoint[];
  /** The same of the ways that leave the team as it is, and only choose the objective. */
  readonly presentTeam: readonly FrontierPoint[];
  /** How many ways were tried. */
  readonly tried: number;
  /** Of them, those in which some task was not done. */
  readonly unfinished: number;
  /** Agents that did work whose price is not known: what it would cost cannot be said. */
  readonly unpriced: readonly AgentId[];
}

export interface FrontierOptions extends Omit<PlanSimulationOptions, 'team' | 'terms' | 'changes' | 'stopwatchMs' | 'agents'> {
  readonly team: Team;
  readonly agents: readonly Agent[];
}

/** Work enough for about this many tasks is simulated; of a large plan fewer ways are tried. */
const TASKS_SIMULATED = 300_000;
const LEAST_VARIANTS = 3;
/** Where chance plays a part, means over so many seeds are compared. */
const SEEDS = 3;
/** Saving less than this share of the cost is no reason to take longer. */
const WORTH_NAMING = 0.005;

/** So many budgets between the cheapest way and the quickest are tried, on the team as it is. */
const BUDGETS = 3;

/** Tasks are tried until they succeed, within reason: what fails costs time and money, and ways stay comparable. */
const ATTEMPTS = 30;

/**
 * The ways to run a plan among which there is a choice to make: objectives, sizes of the team, and budgets for the team as it is are swept through
 * the simulator, and what another way beats in both time and money is dropped. With a learner, attempts are as long, dear and sure as it expects.
 */
export function frontier(tasks: readonly Task[], options: FrontierOptions): Frontier {
  const { team, agents, noise, learner, failures = learner !== undefined } = options;
  const isChancy = noise > 0 || failures || agents.some(({ profile }) => profile.kind === 'scripted');
  const seeds = Array.from({ length: isChancy ? SEEDS : 1 }, (_, index) => options.seed + index);
  const affordable = Math.max(LEAST_VARIANTS, Math.floor(TASKS_SIMULATED / Math.max(1, tasks.length * seeds.length * OBJECTIVES.length)));
  const patient = tasks.map((task) => ({ ...task, attempts: Math.max(ATTEMPTS, task.attempts) }));
  const variants = teamVariants(team).slice(0, affordable);
  const unpriced = new Set<AgentId>();
  const found: FrontierPoint[] = [];
  let tried = 0;
  let unfinished = 0;
  const explore = (way: Way): void => {
    const results = seeds.map((seed) => runOnce(patient, { ...options, failures, seed }, way));
    tried++;
    for (const { agent } of results.flatMap(({ unknown }) => unknown)) unpriced.add(agent);
    if (results.some(({ isDone }) => !isDone)) unfinished++;
    else if (results.every(({ unknown }) => unknown.length === 0)) {
      found.push({ makespanMs: mean(results, ({ makespanMs }) => makespanMs), costUsd: mean(results, ({ costUsd }) => costUsd), ...way });
    }
  };
  for (const variant of variants) for (const objective of OBJECTIVES) explore({ objective, variant });
  const own = found.filter(({ variant }) => variant.distance === 0);
  for (const budgetUsd of budgetsBetween(own))
    for (const { variant } of own.slice(0, 1)) explore({ objective: 'fastest', variant, budgetUsd });
  return {
    points: undominated(found),
    presentTeam: undominated(found.filter(({ variant }) => variant.distance === 0)),
    tried,
    unfinished,
    unpriced: [...unpriced],
  };
}

type Way = Pick<FrontierPoint, 'objective' | 'variant' | 'budgetUsd'>;

/** Budgets between what the cheapest and the quickest of the ways cost, in even proportions, to two digits. */
function budgetsBetween(ways: readonly FrontierPoint[]): number[] {
  const [quickest, ...others] = undominated(ways);
  const cheapest = others.at(-1);
  if (quickest === undefined || cheapest === undefined) return [];
  const [low, high] = [Math.max(cheapest.costUsd, quickest.costUsd / 100), quickest.costUsd];
  const budgets = Array.from({ length: BUDGETS }, (_, index) =>
    Number((low * (high / low) ** ((index + 1) / (BUDGETS + 1))).toPrecision(2)),
  );
  return [...new Set(budgets)].filter((budgetUsd) => budgetUsd > cheapest.costUsd && budgetUsd < quickest.costUsd);
}

interface Once {
  readonly makespanMs: number;
  readonly costUsd: number;
  readonly isDone: boolean;
  readonly unknown: readonly { readonly agent: AgentId }[];
}

function runOnce(tasks: readonly Task[], options: FrontierOptions, { variant, objective, budgetUsd }: Way): Once {
  const terms = { objective, ...(budgetUsd === undefined ? {} : { budgetUsd }) };
  const { schedule, record } = simulatePlan(tasks, { ...options, team: variant.team, terms, stopwatchMs: () => 0 });
  const unpriced = new Set(variant.team.agents.filter((agent) => !hasPrice(agent) && !hasPaid(agent.id, options)).map(({ id }) => id));
  return {
    makespanMs: schedule.reduce((latest, { endMs }) => Math.max(latest, endMs), 0),
    costUsd: schedule.reduce((sum, { costUsd }) => sum + costUsd, 0),
    isDone: record.status === 'succeeded',
    unknown: schedule.filter(({ agent }) => unpriced.has(agent)),
  };
}

/** What an agent has been paid before is as good as a price. */
function hasPaid(id: AgentId, { learner }: FrontierOptions): boolean {
  return [...(learner?.skills ?? [])].some(({ agent, evidence }) => agent === id && evidence.costUsd.weight > 0);
}

function hasPrice({ price, kind }: AgentProfile): boolean {
  return kind === 'embedded' || Object.values(price).some((part) => part !== undefined);
}

/** Of ways that come to the same, the one that changes least in the team. */
export function undominated(points: readonly FrontierPoint[]): FrontierPoint[] {
  const sorted = points.toSorted((a, b) => a.makespanMs - b.makespanMs || a.costUsd - b.costUsd || a.variant.distance - b.variant.distance);
  const kept: FrontierPoint[] = [];
  for (const point of sorted) {
    const last = kept.at(-1);
    if (last === undefined || point.costUsd < last.costUsd * (1 - WORTH_NAMING)) kept.push(point);
  }
  return kept;
}

const mean = <Value>(values: readonly Value[], of: (value: Value) => number): number =>
  values.reduce((sum, value) => sum + of(value), 0) / values.length;
