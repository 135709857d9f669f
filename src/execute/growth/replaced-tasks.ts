import type { TaskId } from '../../core/ids.ts';
import type { RunRecord, TaskRecord } from '../../core/run-record.ts';

/**
 * What cannot be done any more when a task is lost: the task, and all that needs it, directly or through the whole
 * that it is a part of. Only leaves that have not ended, in the order of the plan. O(V + E).
 */
export function tasksThatNeed(record: RunRecord, lost: TaskId): TaskRecord[] {
  const dependents = new Map<TaskId, TaskRecord[]>();
  for (const task of record.tasks.values())
    for (const { task: id, optional } of task.task.dependsOn) {
      if (optional) continue;
      const known = dependents.get(id);
      if (known === undefined) dependents.set(id, [task]);
      else known.push(task);
    }
  const found = new Set<TaskId>();
  const worklist = [lost];
  for (let id = worklist.pop(); id !== undefined; id = worklist.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const dependent of dependents.get(id) ?? []) worklist.push(...partsBelow(record, dependent));
    // Without this part the whole is not what was wanted.
    const task = record.tasks.get(id)?.task;
    for (let parent = task?.parent; parent !== undefined; parent = record.tasks.get(parent)?.task.parent)
      for (const after of dependents.get(parent) ?? []) if (!found.has(after.task.id)) worklist.push(...partsBelow(record, after));
  }
  return [...record.tasks.values()].filter(
    ({ task, children, state }) =>
      found.has(task.id) && children.length === 0 && (state.status === 'waiting' || state.status === 'running'),
  );
}

/** The task and everything that is part of it. */
function partsBelow(record: RunRecord, task: TaskRecord): TaskId[] {
  return [
    task.task.id,
    ...task.children.flatMap((child) => {
      const part = record.tasks.get(child);
      return part === undefined ? [] : partsBelow(record, part);
    }),
  ];
}
