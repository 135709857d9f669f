import { taskId } from '../../src/core/ids.ts';
import type { Task } from '../../src/core/task.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { checkSchedule } from '../../src/testing/oracles/check-schedule.ts';
import { teamOf, workload } from './cost.ts';

/**
 * Prints one line of JSON: `measure-scale.ts AGENTS RUNS GRAPHS`. Every run is a batch of so many graphs of a hundred tasks that have
 * nothing to do with each other, all of them there from the start.
 */
const [agents = 0, runs = 0, graphs = 0] = process.argv.slice(2).map(Number);
const GRAPH = 100;

function batch(seed: number): Task[] {
  return Array.from({ length: graphs }, (_, graph) => {
    const own = (id: string): Task['id'] => taskId(`g${graph}/${id}`);
    return workload(GRAPH, seed * graphs + graph).map((task) => ({
      ...task,
      id: own(task.id),
      dependsOn: task.dependsOn.map(({ task: before, optional }) => ({ task: own(before), optional })),
    }));
  }).flat();
}

const batches = Array.from({ length: runs }, (_, index) => batch(index + 1));
const team = teamOf(agents);
const count = runs * graphs * GRAPH;
const beganMs = performance.now();
const before = process.threadCpuUsage();
const { schedule, schedulerMs } = simulate(
  {
    team,
    runs: batches.map((tasks) => ({ tasks, terms: { budgetUsd: 1e9, hedge: false } })),
    happen: (task) => ({ durationMs: task.estimate?.durationMs ?? 0, costUsd: 0.001, usage: { inputTokens: 480, outputTokens: 210 } }),
  },
  { reasons: false, keepCommands: false, stopwatchMs: () => performance.now() },
);
const { user, system } = process.threadCpuUsage(before);
const share = Math.min(1, (user + system) / 1000 / (performance.now() - beganMs));
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
const makespanMs = schedule.reduce((latest, { endMs }) => Math.max(latest, endMs), 0);
const slots = team.agents.reduce((sum, agent) => sum + agent.slots, 0);
const checked = batches.map((tasks, index) => ({ run: `run-${index + 1}`, tasks }));
console.log(
  JSON.stringify({
    done: schedule.filter(({ outcome }) => outcome === 'succeeded').length,
    count,
    microsPerTask: (schedulerMs * share * 1000) / count,
    makespanMs,
    utilization: schedule.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / (makespanMs * slots),
    peakMegabytes,
    violations: checkSchedule(team, checked, schedule).map(({ what }) => what),
  }),
);
