import type { AgentProfile } from '../core/agent.ts';
import type { TaskId } from '../core/ids.ts';
import type { Plan } from '../core/plan.ts';
import type { Task } from '../core/task.ts';
import type { Objective, Team } from '../core/team.ts';
import { criticalPath } from '../graph/critical-path.ts';
import { bottomLevels } from '../graph/levels.ts';
import { lowerBound } from '../graph/lower-bound.ts';
import { taskGraph } from '../graph/task-graph.ts';
import type { Workforce } from '../graph/workforce.ts';
import { declaredLevel, skillNameOf } from '../learn/declared-level.ts';
import type { Learner } from '../learn/learner.ts';
import { expectedSuccess, recordOf } from '../learn/record-of.ts';
import { foreseenCostUsd } from '../schedule/expectation.ts';
import { BOTCH_FACTOR, MS_PER_HOUR, USD_PER_HOUR_SAVED } from '../schedule/utility.ts';
import { isCapable } from './capable.ts';
import { type Estimates, expectedDurationMs } from './expected-work.ts';
import { listSchedule } from './list-schedule.ts';
import { costRatioOf } from './metrics.ts';

/** What running a plan is expected to take. */
export interface EstimateFigures {
  /** By a list schedule on the team's slots, each task with the agent that serves the objective best; limits, resources and tries that fail are not counted. */
  readonly makespanMs: number;
  /** The same tasks by the same agents, one after another. */
  readonly sequentialMs: number;
  /** No schedule on this team is expected to beat it. */
  readonly lowerBoundMs: number;
  /** `null` when the price of an agent that was chosen is unknown, or nobody can do a task. */
  readonly costUsd: number | null;
  /** Each task on its cheapest capable agent; `null` when a task has none of known price. */
  readonly minimumCostUsd: number | null;
  /** `costUsd / minimumCostUsd` (`costRatioOf`). */
  readonly costRatio: number | null;
}

export interface PlanEstimate {
  readonly figures: EstimateFigures;
  /** Leaf tasks, first to last. */
  readonly criticalPath: readonly TaskId[];
  readonly criticalPathMs: number;
  /** By leaf task: what it is expected to take its fastest agent. Absent: nobody can do it. */
  readonly durationsMs: ReadonlyMap<TaskId, number>;
}

/**
 * Works out what a plan would take a team.
 *
 * @param estimates What the agents themselves say of the tasks.
 * @param learner What was learned of the team.
 * @param objective What agents are chosen for, as the scheduler weighs cost against time. Absent: who is done first, whatever it costs.
 */
export function estimatePlan(plan: Plan, team: Team, estimates?: Estimates, learner?: Learner, objective?: Objective): PlanEstimate {
  const graph = taskGraph(plan.tasks);
  const { agents } = team;
  const table = durationTable(graph.tasks, agents, estimates, learner);
  const workforce: Workforce = {
    slots: agents.map(({ slots }) => slots),
    durationMs: (leaf, agent) => table[leaf * agents.length + agent] ?? Number.POSITIVE_INFINITY,
  };
  const fastestMs = Float64Array.from(graph.tasks, (_, leaf) =>
    agents.reduce((least, __, agent) => Math.min(least, workforce.durationMs(leaf, agent)), Number.POSITIVE_INFINITY),
  );
  const durationsMs = fastestMs.map((durationMs) => (Number.isFinite(durationMs) ? durationMs : 0));
  const levels = bottomLevels(graph, durationsMs);
  const path = criticalPath(graph, durationsMs, levels);
  const against = (leaf: number, agent: number): number => {
    const [task, profile] = [graph.tasks[leaf], agents[agent]];
    if (objective === undefined || task === undefined || profile === undefined) return 0;
    return againstMs(task, profile, durationsMs[leaf] ?? 0, learner, objective);
  };
  const { agentOf, makespanMs } = listSchedule(graph, workforce, levels, against);
  const sequentialMs = agentOf.reduce((sum, agent, leaf) => (agent < 0 ? sum : sum + workforce.durationMs(leaf, agent)), 0);
  const costUsd = sumOf(graph.tasks, (task, leaf) => costOn(task, agents[agentOf[leaf] ?? -1], learner));
  const minimumCostUsd = sumOf(graph.tasks, (task) => cheapestUsd(task, agents, learner));
  return {
    figures: {
      makespanMs,
      sequentialMs,
      // Rounding of sums must not lift it above a schedule that exists.
      lowerBoundMs: Math.min(makespanMs, lowerBound(graph, workforce).boundMs),
      costUsd,
      minimumCostUsd,
      costRatio: costRatioOf(costUsd, minimumCostUsd),
    },
    criticalPath: path.tasks,
    criticalPathMs: path.lengthMs,
    durationsMs: new Map(graph.tasks.flatMap(({ id }, leaf) => (Number.isFinite(fastestMs[leaf]) ? [[id, fastestMs[leaf] ?? 0]] : []))),
  };
}

/** By leaf and agent, a row a leaf; `Infinity` where the agent cannot do it. Each is asked once. */
function durationTable(
  tasks: readonly Task[],
  agents: readonly AgentProfile[],
  estimates: Estimates | undefined,
  learner?: Learner,
): Float64Array {
  const table = new Float64Array(tasks.length * agents.length).fill(Number.POSITIVE_INFINITY);
  for (const [leaf, task] of tasks.entries()) {
    for (const [index, agent] of agents.entries()) {
      if (isCapable(agent, task)) table[leaf * agents.length + index] = expectedDurationMs(task, agent, estimates, learner);
    }
  }
  return table;
}

/** What an agent costs, and the time that its failures would take, as the scheduler counts them, in time. */
function againstMs(task: Task, agent: AgentProfile, typicalMs: number, learner: Learner | undefined, objective: Objective): number {
  const success = Math.max(
    learner === undefined ? declaredLevel(agent, skillNameOf(task.capabilities)) : expectedSuccess(learner, task, agent),
    0.01,
  );
  const costUsd = costOn(task, agent, learner) ?? 0;
  return (costUsd / success / USD_PER_HOUR_SAVED[objective]) * MS_PER_HOUR + (1 - success) * BOTCH_FACTOR * typicalMs;
}

function costOn(task: Task, agent: AgentProfile | undefined, learner: Learner | undefined): number | undefined {
  const costUsd: number | undefined = agent === undefined ? undefined : foreseenCostUsd(task, agent.price, recordOf(learner, task, agent));
  return costUsd !== undefined && Number.isFinite(costUsd) ? costUsd : undefined;
}

function cheapestUsd(task: Task, agents: readonly AgentProfile[], learner: Learner | undefined): number | undefined {
  const costs = agents.filter((agent) => isCapable(agent, task)).flatMap((agent) => costOn(task, agent, learner) ?? []);
  return costs.length === 0 ? undefined : costs.reduce((least, cost) => Math.min(least, cost));
}

/** `null` as soon as one part is unknown. */
function sumOf(tasks: readonly Task[], part: (task: Task, leaf: number) => number | undefined): number | null {
  let sum = 0;
  for (const [leaf, task] of tasks.entries()) {
    const value = part(task, leaf);
    if (value === undefined) return null;
    sum += value;
  }
  return Number(sum.toFixed(11));
}
