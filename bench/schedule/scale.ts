import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { formatDuration } from '../../src/core/duration.ts';

interface Scale {
  readonly done: number;
  readonly count: number;
  readonly microsPerTask: number;
  readonly makespanMs: number;
  readonly utilization: number;
  readonly peakMegabytes: number;
  readonly violations: readonly string[];
}

/** Agents, runs, graphs of a hundred tasks a run: ten times the work for ten times the agents; then the same work in more runs. */
const SIZES = [
  [100, 10, 10],
  [1000, 10, 100],
  [10_000, 10, 1000],
  [1000, 1, 1000],
  [1000, 100, 10],
  [1000, 1000, 1],
] as const;
const A_DAY = 1e9;
const SECONDS_A_DAY = 86_400;

/** Each in a process of its own, so that none is measured in the rubbish of another. */
function measured(agents: number, runs: number, graphs: number): Scale {
  const script = fileURLToPath(new URL('./measure-scale.ts', import.meta.url));
  const flags = ['--max-semi-space-size=64', '--max-old-space-size=12000', script, String(agents), String(runs), String(graphs)];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`simulating ${agents} agents ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Scale;
}

/** 6. How the scheduler grows with agents, tasks and runs, and what 10^9 tasks a day would take of it. */
export function benchScale(): void {
  console.log('6. Scale: batches of graphs of a hundred tasks, two slots an agent, half of the agents behind one key');
  for (const [agents, runs, graphs] of SIZES) {
    const { done, count, microsPerTask, makespanMs, utilization, peakMegabytes, violations } = measured(agents, runs, graphs);
    const cores = (A_DAY / SECONDS_A_DAY) * microsPerTask * 1e-6;
    console.log(
      `   ${agents} agents, ${count} tasks in ${runs} runs: ${done} done in ${formatDuration(makespanMs)} of virtual time, ${(utilization * 100).toFixed(1)} % of the slots busy; ${microsPerTask.toFixed(1)} us a task, ${peakMegabytes.toFixed(0)} MB at the peak; violations ${violations.length}; 10^9 tasks a day would take ${cores.toFixed(2)} cores of scheduling`,
    );
  }
}
