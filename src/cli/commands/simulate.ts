import { resolve } from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { loadConfiguration } from '../../config/load-configuration.ts';
import { readTextFile } from '../../config/read-text-file.ts';
import { SkeinError } from '../../core/errors.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import type { PlanCaps } from '../../core/plan.ts';
import type { Task } from '../../core/task.ts';
import type { Team } from '../../core/team.ts';
import { orderTasks } from '../../execute/order-tasks.ts';
import { readPlanFile } from '../../plan/plan-file.ts';
import { impossibleTerms } from '../../report/impossible-terms.ts';
import { metricsOf } from '../../report/metrics.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { identicalAgents, type PlanSimulationOptions, simulatePlan } from '../../simulate/simulate-plan.ts';
import { sweepAgents, sweepSizes } from '../../simulate/sweep-agents.ts';
import { exitStatusOfRun } from '../exit-status.ts';
import { jsonText } from '../json-text.ts';
import type { WorkOptions } from '../options.ts';
import { learnedTeam } from '../request/learned-team.ts';
import { parseAgentChanges } from '../simulate/agent-changes.ts';
import type { AgentRange } from '../simulate/agent-range.ts';
import { refusalsOf } from '../simulate/refusals.ts';
import { simulationDocument, simulationLines, sweepLines } from '../simulate/simulation-text.ts';
import { checkGanttName, ganttCaption, writeGantt } from '../simulate/write-gantt.ts';
import type { Surroundings } from '../surroundings.ts';

export interface SimulateOptions extends WorkOptions {
  /** So many identical slots instead of the team; a range compares them. */
  readonly agents?: AgentRange;
  /** Standard deviation of the logarithm of durations. Default 0. */
  readonly noise?: number;
  /** Attempts fail as often as the levels of the agents leave room for. */
  readonly failures?: boolean;
  /** `AGENT=SLOTS@TIME`: agents that come, go or change. */
  readonly change?: readonly string[];
  /** Adds every attempt to the JSON. */
  readonly schedule?: boolean;
  /** Draws the schedule into this file: `.svg` or `.html`. */
  readonly gantt?: string;
}

/** How many slots to take when neither `--agents` nor a config says who works. */
const DEFAULT_SLOTS = 4;
const DEFAULT_SEED = 1;
/** On a virtual clock a plan costs nothing but memory. */
const CAPS: PlanCaps = { maxTasks: 5_000_000, maxDepth: 1000, maxFanOut: 5_000_000 };

/** `skein simulate PLAN`: the plan on a virtual clock, by the scheduler that would run it. */
export async function simulateCommand(file: string, options: SimulateOptions, surroundings: Surroundings): Promise<number> {
  const { out, err, directory } = surroundings;
  refuseContradictions(options);
  checkGanttName(options.gantt);
  const configuration = await loadConfiguration(options.config, directory);
  const tasks = orderTasks(readPlanFile(readText(file, directory), file, CAPS).tasks);
  const budgetUsd = options.budget ?? configuration.budgetUsd;
  const terms = {
    objective: options.objective ?? configuration.objective,
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(options.quality === undefined ? {} : { quality: options.quality }),
    ...(options.deadline === undefined ? {} : { deadlineAtMs: options.deadline }),
  };
  const chance = { noise: options.noise ?? 0, seed: options.seed ?? DEFAULT_SEED, stopwatchMs: () => performance.now() };
  const parents = new Set(tasks.map(({ parent }) => parent));
  const leaves = tasks.filter(({ id }) => !parents.has(id)).length;
  if (options.agents !== undefined && options.agents.to > options.agents.from) {
    const sweep = sweepAgents(tasks, sweepSizes(options.agents.from, options.agents.to), { ...chance, terms });
    if (options.json) out.writeLine(jsonText({ tasks: leaves, ...sweep }));
    else for (const line of sweepLines(sweep, leaves)) out.writeLine(line);
    return 0;
  }
  const team = teamOf(options, configuration);
  const simulated: PlanSimulationOptions = {
    ...chance,
    team,
    terms,
    failures: options.failures ?? false,
    changes: parseAgentChanges(options.change ?? [], team),
    refusals: (task) => refusalsOf(task, configuration.agents, team),
    ...(team === configuration.team ? { agents: configuration.agents, learner: await learnedTeam(team, options, surroundings) } : {}),
  };
  const simulation = simulatePlan(tasks, simulated);
  const figures = {
    tasks: leaves,
    metrics: metricsOf(simulation.record, team.agents),
    impossible: impossible(tasks, simulated),
  };
  if (options.gantt !== undefined) {
    writeGantt(options.gantt, simulation.record, ganttCaption(leaves, figures.metrics.makespanMs, simulation.lowerBoundMs), directory);
    err.writeLine(`Wrote ${plainLine(options.gantt)}.`);
  }
  if (options.json) out.writeLine(jsonText(simulationDocument(figures, simulation, options.schedule ?? false)));
  else for (const line of simulationLines(figures, simulation, team)) out.writeLine(line);
  return exitStatusOfRun(simulation.record.status);
}

function refuseContradictions({ agents, change, failures, gantt, schedule, json }: SimulateOptions): void {
  if (schedule && !json) {
    throw new SkeinError('bad-usage', {
      where: '--schedule',
      what: 'the schedule is part of the JSON document',
      todo: 'Add --json; or draw it with --gantt schedule.html.',
    });
  }
  if (agents !== undefined && agents.to > agents.from && gantt !== undefined) {
    throw new SkeinError('bad-usage', {
      where: '--gantt',
      expected: 'one number of agents',
      received: `${agents.from}..${agents.to}`,
      todo: 'Draw the schedule on as many as you choose.',
    });
  }
  const given = [...(change === undefined ? [] : ['--change']), ...(failures ? ['--failures'] : [])];
  if (agents === undefined || given.length === 0) return;
  throw new SkeinError('bad-usage', {
    where: `--agents and ${given.join(' and ')}`,
    what: 'identical agents never change and never fail',
    todo: 'Leave --agents out to simulate the team of the config.',
  });
}

function teamOf({ agents, config }: SimulateOptions, configuration: Configuration): Team {
  if (agents !== undefined) return identicalAgents(agents.from);
  return configuration.path !== undefined || config !== undefined ? configuration.team : identicalAgents(DEFAULT_SLOTS);
}

function readText(file: string, directory: string): string {
  try {
    return readTextFile(resolve(directory, file));
  } catch (error) {
    throw new SkeinError('bad-usage', {
      where: file,
      what: `the plan cannot be read (${fileTrouble(error)})`,
      todo: 'Name a plan file (YAML or JSON) or a WfFormat instance. `skein plan REQUEST -o plan.yaml` writes one.',
      cause: error,
    });
  }
}

/** Terms that no schedule could keep; found by simulating the plan without them, for time alone. */
function impossible(tasks: readonly Task[], simulated: PlanSimulationOptions): string[] {
  const { budgetUsd, deadlineAtMs } = simulated.terms ?? {};
  if (budgetUsd === undefined && deadlineAtMs === undefined) return [];
  const { record, lowerBoundMs } = simulatePlan(tasks, { ...simulated, terms: { objective: 'fastest' } });
  const { makespanMs, minimumCostUsd } = metricsOf(record, simulated.team.agents);
  return impossibleTerms({ budgetUsd, deadlineMs: deadlineAtMs }, { lowerBoundMs, fastestMs: makespanMs, minimumCostUsd });
}
