import type { TaskId } from '../../core/ids.ts';
import type { RunRecord, TaskRecord } from '../../core/run-record.ts';
import type { Task } from '../../core/task.ts';
import { statusOf, type TaskStatus } from '../../core/task-status.ts';

/** All that the live view shows of a run. */
export interface LiveState {
  readonly record: RunRecord;
  /** What an agent last said of the task that it is at. */
  readonly progress: ReadonlyMap<TaskId, string>;
  /** What a task is expected to take, where anything is known of it. */
  readonly expectedMs: (task: Task) => number | undefined;
  /** The user has asked for it to stop. */
  readonly stopping: boolean;
}

export function leavesOf(record: RunRecord): TaskRecord[] {
  return [...record.tasks.values()].filter(({ children }) => children.length === 0);
}

/** How many leaf tasks stand where. Waiting and ready ones are counted together as `waiting`. */
export function countLeaves(leaves: readonly TaskRecord[]): Readonly<Record<TaskStatus, number>> {
  const counts = { waiting: 0, ready: 0, running: 0, succeeded: 0, failed: 0, blocked: 0, skipped: 0, cancelled: 0 };
  for (const { state } of leaves) counts[state.status]++;
  return counts;
}

/** The status to show. Of a leaf it costs O(dependencies), of a compound task O(descendants). */
export function shownStatus(record: RunRecord, task: TaskRecord): TaskStatus {
  return statusOf(record, task.task.id);
}

/** What was spent so far, as far as it is known. */
export function spentUsd(leaves: readonly TaskRecord[]): number {
  let sum = 0;
  for (const { attempts } of leaves) for (const attempt of attempts) sum += attempt.costUsd ?? 0;
  return sum;
}
