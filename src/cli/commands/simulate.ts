import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfiguration } from '../../config/load-configuration.ts';
import { formatDuration } from '../../core/duration.ts';
import { messageOf, SkeinError } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import { levelOf, type Team } from '../../core/team.ts';
import { orderTasks } from '../../execute/order-tasks.ts';
import { readPlanFile } from '../../plan/plan-file.ts';
import { type Metrics, metricsOf } from '../../report/metrics.ts';
import { identicalAgents, type PlanSimulation, simulatePlan } from '../../simulate/simulate-plan.ts';
import { exitStatusOfRun } from '../exit-status.ts';
import { jsonText } from '../json-text.ts';
import type { WorkOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';

export interface SimulateOptions extends WorkOptions {
  /** So many identical slots instead of the team. */
  readonly agents?: number;
  /** Standard deviation of the logarithm of durations. Default 0. */
  readonly noise?: number;
  /** Adds every attempt to the JSON. */
  readonly schedule?: boolean;
}

/** How many slots to take when neither `--agents` nor a config says who works. */
const DEFAULT_SLOTS = 4;
const DEFAULT_SEED = 1;

/** `skein simulate PLAN`: the plan on a virtual clock, by the scheduler that would run it. */
export async function simulateCommand(file: string, options: SimulateOptions, surroundings: Surroundings): Promise<number> {
  const { out } = surroundings;
  const configuration = await loadConfiguration(options.config, surroundings.directory);
  const plan = readPlanFile(readText(file, surroundings.directory), file);
  const tasks = orderTasks(plan.tasks);
  const team =
    options.agents !== undefined
      ? identicalAgents(options.agents)
      : configuration.path !== undefined
        ? configuration.team
        : identicalAgents(DEFAULT_SLOTS);
  const simulation = simulatePlan(tasks, {
    team,
    noise: options.noise ?? 0,
    seed: options.seed ?? DEFAULT_SEED,
    stopwatchMs: () => performance.now(),
    terms: {
      objective: options.objective ?? configuration.objective,
      ...(options.budget === undefined ? {} : { budgetUsd: options.budget }),
      ...(options.deadline === undefined ? {} : { deadlineAtMs: options.deadline }),
    },
    refusals: (task) => refusalsOf(task, configuration.agents, team),
    ...(team === configuration.team ? { agents: configuration.agents } : {}),
  });
  const metrics = metricsOf(simulation.record, team.agents);
  const leaves = [...simulation.record.tasks.values()].filter(({ children }) => children.length === 0).length;
  if (options.json) out.writeLine(jsonText(documentOf(leaves, metrics, simulation, options.schedule ?? false)));
  else for (const line of linesOf(leaves, metrics, simulation, team)) out.writeLine(line);
  return exitStatusOfRun(simulation.record.status);
}

function readText(file: string, directory: string): string {
  try {
    return readFileSync(resolve(directory, file), 'utf8');
  } catch (error) {
    throw new SkeinError('bad-usage', {
      where: file,
      what: `the plan cannot be read (${messageOf(error)})`,
      todo: 'Name a plan file (YAML or JSON) or a WfFormat instance.',
      cause: error,
    });
  }
}

/** What the real agents have against a task; identical slots have nothing. */
function refusalsOf(
  task: Task,
  agents: Awaited<ReturnType<typeof loadConfiguration>>['agents'],
  team: Team,
): Map<Team['agents'][number]['id'], string> | undefined {
  const refusals = new Map<Team['agents'][number]['id'], string>();
  for (const agent of agents) {
    if (agent.refuses === undefined || !team.agents.includes(agent.profile)) continue;
    if (task.capabilities.some((capability) => levelOf(agent.profile, capability) <= 0)) continue;
    const reason = agent.refuses(task);
    if (reason !== undefined) refusals.set(agent.profile.id, reason);
  }
  return refusals.size === 0 ? undefined : refusals;
}

function documentOf(
  tasks: number,
  metrics: Metrics,
  { schedule, lowerBoundMs, schedulerMicrosPerTask }: PlanSimulation,
  withSchedule: boolean,
) {
  const { makespanMs, sequentialMs, speedup, utilization, rawUtilization, costUsd } = metrics;
  return {
    tasks,
    makespanMs,
    lowerBoundMs,
    ratio: makespanMs === null || lowerBoundMs === 0 ? null : makespanMs / lowerBoundMs,
    sequentialMs,
    speedup,
    utilization: utilization ?? rawUtilization,
    costUsd,
    schedulerMicrosPerTask,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    ...(withSchedule
      ? {
          schedule: schedule.map(({ task, attempt, agent, startMs, endMs, outcome, costUsd: spent, usage }) => ({
            task,
            attempt,
            agent,
            startMs,
            endMs,
            outcome,
            costUsd: spent,
            inputTokens: usage?.inputTokens ?? null,
            outputTokens: usage?.outputTokens ?? null,
          })),
        }
      : {}),
  };
}

function linesOf(tasks: number, metrics: Metrics, { record, lowerBoundMs, schedulerMicrosPerTask }: PlanSimulation, team: Team): string[] {
  const slots = team.agents.reduce((sum, agent) => sum + agent.slots, 0);
  const duration = (value: number | null): string => (value === null ? 'unknown' : formatDuration(value));
  const { makespanMs, sequentialMs, speedup, utilization, rawUtilization, costUsd } = metrics;
  const share = utilization ?? rawUtilization;
  const gap =
    makespanMs === null || lowerBoundMs === 0
      ? ''
      : ` (${(makespanMs / lowerBoundMs).toFixed(3)} times the lower bound of ${duration(lowerBoundMs)})`;
  const lost = [...record.tasks.values()].filter(({ state }) => state.status === 'failed' || state.status === 'blocked').length;
  return [
    `${tasks} tasks on ${slots} ${slots === 1 ? 'slot' : 'slots'} of ${team.agents.length} ${team.agents.length === 1 ? 'agent' : 'agents'}: ${record.status}`,
    `makespan     ${duration(makespanMs)}${gap}`,
    `one by one   ${duration(sequentialMs)}${speedup === null ? '' : `, so ${speedup.toFixed(2)} times as fast`}`,
    `utilization  ${share === null ? 'unknown' : `${(share * 100).toFixed(1)} %`}`,
    `cost         ${costUsd === null ? 'unknown' : `${costUsd.toFixed(4)} USD`}`,
    `scheduler    ${schedulerMicrosPerTask.toFixed(1)} us a task`,
    ...(lost === 0 ? [] : [`not done     ${lost} ${lost === 1 ? 'task' : 'tasks'}: no agent of the team can do them, or what they need`]),
  ];
}
