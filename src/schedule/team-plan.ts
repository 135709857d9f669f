import { IndexHeap } from './index-heap.ts';

/**
 * Work that is known in full, on agents that differ. Tasks by index, each after those it depends on, and agents by index;
 * `task * agents + agent` is the place of a pair.
 * Instants are ms from now on.
 */
export interface TeamProblem {
  readonly tasks: number;
  readonly agents: number;
  /** By agent, >= 0. */
  readonly slots: Int32Array;
  /** By pair; `Infinity` where the agent cannot do the task. */
  readonly durationsMs: Float64Array;
  /** By pair: what it costs beside time, in USD. */
  readonly costsUsd: Float64Array;
  /** What an hour sooner is worth is what a ms of makespan costs. */
  readonly usdPerMs: number;
  /** What it is to keep within, where there is such a thing. */
  readonly goals?: PlanGoals;
  readonly successors: readonly (readonly number[])[];
  readonly predecessors: readonly (readonly number[])[];
  /** By task: the agent it is under way on, else -1. */
  readonly underWayOn: Int32Array;
  /** By task under way: when it is expected to end. */
  readonly endsMs: Float64Array;
}

/** A plan beyond these is worse than any within them. */
export interface PlanGoals {
  /** When all is to be done. */
  readonly endMs: number;
  /** What all is to cost. */
  readonly usd: number;
  /** By pair: what is expected to be paid for it. */
  readonly pricesUsd: Float64Array;
}

/** Who does what, and in which order: the largest of `order` first among what waits for the same agent. */
export interface Assignment {
  readonly agents: Int32Array;
  readonly order: Float64Array;
}

export interface TeamDraft {
  readonly startsMs: Float64Array;
  readonly endsMs: Float64Array;
  readonly makespanMs: number;
  /** What is paid, as far as goals ask for it. */
  readonly paidUsd: number;
  /** Of makespan and costs together: smaller is better; `Infinity` when not everything gets done. */
  readonly valueUsd: number;
}

/** What the mean end of the tasks counts beside that of the last one: of plans that are equally long the one that gets more done early bears surprises better. */
const WEIGHT_OF_MEAN = 0.005;

/** What each USD and each ms beyond the goals counts as, in USD. */
const BEYOND_USD = 1e4;
const LATE_USD_PER_MS = 1;

/**
 * What becomes of an assignment: tasks are taken in its order, each after those it depends on, and begin as soon as those are done and
 * a slot of their agent is free of those taken before (serial schedule generation: Kolisch 1996). An agent may be left idle for
 * what is to come. O((V + E) log V + V slots).
 */
export function draftOf(problem: TeamProblem, { agents, order }: Assignment): TeamDraft {
  const { tasks, agents: count, durationsMs, costsUsd, successors, predecessors, underWayOn, goals } = problem;
  const startsMs = new Float64Array(tasks);
  const endsMs = problem.endsMs.slice();
  const readyMs = new Float64Array(tasks);
  const pending = new Int32Array(tasks);
  const free = freeSlots(problem);
  const available = new IndexHeap(order);
  let costUsd = 0;
  let paidUsd = 0;
  let makespanMs = 0;
  let sumMs = 0;
  let done = 0;
  for (let task = 0; task < tasks; task++) pending[task] = predecessors[task]?.length ?? 0;
  const release = (task: number): void => {
    done++;
    const endMs = endsMs[task] ?? 0;
    if (endMs > makespanMs) makespanMs = endMs;
    sumMs += endMs;
    const after = successors[task] ?? [];
    for (let index = 0; index < after.length; index++) {
      const successor = after[index] ?? 0;
      if (endMs > (readyMs[successor] ?? 0)) readyMs[successor] = endMs;
      const left = (pending[successor] ?? 0) - 1;
      pending[successor] = left;
      if (left === 0) available.push(successor);
    }
  };
  for (let task = 0; task < tasks; task++) {
    if ((underWayOn[task] ?? -1) >= 0) release(task);
    else if (predecessors[task]?.length === 0) available.push(task);
  }
  for (let task = available.pop(); task >= 0; task = available.pop()) {
    const agent = agents[task] ?? 0;
    const slots = free[agent] ?? [];
    const pair = task * count + agent;
    const ready = readyMs[task] ?? 0;
    const slot = fittingSlot(slots, ready);
    if (slot < 0) continue;
    const startMs = Math.max(ready, slots[slot] ?? 0);
    const endMs = startMs + (durationsMs[pair] ?? 0);
    startsMs[task] = startMs;
    endsMs[task] = endMs;
    slots[slot] = endMs;
    costUsd += costsUsd[pair] ?? 0;
    if (goals !== undefined) paidUsd += goals.pricesUsd[pair] ?? 0;
    release(task);
  }
  let valueUsd = (makespanMs + (WEIGHT_OF_MEAN * sumMs) / Math.max(1, tasks)) * problem.usdPerMs + costUsd;
  if (done < tasks) valueUsd = Number.POSITIVE_INFINITY;
  else if (goals !== undefined)
    valueUsd += Math.max(0, paidUsd - goals.usd) * BEYOND_USD + Math.max(0, makespanMs - goals.endMs) * LATE_USD_PER_MS;
  return { startsMs, endsMs, makespanMs, paidUsd, valueUsd };
}

/** By agent, when each slot is free of what is under way. */
export function freeSlots({ slots, underWayOn, endsMs }: TeamProblem): number[][] {
  const free = Array.from(slots, (count) => new Array<number>(Math.max(0, count)).fill(0));
  for (let task = 0; task < underWayOn.length; task++) {
    const own = free[underWayOn[task] ?? -1];
    const unused = own?.indexOf(0) ?? -1;
    if (own !== undefined && unused >= 0) own[unused] = Math.max(Number.MIN_VALUE, endsMs[task] ?? 0);
  }
  return free;
}

/** Of the slots that are free in time the one that was free last, so that the others stay good for earlier work; else the first to be free. */
function fittingSlot(slots: readonly number[], readyMs: number): number {
  let best = -1;
  for (let slot = 0; slot < slots.length; slot++) {
    const own = slots[slot] ?? 0;
    const known = slots[best] ?? 0;
    if (best < 0 || (own <= readyMs ? known > readyMs || own > known : own < known)) best = slot;
  }
  return best;
}
