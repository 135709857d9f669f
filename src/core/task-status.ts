import type { TaskId } from './ids.ts';
import type { RunRecord, TaskRecord } from './run-record.ts';

export type TaskStatus = 'waiting' | 'ready' | 'running' | 'succeeded' | 'failed' | 'blocked' | 'skipped' | 'cancelled';

/**
 * The status of a task, compound ones included: a compound task is running while any part is under way or waiting
 * after some part ended, and ends as the worst of its parts that it cannot do without, or skipped when it is optional itself.
 */
export function statusOf(record: RunRecord, id: TaskId): TaskStatus {
  return statusWith(record, id, new Map());
}

/** The status of every task, as `statusOf` has it, in one go: O(V + E) for all. */
export function statusesOf(record: RunRecord): Map<TaskId, TaskStatus> {
  const ends: Ends = new Map();
  return new Map(Array.from(record.tasks.keys(), (id) => [id, statusWith(record, id, ends)]));
}

/** How compound tasks stand as dependencies, once worked out. */
type Ends = Map<TaskId, TaskStatus>;

function statusWith(record: RunRecord, id: TaskId, ends: Ends): TaskStatus {
  const task = record.tasks.get(id);
  if (task === undefined) return 'waiting';
  if (task.children.length > 0) return compoundStatus(record, task, (child) => statusWith(record, child, ends));
  if (task.state.status !== 'waiting') return task.state.status;
  return dependenciesMet(record, task, ends) ? 'ready' : 'waiting';
}

function compoundStatus(record: RunRecord, { task, children }: TaskRecord, statusOfPart: (part: TaskId) => TaskStatus): TaskStatus {
  const parts = children.map((child) => ({ status: statusOfPart(child), optional: record.tasks.get(child)?.task.optional ?? false }));
  const some = (status: TaskStatus): boolean => parts.some((part) => part.status === status);
  const pending = some('waiting') || some('ready');
  if (some('running')) return 'running';
  if (pending) {
    const begun = parts.some((part) => part.status !== 'waiting' && part.status !== 'ready');
    return begun ? 'running' : some('ready') ? 'ready' : 'waiting';
  }
  const lost = (status: TaskStatus): boolean => parts.some((part) => part.status === status && !part.optional);
  const worst = (['cancelled', 'failed', 'blocked'] as const).find(lost);
  if (worst !== undefined) return task.optional ? 'skipped' : worst;
  return parts.every((part) => part.status === 'skipped') ? 'skipped' : 'succeeded';
}

/**
 * How a dependency stands for those that wait for it. Unlike its status this does not ask whether it is ready, so
 * a chain of waiting tasks is not walked to its beginning.
 */
function endOf(record: RunRecord, id: TaskId, ends: Ends): TaskStatus {
  const task = record.tasks.get(id);
  if (task === undefined) return 'waiting';
  if (task.children.length === 0) return task.state.status;
  const known = ends.get(id);
  if (known !== undefined) return known;
  const end = compoundStatus(record, task, (child) => endOf(record, child, ends));
  ends.set(id, end);
  return end;
}

/** Of the task and of everything it is part of. */
function dependenciesMet(record: RunRecord, of: TaskRecord, ends: Ends): boolean {
  const own = of.task.dependsOn.every((dependency) => {
    const end = endOf(record, dependency.task, ends);
    return (
      end === 'succeeded' || end === 'skipped' || (dependency.optional && (end === 'failed' || end === 'blocked' || end === 'cancelled'))
    );
  });
  const parent = of.task.parent === undefined ? undefined : record.tasks.get(of.task.parent);
  return own && (parent === undefined || dependenciesMet(record, parent, ends));
}
