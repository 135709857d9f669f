import type { Task } from '../core/task.ts';
import { identicalAgents } from './identical-agents.ts';
import { type PlanSimulationOptions, simulatePlan } from './simulate-plan.ts';

/** A plan on so many identical slots. */
export interface SweepPoint {
  readonly agents: number;
  readonly makespanMs: number;
  readonly lowerBoundMs: number;
  /** The work of its successful attempts, end to end, over the makespan. `null` when that is 0. */
  readonly speedup: number | null;
  /** Busy over all slot-time. */
  readonly rawUtilization: number;
}

export interface Sweep {
  readonly points: readonly SweepPoint[];
  /** The least number of agents that is within `ENOUGH` of the best makespan: more hardly help. */
  readonly enough: number;
}

/** Up to so many are tried one by one; beyond, each is a quarter larger than the one before. */
const ONE_BY_ONE = 16;
const GROWTH = 1.25;
/** More agents stop helping where none of them makes the plan shorter by more than this share. */
const ENOUGH = 0.01;

/** The numbers from `from` to `to` that are tried: both ends, and enough between them. */
export function sweepSizes(from: number, to: number): number[] {
  const sizes: number[] = [];
  for (let size = from; size < to; size = size < ONE_BY_ONE ? size + 1 : Math.ceil(size * GROWTH)) sizes.push(size);
  return [...sizes, to];
}

export function sweepAgents(
  tasks: readonly Task[],
  sizes: readonly number[],
  options: Omit<PlanSimulationOptions, 'team' | 'agents' | 'refusals' | 'changes'>,
): Sweep {
  const points = sizes.map((agents): SweepPoint => {
    const { schedule, lowerBoundMs } = simulatePlan(tasks, { ...options, team: identicalAgents(agents) });
    const makespanMs = schedule.reduce((latest, { endMs }) => Math.max(latest, endMs), 0);
    const workMs = schedule.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    return {
      agents,
      makespanMs,
      lowerBoundMs,
      speedup: makespanMs === 0 ? null : workMs / makespanMs,
      rawUtilization: makespanMs === 0 ? 1 : workMs / (agents * makespanMs),
    };
  });
  const bestMs = points.reduce((least, { makespanMs }) => Math.min(least, makespanMs), Number.POSITIVE_INFINITY);
  const enough = points.find(({ makespanMs }) => makespanMs <= bestMs * (1 + ENOUGH))?.agents ?? 1;
  return { points, enough };
}
