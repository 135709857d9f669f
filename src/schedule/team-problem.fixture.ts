import type { TeamProblem } from './team-plan.ts';

export const NEVER = Number.POSITIVE_INFINITY;
/** Durations by task and agent, what each task waits for, and the slots of the agents. A ms costs a dollar, and nothing else costs anything. */
export function problemOf(
  rows: readonly (readonly number[])[],
  before: readonly (readonly number[])[],
  slots: readonly number[],
): TeamProblem {
  return {
    tasks: rows.length,
    agents: slots.length,
    slots: Int32Array.from(slots),
    durationsMs: Float64Array.from(rows.flat()),
    costsUsd: new Float64Array(rows.length * slots.length),
    usdPerMs: 1,
    predecessors: before,
    successors: rows.map((_, task) => before.flatMap((list, index) => (list.includes(task) ? [index] : []))),
    underWayOn: new Int32Array(rows.length).fill(-1),
    endsMs: new Float64Array(rows.length),
  };
}
