import type { AgentPool } from './agent-pool.ts';
import type { Lane } from './lane.ts';
import { ranksBefore } from './lane.ts';
import { isAheadOfPlan } from './planned-run.ts';
import { isShareOf } from './shares.ts';
import type { SchedulerState } from './state.ts';
import type { TaskQueue } from './task-queue.ts';

/**
 * Closes the lanes, for this look, that no free slot could serve. Where work is shared out there are many of them, by kind: those whose agents
 * can all not begin anything now are passed over.
 *
 * @returns When a limit lets the first of those begin.
 */
export function closeLanes(state: SchedulerState, nowMs: number): number {
  const { lanes, backlog, decisions } = state;
  let wakeAtMs = Number.POSITIVE_INFINITY;
  const isShared = backlog.kinds > 0;
  if (isShared) for (const pool of state.pools) pool.opensAtMs = opensAtMs(pool, nowMs);
  for (let index = 0; index < lanes.length; index++) {
    const lane = lanes[index];
    if (lane?.leave() === true) {
      const last = lanes.pop();
      if (last !== undefined && last !== lane) lanes[index--] = last;
    } else if (isShared && lane !== undefined && lane.class.freePools > 0) {
      const openAtMs = laneOpensAtMs(lane);
      if (openAtMs <= nowMs) continue;
      lane.closedIn = decisions;
      wakeAtMs = Math.min(wakeAtMs, openAtMs);
    }
  }
  return wakeAtMs;
}

/** Of the queues that a free slot could serve the one whose first task is the most urgent. Those that nothing can be taken from in this look are put aside. */
export function mostUrgent({ lanes, aside, decisions }: SchedulerState, nowMs: number): TaskQueue | undefined {
  let best: TaskQueue | undefined;
  for (let index = 0; index < lanes.length; index++) {
    const lane = lanes[index];
    if (lane === undefined || lane.class.freePools === 0 || lane.closedIn === decisions) continue;
    let queue = lane.top(nowMs);
    while (queue !== undefined && isStuck(queue, decisions)) {
      lane.remove(queue);
      aside.push(queue);
      queue = lane.top(nowMs);
    }
    if (queue !== undefined && (best === undefined || ranksBefore(queue, best))) best = queue;
  }
  return best;
}

/** Takes back what was put aside. */
export function takeBack({ aside }: SchedulerState): void {
  for (let queue = aside.pop(); queue !== undefined; queue = aside.pop()) if (queue.size > 0) queue.lane.rose(queue);
}

function isStuck(queue: TaskQueue, decision: number): boolean {
  if (queue.stuckIn === decision) return true;
  const head = queue.class.isPinned ? queue.peek() : undefined;
  return head !== undefined && isAheadOfPlan(head);
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

function laneOpensAtMs({ class: { eligible }, queues }: Lane): number {
  let earliest = Number.POSITIVE_INFINITY;
  const [queue] = queues;
  for (let index = 0; index < eligible.length; index++) {
    const pool = eligible[index]?.pool;
    if (pool !== undefined && queue !== undefined && pool.opensAtMs < earliest && isShareOf(queue, pool)) earliest = pool.opensAtMs;
  }
  return earliest;
}
