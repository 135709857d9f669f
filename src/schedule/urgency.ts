import type { PriorityLevel, RunNode, TaskNode } from './task-node.ts';

/**
 * How long the ready tasks of one run and priority are passed over before they count as one priority higher. So those that are `d`
 * priorities below the others are given a slot at the latest `(d + 1)` times this after their last one, plus the time until
 * a slot comes free; when several are that late they take turns.
 */
const AGEING_MS = 60_000;

/** Instants that fall together but for rounding are so much apart at the most. */
const ROUNDING_MS = 1;

/** The longest chain of a run in proportion to the time left before its deadline, from which it counts as more urgent. */
const TIGHT = [0.5, 0.8, 1] as const;

/** User priority, with what ageing and a near deadline add. */
export function urgencyOf({ task, run, queue, levelMs }: TaskNode, nowMs: number): number {
  return run.terms.priority + task.priority + ageing(queue.level, nowMs) + tightness(run, levelMs, nowMs);
}

function ageing({ waitingSinceMs }: PriorityLevel, nowMs: number): number {
  return waitingSinceMs < nowMs ? Math.floor((nowMs - waitingSinceMs) / AGEING_MS) : 0;
}

function tightness({ terms: { deadlineAtMs } }: RunNode, levelMs: number, nowMs: number): number {
  if (deadlineAtMs === undefined) return 0;
  const used = levelMs / Math.max(1, deadlineAtMs - nowMs);
  return TIGHT.filter((threshold) => used >= threshold).length;
}

/** The next instant at which waiting or a near deadline makes the task more urgent, as long as its run is given nothing. */
export function risesAtMs({ run: { terms }, queue, levelMs }: TaskNode, nowMs: number): number {
  const agesAtMs = queue.level.waitingSinceMs + (ageing(queue.level, nowMs) + 1) * AGEING_MS;
  let next = Math.max(agesAtMs, nowMs + ROUNDING_MS);
  if (terms.deadlineAtMs === undefined) return next;
  for (const threshold of TIGHT) {
    const tightAtMs = terms.deadlineAtMs - Math.max(levelMs / threshold, 1);
    if (tightAtMs > nowMs - ROUNDING_MS) next = Math.min(next, Math.max(tightAtMs, nowMs + ROUNDING_MS));
  }
  return next;
}
