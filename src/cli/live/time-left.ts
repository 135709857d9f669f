import type { TaskRecord } from '../../core/run-record.ts';
import { bottomLevels, durationsOf } from '../../graph/levels.ts';
import { taskGraph } from '../../graph/task-graph.ts';
import { type LiveState, leavesOf } from './live-state.ts';

/** How far a run is: by expected time where every task has one, else by number of tasks. */
export interface Advance {
  /** 0..1. */
  readonly share: number;
  /** Absent: too little is known to say. */
  readonly leftMs?: number;
}

/**
 * How far a run is and how long it may still take: the longest chain of what is left, or what is left shared by as
 * many tasks as run now, whichever is longer. What is not known of a task is taken from those that ended. O(V + E).
 */
export function advanceOf(state: LiveState, nowMs: number): Advance {
  const leaves = leavesOf(state.record);
  if (leaves.length === 0) return { share: 0 };
  const unfinished = leaves.filter(({ state: { status } }) => status === 'waiting' || status === 'running');
  const byCount: Advance = { share: (leaves.length - unfinished.length) / leaves.length };
  const typicalMs = meanDurationMs(leaves);
  const expected = (leaf: TaskRecord): number | undefined => state.expectedMs(leaf.task) ?? typicalMs;
  if (unfinished.some((leaf) => expected(leaf) === undefined)) return byCount;

  const leftMs = new Map(unfinished.map((leaf) => [leaf.task.id, remainingMs(leaf, expected(leaf) ?? 0, nowMs)]));
  let totalLeftMs = 0;
  for (const left of leftMs.values()) totalLeftMs += left;
  const running = unfinished.filter(({ state: { status } }) => status === 'running').length;
  const graph = taskGraph([...state.record.tasks.values()].map(({ task }) => task));
  const levels = bottomLevels(
    graph,
    durationsOf(graph, (task) => leftMs.get(task.id) ?? 0),
  );
  const chainMs = levels.reduce((longest, level) => Math.max(longest, level), 0);
  const totalMs = leaves.reduce((sum, leaf) => sum + (expected(leaf) ?? 0), 0);
  return {
    share: totalMs > 0 ? Math.min(1, Math.max(0, 1 - totalLeftMs / totalMs)) : byCount.share,
    leftMs: Math.max(chainMs, totalLeftMs / Math.max(1, running)),
  };
}

function remainingMs({ attempts, state }: TaskRecord, expectedMs: number, nowMs: number): number {
  const startedAtMs = state.status === 'running' ? attempts.at(-1)?.startedAtMs : undefined;
  return startedAtMs === undefined ? expectedMs : Math.max(0, expectedMs - (nowMs - startedAtMs));
}

function meanDurationMs(leaves: readonly TaskRecord[]): number | undefined {
  let sum = 0;
  let count = 0;
  for (const { attempts, state } of leaves) {
    const last = attempts.at(-1);
    if (state.status !== 'succeeded' || last?.endedAtMs === undefined) continue;
    sum += last.endedAtMs - last.startedAtMs;
    count++;
  }
  return count === 0 ? undefined : sum / count;
}
