import type { PriorityLevel, RunNode, TaskNode } from './task-node.ts';

/**
 * How long the ready tasks of one run and priority are passed over before they count as one priority higher. So those that are `d`
 * priorities below the others are given a slot at the latest `(d + 1)` times this after their last one, plus the time until
 * a slot comes free; when several are that late they take turns.
 */
const AGEING_MS = 60_000;

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

/**
 * True when `a`, the first of its queue, goes before `b`, the first of another: the more urgent one; of equally urgent ones in
 * different runs, the run that was served least for its weight; then the longer chain of work, and the one that came first.
 */
export function goesBefore(a: TaskNode, urgencyA: number, b: TaskNode, urgencyB: number): boolean {
  if (urgencyA !== urgencyB) return urgencyA > urgencyB;
  if (a.run !== b.run) {
    if (a.run.servedMs !== b.run.servedMs) return a.run.servedMs < b.run.servedMs;
    return a.run.order < b.run.order;
  }
  return a.levelMs === b.levelMs ? a.order < b.order : a.levelMs > b.levelMs;
}
