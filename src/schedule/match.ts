import type { AgentNode } from './agent-node.ts';
import type { AgentPool } from './agent-pool.ts';
import { bestAssignment } from './assignment.ts';
import { choose, forEachCandidate } from './choose.ts';
import { mostUrgent } from './open-lanes.ts';
import type { SchedulerState } from './state.ts';
import type { TaskNode } from './task-node.ts';
import { urgencyOf } from './urgency.ts';

/** So many tasks are matched at once; beyond that, and in large teams, each goes to its best agent in turn. */
const MOST_TASKS = 16;
const MOST_POOLS = 32;

const ROUNDING = 1e-9;

/**
 * Matches ready tasks with the slots that are free, so that the sum of expected utilities is largest: a task leaves its best agent to
 * another that would lose more. Looked at are the most urgent tasks of one run, as long as each would start now if they were taken in
 * turn; who is to wait for whom stays decided in turn. A task counts by the cube of the work that waits for it, so that what is critical
 * does not lose to what is not.
 *
 * @returns By task, the agent meant for it; empty where taking them in turn is as good.
 */
export function matchTasks(state: SchedulerState, nowMs: number): ReadonlyMap<TaskNode, AgentNode> {
  if (state.backlog.kinds > 0 || state.pools.length > MOST_POOLS || hasFewFree(state)) return NOBODY_MATCHED;
  const slots = state.pools.reduce((sum, { freeSlots }) => sum + freeSlots, 0);
  const starting = startingInTurn(state, nowMs, Math.min(slots, MOST_TASKS));
  const [first] = starting;
  if (starting.length < 2 || first === undefined) return NOBODY_MATCHED;
  const columns = state.pools.flatMap(({ free, freeSlots }) => {
    const [agent] = free;
    return agent === undefined ? [] : Array.from({ length: Math.min(freeSlots, starting.length) }, () => agent);
  });
  const heaviest = Math.max(...starting.map(({ node }) => node.levelMs), 1);
  let inTurn = 0;
  const worth = starting.map(({ node, pool }) => {
    const row = new Array<number>(columns.length).fill(Number.NEGATIVE_INFINITY);
    const weight = (node.levelMs / heaviest) ** 3;
    forEachCandidate(node, state.forecast, nowMs, (agent, obstacle, { startMs, utilityUsd }) => {
      if (obstacle !== undefined || startMs > nowMs) return;
      for (const [column, other] of columns.entries()) if (other.pool === agent.pool) row[column] = utilityUsd * weight;
      if (agent.pool === pool) inTurn += utilityUsd * weight;
    });
    return row;
  });
  const taken = bestAssignment(worth, columns.length);
  let together = 0;
  for (const [row, column] of taken.entries()) together += worth[row]?.[column] ?? Number.NEGATIVE_INFINITY;
  if (together <= inTurn + Math.abs(inTurn) * ROUNDING) return NOBODY_MATCHED;
  const matched = new Map<TaskNode, AgentNode>();
  for (const [row, { node }] of starting.entries()) {
    const agent = columns[taken[row] ?? -1];
    if (agent !== undefined) matched.set(node, agent);
  }
  return matched;
}

const NOBODY_MATCHED: ReadonlyMap<TaskNode, AgentNode> = new Map();

/** True when fewer than two pools have a free slot. */
function hasFewFree({ pools }: SchedulerState): boolean {
  let free = 0;
  for (let index = 0; index < pools.length; index++) if ((pools[index]?.freeSlots ?? 0) > 0) free++;
  return free < 2;
}

interface Starting {
  readonly node: TaskNode;
  readonly pool: AgentPool;
}

/** The most urgent tasks of one run, as long as each would start now. What takes no time leaves its slot free for the next: hence `most`. */
function startingInTurn(state: SchedulerState, nowMs: number, most: number): Starting[] {
  const { forecast } = state;
  const starting: Starting[] = [];
  const taken: TaskNode[] = [];
  while (starting.length < most) {
    const node = mostUrgent(state, nowMs)?.pop();
    if (node === undefined) break;
    taken.push(node);
    if (node.queue.class.isPinned || node.task.resources.length > 0 || node.run !== taken[0]?.run) break;
    if (urgencyOf(node, nowMs) !== urgencyOf(taken[0], nowMs)) break;
    const { kind, option } = choose(node, forecast, nowMs);
    if (kind !== 'start' || option.agent === undefined) break;
    starting.push({ node, pool: option.agent.pool });
    forecast.book(option.agent.pool, nowMs, option.durationMs);
  }
  for (const node of taken) node.queue.push(node);
  forecast.begin(nowMs);
  return starting;
}
