import type { AgentPool } from './agent-pool.ts';
import { isAheadOfPlan } from './planned-run.ts';
import { isShareOf } from './shares.ts';
import type { SchedulerState } from './state.ts';
import type { TaskNode } from './task-node.ts';
import type { TaskQueue } from './task-queue.ts';
import { goesBefore, urgencyOf } from './urgency.ts';

/**
 * Gathers the queues that a free slot could serve. Where work is shared out there are many of them, by kind: those whose agents can all
 * not begin anything now are left out.
 *
 * @returns When a limit lets the first of those begin.
 */
export function findOpenQueues(state: SchedulerState, nowMs: number): number {
  const { openQueues } = state;
  openQueues.length = 0;
  let wakeAtMs = Number.POSITIVE_INFINITY;
  const isShared = state.backlog.kinds > 0;
  if (isShared) for (const pool of state.pools) pool.opensAtMs = opensAtMs(pool, nowMs);
  for (const queues of state.queues.values()) {
    for (let index = 0; index < queues.length; index++) {
      const queue = queues[index];
      if (queue === undefined || queue.size === 0) continue;
      if (queue.level.waitingSinceMs > nowMs) queue.level.waitingSinceMs = nowMs;
      if (queue.class.freePools === 0) continue;
      const openAtMs = isShared ? queueOpensAtMs(queue) : nowMs;
      if (openAtMs <= nowMs) openQueues.push(queue);
      else wakeAtMs = Math.min(wakeAtMs, openAtMs);
    }
  }
  return wakeAtMs;
}

/** Of the open queues the one whose first task is the most urgent. Those that nothing can be taken from any more are struck off. */
export function mostUrgent({ openQueues, decisions }: SchedulerState, nowMs: number): TaskQueue | undefined {
  let best: TaskQueue | undefined;
  let first: TaskNode | undefined;
  let firstUrgency = 0;
  for (let index = 0; index < openQueues.length; index++) {
    const queue = openQueues[index];
    const head = queue === undefined || queue.class.freePools === 0 || queue.stuckIn === decisions ? undefined : queue.peek();
    if (queue === undefined || head === undefined) {
      const last = openQueues.pop();
      if (last !== undefined && last !== queue) openQueues[index--] = last;
      continue;
    }
    if (queue.class.isPinned && isAheadOfPlan(head)) continue;
    const urgency = urgencyOf(head, nowMs);
    if (first !== undefined && !goesBefore(head, urgency, first, firstUrgency)) continue;
    best = queue;
    first = head;
    firstUrgency = urgency;
  }
  return best;
}

/** When one of its agents with a free slot may begin something small; `Infinity` when only the end of an attempt can help. */
function opensAtMs({ freeSlots, agents }: AgentPool, nowMs: number): number {
  if (freeSlots === 0) return Number.POSITIVE_INFINITY;
  const quotas = agents[0]?.quotas;
  let earliest = nowMs;
  if (quotas !== undefined)
    for (let index = 0; index < quotas.length; index++) earliest = Math.max(earliest, quotas[index]?.earliestMs(1, nowMs) ?? 0);
  return earliest;
}

function queueOpensAtMs(queue: TaskQueue): number {
  let earliest = Number.POSITIVE_INFINITY;
  const { eligible } = queue.class;
  for (let index = 0; index < eligible.length; index++) {
    const pool = eligible[index]?.pool;
    if (pool !== undefined && pool.opensAtMs < earliest && isShareOf(queue, pool)) earliest = pool.opensAtMs;
  }
  return earliest;
}
