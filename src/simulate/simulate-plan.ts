import type { Agent } from '../core/agent.ts';
import type { AgentId, TaskId } from '../core/ids.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import type { Learner } from '../learn/learner.ts';
import type { RunTerms } from '../schedule/messages.ts';
import { happeningsOf } from './happenings.ts';
import { simulate } from './simulate.ts';
import { teamBound } from './simulated-bound.ts';
import { simulatedRecord } from './simulated-record.ts';
import type { AgentChange, SimulatedAttempt, World } from './world.ts';

export { identicalAgents } from './identical-agents.ts';

export interface PlanSimulationOptions {
  readonly team: Team;
  /** Standard deviation of the logarithm of durations: >= 0. */
  readonly noise: number;
  readonly seed: number;
  /** Attempts of agents without a script fail as often as is believed of them, else as their level leaves room for. Default: they all succeed. */
  readonly failures?: boolean;
  /** What was learned of the team: agents are as quick, dear and sure as it says, and decisions go by it. */
  readonly learner?: Learner | undefined;
  readonly terms?: Partial<Omit<RunTerms, 'run'>>;
  readonly refusals?: (task: Task) => ReadonlyMap<AgentId, string> | undefined;
  /** Those of the team that follow a script are rehearsed: their latencies, failures and prices. */
  readonly agents?: readonly Agent[];
  /** Agents that come, go or change meanwhile. */
  readonly changes?: readonly AgentChange[];
  /** Ms on a clock for measuring; only differences matter. */
  readonly stopwatchMs: () => number;
}

export interface PlanSimulation {
  readonly schedule: readonly SimulatedAttempt[];
  /** The run as if it had happened, for every figure and picture that a run has. */
  readonly record: RunRecord;
  /** No schedule of these tasks on this team, with the durations they had, is shorter (`lowerBound`). */
  readonly lowerBoundMs: number;
  /** What the scheduler took to decide, per leaf task. */
  readonly schedulerMicrosPerTask: number;
}

/**
 * Runs a plan on a virtual clock with the real scheduler (`happeningsOf` says how attempts go).
 *
 * @param tasks With parents and dependencies before those that name them.
 */
export function simulatePlan(tasks: readonly Task[], options: PlanSimulationOptions): PlanSimulation {
  const { team, noise, seed, failures = false, terms, refusals, agents = [], changes = [], stopwatchMs, learner } = options;
  const happenings = happeningsOf(team.agents, agents, { noise, seed, failures, learner });
  const world: World = {
    team,
    // On slots that are all alike the noise is of the tasks, and nothing is gained by doing one twice.
    runs: [{ tasks, terms: { hedge: agents.length > 0, ...terms }, ...(refusals === undefined ? {} : { refusals }) }],
    changes,
    happen: (task, agent, attempt) => happenings.happen(task, agent, attempt),
  };
  const simulation = simulate(world, { stopwatchMs, reasons: false, learner });
  const record = simulatedRecord(tasks, team, simulation, { objective: terms?.objective ?? 'balanced', seed });
  const parents = new Set(tasks.map(({ parent }) => parent));
  const wonBy = successes(simulation.schedule);
  const done = tasks.filter(({ id }) => parents.has(id) || wonBy.has(id));
  const { boundMs } = teamBound(done, {
    team: { ...team, agents: team.agents.map((agent) => ({ ...agent, slots: mostSlots(agent, changes) })) },
    durationMs: (task, agent) => happenings.durationMs(task, agent, wonBy.get(task.id) ?? 1),
    refusals,
    toldApart: agents.length > 0,
  });
  const leaves = tasks.filter(({ id }) => !parents.has(id)).length;
  return {
    schedule: simulation.schedule,
    record,
    lowerBoundMs: boundMs,
    schedulerMicrosPerTask: (simulation.schedulerMs * 1000) / Math.max(1, leaves),
  };
}

/** Which attempt of each task it was that succeeded. */
function successes(schedule: readonly SimulatedAttempt[]): Map<TaskId, number> {
  return new Map(schedule.flatMap(({ task, attempt, outcome }) => (outcome === 'succeeded' ? [[task, attempt]] : [])));
}

function mostSlots({ id, slots }: Team['agents'][number], changes: readonly AgentChange[]): number {
  return changes.reduce((most, change) => (change.agent === id ? Math.max(most, change.slots) : most), slots);
}
