import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '../../src/core/task.ts';
import { orderTasks } from '../../src/execute/order-tasks.ts';
import { lowerBound } from '../../src/graph/lower-bound.ts';
import { taskGraph } from '../../src/graph/task-graph.ts';
import { identicalSlots } from '../../src/graph/workforce.ts';
import { readPlanFile } from '../../src/plan/plan-file.ts';
import { noiseFactor } from '../../src/simulate/noise.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { identicalAgents } from '../../src/simulate/simulate-plan.ts';
import { geometricMean } from './geometric-mean.ts';

const SLOTS = [4, 8, 16, 32, 64];
const NOISE = 0.5;
const SEEDS = [1, 2, 3];

interface Reference {
  readonly instance: string;
  readonly slots: number;
  readonly listS: number;
  readonly fifoS: number;
  readonly barrierS: number;
  readonly boundS: number;
}

function references(folder: string): Reference[] {
  const [head = '', ...lines] = readFileSync(join(folder, 'REFERENCE.csv'), 'utf8').trim().split('\n');
  const columns = head.split(',');
  return lines.flatMap((line) => {
    const cells = line.split(',');
    const cell = (name: string): number => Number(cells[columns.indexOf(name)]);
    return SLOTS.map((slots) => ({
      instance: cells[0] ?? '',
      slots,
      listS: cell(`blevel_P${slots}`),
      fifoS: cell(`fifo_P${slots}`),
      barrierS: cell(`bsp_P${slots}`),
      boundS: cell(`LB2_P${slots}`),
    }));
  });
}

function makespanMs(tasks: readonly Task[], slots: number, sigma: number, seed: number): number {
  const { schedule } = simulate(
    {
      team: identicalAgents(slots),
      runs: [{ tasks }],
      happen: (task) => ({ durationMs: (task.estimate?.durationMs ?? 0) * noiseFactor(sigma, seed, `${task.id}/1`) }),
    },
    { reasons: false, keepCommands: false },
  );
  return schedule.reduce((latest, { endMs }) => Math.max(latest, endMs), 0);
}

/** 1. Makespan over lower bound on recorded workflows, with known and with noisy durations. */
export function benchMakespan(data: string): void {
  const folder = join(data, 'wfinstances');
  const known: { name: string; ratio: number; toList: number; toBarrier: number; toFifo: number; slots: number }[] = [];
  const noisy: { name: string; ratio: number }[] = [];
  const plans = new Map<string, Task[]>();
  let missing = 0;
  for (const { instance, slots, listS, fifoS, barrierS, boundS } of references(folder)) {
    const path = join(folder, instance);
    if (!existsSync(path)) {
      missing++;
      continue;
    }
    const tasks =
      plans.get(instance) ??
      orderTasks(readPlanFile(readFileSync(path, 'utf8'), path, { maxTasks: 1e6, maxDepth: 1e6, maxFanOut: 1e6 }).tasks);
    plans.set(instance, tasks);
    const graph = taskGraph(tasks);
    const durations = Float64Array.from(graph.tasks, (task) => task.estimate?.durationMs ?? 0);
    const boundMs = Math.max(boundS * 1000, lowerBound(graph, identicalSlots(slots, durations)).boundMs);
    const ours = makespanMs(tasks, slots, 0, 1);
    const name = `${instance} on ${slots}`;
    known.push({
      name,
      slots,
      ratio: ours / boundMs,
      toList: ours / (listS * 1000),
      toBarrier: (barrierS * 1000) / ours,
      toFifo: (fifoS * 1000) / ours,
    });
    for (const seed of SEEDS) {
      const realised = Float64Array.from(graph.tasks, (task, leaf) => (durations[leaf] ?? 0) * noiseFactor(NOISE, seed, `${task.id}/1`));
      const bound = lowerBound(graph, identicalSlots(slots, realised)).boundMs;
      noisy.push({ name: `${name}, seed ${seed}`, ratio: makespanMs(tasks, slots, NOISE, seed) / bound });
    }
  }
  const worst = (list: readonly { readonly name: string; readonly ratio: number }[]): string => {
    const most = list.reduce((a, b) => (b.ratio > a.ratio ? b : a));
    return `${most.ratio.toFixed(4)} (${most.name})`;
  };
  const wide = known.filter(({ slots }) => slots >= 8);
  // The reference is rounded to a millisecond.
  const worse = known.filter(({ toList }) => toList > 1 + 1e-5);
  console.log(
    `1. Makespan, ${plans.size} recorded workflows at ${SLOTS.join(', ')} slots${missing === 0 ? '' : ` (${missing} of the reference are not there)`}`,
  );
  console.log(
    `   known durations: over the lower bound ${geometricMean(known.map(({ ratio }) => ratio)).toFixed(4)}, at most ${worst(known)}`,
  );
  console.log(
    `   against plain list scheduling: ${geometricMean(known.map(({ toList }) => toList)).toFixed(4)}; worse on ${worse.length} of ${known.length}${worse.map(({ name, toList }) => `\n     ${name}: ${toList.toFixed(5)}`).join('')}`,
  );
  console.log(
    `   level barrier over ours at 8 slots or more: ${geometricMean(wide.map(({ toBarrier }) => toBarrier)).toFixed(3)}; FIFO over ours ${geometricMean(known.map(({ toFifo }) => toFifo)).toFixed(4)}`,
  );
  console.log(
    `   lognormal noise ${NOISE}, ${SEEDS.length} seeds: over the realised bound ${geometricMean(noisy.map(({ ratio }) => ratio)).toFixed(4)}, at most ${worst(noisy)}`,
  );
}
