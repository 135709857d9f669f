import { IndexHeap } from './index-heap.ts';
import { seeded } from './seeded.ts';

/** Tasks by index, each after those it depends on, with durations that are expected to hold on any of equal slots. */
export interface KnownPlan {
  readonly durationsMs: Float64Array;
  readonly successors: readonly (readonly number[])[];
  readonly predecessors: readonly (readonly number[])[];
  readonly slots: number;
}

interface Draft {
  readonly startsMs: Float64Array;
  readonly makespanMs: number;
}

/** How often a task may be looked at in all: a plan of a thousand tasks is tried two hundred times. */
const LOOKS = 200_000;
const MOST_DRAFTS = 300;
/** After so many drafts without a gain the search starts again from the best with its order shaken. */
const PATIENCE = 2;
/** Gains smaller than this are rounding. */
const ROUNDING = 1e-9;

/**
 * A better order than the longest chain first, for a plan that is known in full: the schedule is built again and again, by
 * turns forwards and backwards, each time in the order in which the one before ended (forward-backward improvement, Li and
 * Willis 1992; Tormos and Lova 2001), and shaken when that leads nowhere. Anytime: it stops when the lower bound is
 * reached or its looks are used up, and the best draft counts.
 *
 * @param levelsMs Bottom levels by task.
 * @returns By task, the makespan of the best draft minus its start there: never less than its bottom level, and given out largest
 *   first it leads to that draft again. Nothing when no draft is better than that of the bottom levels.
 */
export function improvedLevels(plan: KnownPlan, levelsMs: Float64Array): Float64Array | undefined {
  const count = levelsMs.length;
  const first = draft(plan, plan.predecessors, plan.successors, levelsMs);
  const work = plan.durationsMs.reduce((sum, durationMs) => sum + durationMs, 0);
  const boundMs = Math.max(
    work / plan.slots,
    levelsMs.reduce((most, level) => Math.max(most, level), 0),
  );
  const random = seeded(count);
  let best = first;
  let current = first;
  let idle = 0;
  const drafts = Math.min(MOST_DRAFTS, Math.floor(LOOKS / (2 * count + 1)));
  for (let turn = 0; turn < drafts && best.makespanMs > boundMs * (1 + ROUNDING); turn++) {
    const ends = current.startsMs.map((startMs, task) => startMs + (plan.durationsMs[task] ?? 0));
    const backwards = draft(plan, plan.successors, plan.predecessors, ends);
    const order = backwards.startsMs.map((startMs, task) => startMs + (plan.durationsMs[task] ?? 0));
    current = draft(plan, plan.predecessors, plan.successors, order);
    if (current.makespanMs < best.makespanMs * (1 - ROUNDING)) {
      best = current;
      idle = 0;
    } else if (++idle >= PATIENCE) {
      idle = 0;
      const swing = 0.02 * 2 ** (turn % 7) * best.makespanMs;
      const shaken = best.startsMs.map((startMs) => best.makespanMs - startMs + (random() - 0.5) * swing);
      current = draft(plan, plan.predecessors, plan.successors, shaken);
      if (current.makespanMs < best.makespanMs * (1 - ROUNDING)) best = current;
    }
  }
  return best === first ? undefined : best.startsMs.map((startMs) => best.makespanMs - startMs);
}

/** A schedule that never leaves a slot idle for which there is work: ready tasks by `priority`, largest first. O((V + E) log V). */
function draft(
  { durationsMs, slots }: KnownPlan,
  before: KnownPlan['predecessors'],
  after: KnownPlan['successors'],
  priority: Float64Array,
): Draft {
  const count = durationsMs.length;
  const startsMs = new Float64Array(count);
  const soonest = new Float64Array(count);
  const pending = Int32Array.from(before, (list) => list.length);
  const ready = new IndexHeap(priority);
  const running = new IndexHeap(soonest);
  for (let task = 0; task < count; task++) if (pending[task] === 0) ready.push(task);
  let nowMs = 0;
  for (;;) {
    while (running.size < slots && ready.size > 0) {
      const task = ready.pop();
      startsMs[task] = nowMs;
      soonest[task] = -(nowMs + (durationsMs[task] ?? 0));
      running.push(task);
    }
    const next = running.peek();
    if (next < 0) break;
    nowMs = -(soonest[next] ?? 0);
    for (let task = next; task >= 0 && -(soonest[task] ?? 0) === nowMs; task = running.peek()) {
      running.pop();
      for (const successor of after[task] ?? []) {
        const left = (pending[successor] ?? 0) - 1;
        pending[successor] = left;
        if (left === 0) ready.push(successor);
      }
    }
  }
  return { startsMs, makespanMs: nowMs };
}
