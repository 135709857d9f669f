import { runId } from '../../src/core/ids.ts';
import type { Task } from '../../src/core/task.ts';
import type { Team } from '../../src/core/team.ts';
import { Scheduler } from '../../src/schedule/scheduler.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { teamOf, workload } from './cost.ts';

/**
 * Prints one figure: `measure-cost.ts time|bytes TASKS AGENTS`. The time is that between the scheduler's being asked and its
 * answer, garbage collection included, times the share of the processor that this process had: other processes do not count.
 */
const [what, size, agents] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];

function microsPerTask(tasks: readonly Task[], team: Team): number {
  const beganMs = performance.now();
  const before = process.threadCpuUsage();
  let done = 0;
  const { schedulerMs } = simulate(
    {
      team,
      runs: [{ tasks, terms: { budgetUsd: 1e9 } }],
      happen: (task) => ({ durationMs: task.estimate?.durationMs ?? 0, costUsd: 0.001, usage: { inputTokens: 480, outputTokens: 210 } }),
    },
    { reasons: false, keepCommands: false, onEnd: () => done++, stopwatchMs: () => performance.now() },
  );
  const { user, system } = process.threadCpuUsage(before);
  const share = Math.min(1, (user + system) / 1000 / (performance.now() - beganMs));
  if (done !== tasks.length) throw new Error(`${done} of ${tasks.length} tasks were done`);
  return (schedulerMs * share * 1000) / tasks.length;
}

/** What the scheduler keeps of tasks that are all waiting, beside the tasks themselves. */
function bytesPerTask(tasks: readonly Task[], team: Team): number {
  const scheduler = new Scheduler(team, { reasons: false });
  const run = runId('run-1');
  const added = tasks.map((task) => ({ task }));
  globalThis.gc?.();
  const before = process.memoryUsage();
  scheduler.stepAll(
    [
      { type: 'run-opened', terms: { run, objective: 'balanced', priority: 0 } },
      { type: 'tasks-added', run, tasks: added },
    ],
    0,
  );
  globalThis.gc?.();
  const after = process.memoryUsage();
  // Keeps all of it in use until here.
  scheduler.step({ type: 'time-passed' }, 0);
  return (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / tasks.length;
}

if (what === 'bytes') {
  console.log(bytesPerTask(workload(size, 1), teamOf(agents)));
} else {
  // Warm, as in a process that has been running: code compiled, then the median of several passes for small sizes.
  for (let pass = 0; pass < 3; pass++) microsPerTask(workload(20_000, 9), teamOf(agents));
  const passes = Array.from({ length: size <= 1000 ? 25 : size <= 10_000 ? 7 : 1 }, () => microsPerTask(workload(size, 1), teamOf(agents)));
  console.log(passes.toSorted((a, b) => a - b)[Math.floor(passes.length / 2)]);
}
