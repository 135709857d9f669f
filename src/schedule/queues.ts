import { contextNeeded, expectedTokens } from './expectation.ts';
import type { AddedTask } from './messages.ts';
import type { SchedulerState } from './state.ts';
import { classKeyOf, createTaskClass, type Eligible, pinnedTo, type TaskClass } from './task-class.ts';
import type { PriorityLevel, RunNode, TaskNode } from './task-node.ts';
import { TaskQueue } from './task-queue.ts';

/** Where tokens are limited, tasks that need about as many of them are a class: what is large goes best where tokens are not what is scarce. */
function sizeOf(task: AddedTask['task']): number {
  return Math.round(Math.log2(Math.max(1, expectedTokens(task))));
}

/** How many of the team's sizes of context are too small for a task that says how much it needs. */
function tooSmall({ contextSizes }: SchedulerState, task: AddedTask['task']): number {
  const needed = contextNeeded(task);
  let count = 0;
  while (count < contextSizes.length && (contextSizes[count] ?? 0) < needed) count++;
  return count;
}

/** The class of a task; made when it is the first of it. */
export function classOf(state: SchedulerState, task: AddedTask['task'], refusals: AddedTask['refusals']): TaskClass {
  let key = classKeyOf(task, refusals);
  if (state.hasTokenLimits) key += `|${sizeOf(task)}`;
  if (state.contextSizes.length > 0) key += `|${tooSmall(state, task)}`;
  const known = state.classes.get(key);
  if (known !== undefined) return known;
  const made = createTaskClass(key, task, refusals, state.pools, state.lanes);
  state.classes.set(key, made);
  return made;
}

/** Priorities beyond so many in one run age with the nearest of the first ones. */
const MOST_LEVELS = 8;

const newLevel = (): PriorityLevel => ({ ready: 0, waitingSinceMs: 0 });

export function levelOf({ levels }: RunNode, priority: number): PriorityLevel {
  const known = levels.get(priority);
  if (known !== undefined) return known;
  if (levels.size < MOST_LEVELS) {
    const level = newLevel();
    levels.set(priority, level);
    return level;
  }
  let nearest: readonly [number, PriorityLevel] | undefined;
  for (const entry of levels) if (nearest === undefined || Math.abs(entry[0] - priority) < Math.abs(nearest[0] - priority)) nearest = entry;
  return nearest?.[1] ?? newLevel();
}

/** Where the tasks of a run, class and priority level wait; made when it is first needed. */
export function queueOf(state: SchedulerState, run: RunNode, taskClass: TaskClass, level: PriorityLevel): TaskQueue {
  let queues = state.queues.get(run);
  if (queues === undefined) {
    queues = [];
    state.queues.set(run, queues);
  }
  let queue = queues.find((one) => one.class === taskClass && one.level === level);
  if (queue === undefined) {
    queue = new TaskQueue(taskClass, run, level);
    queues.push(queue);
  }
  return queue;
}

/** Where a task waits that a plan gives to the agents of one pool only. */
export function pinnedQueue(state: SchedulerState, node: TaskNode, entry: Eligible): TaskQueue {
  const from = node.queue.unpinned ?? node.queue;
  const key = `${from.class.key}@${entry.pool.index}`;
  let pinned = state.classes.get(key);
  if (pinned === undefined) {
    pinned = pinnedTo(key, from.class, entry, state.lanes);
    state.classes.set(key, pinned);
  }
  const queue = queueOf(state, node.run, pinned, from.level);
  queue.unpinned = from;
  return queue;
}
