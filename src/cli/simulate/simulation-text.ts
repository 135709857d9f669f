import { formatDuration } from '../../core/duration.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Team } from '../../core/team.ts';
import type { Metrics } from '../../report/metrics.ts';
import { costWords } from '../../report/metrics-text.ts';
import { countText } from '../../report/text/figures.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { textTable } from '../../report/text/text-table.ts';
import type { PlanSimulation } from '../../simulate/simulate-plan.ts';
import type { Sweep } from '../../simulate/sweep-agents.ts';

/** So many tasks that cannot be done are named. */
const NAMED = 5;

export interface SimulationFigures {
  /** Leaf tasks. */
  readonly tasks: number;
  readonly metrics: Metrics;
  /** Terms that cannot be kept. */
  readonly impossible: readonly string[];
}

/** What `skein simulate --json` prints. */
export function simulationDocument(
  { tasks, metrics, impossible }: SimulationFigures,
  { schedule, lowerBoundMs, schedulerMicrosPerTask, record }: PlanSimulation,
  withSchedule: boolean,
) {
  const { makespanMs, sequentialMs, speedup, utilization, rawUtilization, costUsd, minimumCostUsd, costRatio } = metrics;
  return {
    tasks,
    status: record.status,
    makespanMs,
    lowerBoundMs,
    ratio: makespanMs === null || lowerBoundMs === 0 ? null : makespanMs / lowerBoundMs,
    sequentialMs,
    speedup,
    utilization: utilization ?? rawUtilization,
    costUsd,
    minimumCostUsd,
    costRatio,
    schedulerMicrosPerTask,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    ...(impossible.length === 0 ? {} : { impossible }),
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

/** The same for people. */
export function simulationLines(
  { tasks, metrics, impossible }: SimulationFigures,
  { record, lowerBoundMs, schedulerMicrosPerTask }: PlanSimulation,
  team: Team,
): string[] {
  const slots = team.agents.reduce((sum, agent) => sum + agent.slots, 0);
  const duration = (value: number | null): string => (value === null ? 'unknown' : formatDuration(value));
  const { makespanMs, sequentialMs, speedup, utilization, rawUtilization, attempts, successRate } = metrics;
  const share = utilization ?? rawUtilization;
  const gap =
    makespanMs === null || lowerBoundMs === 0
      ? ''
      : ` (${(makespanMs / lowerBoundMs).toFixed(3)} times the lower bound of ${duration(lowerBoundMs)})`;
  return [
    `${countText(tasks, 'task')} on ${countText(slots, 'slot')} of ${countText(team.agents.length, 'agent')}: ${record.status}`,
    `makespan     ${duration(makespanMs)}${gap}`,
    `one by one   ${duration(sequentialMs)}${speedup === null ? '' : `, so ${speedup.toFixed(2)} times as fast`}`,
    `utilization  ${share === null ? 'unknown' : `${(share * 100).toFixed(1)} %`}`,
    `cost         ${costWords(metrics)}`,
    ...(attempts > tasks
      ? [`attempts     ${attempts}${successRate === null ? '' : `; ${(successRate * 100).toFixed(1)} % of the tasks succeeded`}`]
      : []),
    `scheduler    ${schedulerMicrosPerTask.toFixed(1)} us a task`,
    ...impossible.map((sentence) => `impossible   ${sentence}`),
    ...undone(record),
  ];
}

/** Which tasks fail, and why; those that only wait for them are counted. */
function undone({ tasks }: RunRecord): string[] {
  const states = [...tasks.values()].map(({ task, state }) => ({ id: task.id, state }));
  const failed = states.flatMap(({ id, state }) =>
    state.status === 'failed' || state.status === 'cancelled' ? [`${id}: ${plainLine(state.reason)}`] : [],
  );
  const blocked = states.filter(({ state }) => state.status === 'blocked').length;
  return [
    ...failed.slice(0, NAMED).map((line) => `not done     ${line}`),
    ...(failed.length > NAMED ? [`not done     ${countText(failed.length - NAMED, 'more task')}`] : []),
    ...(blocked === 0 ? [] : [`blocked      ${blocked === 1 ? '1 task that needs' : `${blocked} tasks that need`} what is not done`]),
  ];
}

/** Makespans by the number of agents, and where more of them stop helping. */
export function sweepLines({ points, enough }: Sweep, tasks: number): string[] {
  const rows = points.map(({ agents, makespanMs, lowerBoundMs, speedup, rawUtilization }) => [
    String(agents),
    formatDuration(makespanMs),
    lowerBoundMs === 0 ? '' : (makespanMs / lowerBoundMs).toFixed(3),
    speedup === null ? '' : speedup.toFixed(2),
    `${(rawUtilization * 100).toFixed(0)} %`,
    agents === enough ? '<- more hardly help' : '',
  ]);
  const columns = ['agents', 'makespan', 'over the bound', 'speedup', 'busy'].map((name) => ({ name, align: 'right' as const }));
  return [`${countText(tasks, 'task')} on identical agents`, ...textTable([...columns, { name: '', align: 'left' }], rows)];
}
