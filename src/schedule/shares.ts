import type { AgentPool } from './agent-pool.ts';
import type { TaskNode } from './task-node.ts';
import type { TaskQueue } from './task-queue.ts';

/** Who the ready tasks of a kind are for, while there are more of them than slots. */
export interface Shares {
  /** By pool: how many tasks are still for it. */
  readonly left: Float64Array;
  /** The sum of them. */
  total: number;
}

const NOTHING = 1e-6;

/** Takes note that a task of the queue was given to the pool. */
export function noteShare({ shares }: Shared, pool: AgentPool): void {
  if (shares === undefined) return;
  shares.left[pool.index] = (shares.left[pool.index] ?? 0) - 1;
  shares.total--;
}

/** Lays down who the tasks of the queue are for; without shares, each goes to its best agent. */
export function setShares(queue: TaskQueue, shares: Shares | undefined): void {
  queue.shares = shares;
  const lane = shares === undefined ? queue.class.lane : queue.class.sharedLane;
  if (lane === queue.lane) return;
  queue.lane.remove(queue);
  queue.lane = lane;
  if (queue.size > 0) lane.rose(queue);
}

/** True when the task is to leave the pool to other work. One that went wrong before takes whom it can get. */
export function isKept({ queue, trouble }: TaskNode, pool: AgentPool): boolean {
  return trouble === undefined && !isShareOf(queue, pool);
}

/** True when tasks of the queue are for the pool, among others. */
export function isShareOf({ shares }: Shared, pool: AgentPool): boolean {
  return shares === undefined || pool.isSpare || shares.total <= NOTHING || (shares.left[pool.index] ?? 0) > NOTHING;
}

interface Shared {
  readonly shares: Shares | undefined;
}
