import { ID_PATTERN, type TaskId, taskId } from '../../core/ids.ts';
import type { Task } from '../../core/task.ts';

/** Deeper paths begin anew, so that ids stay readable. */
const LONGEST_PATH = 140;

/**
 * Tasks under ids of their own: those of a part begin with its whole's. What they say of each other is renamed with them;
 * references to tasks that are not among them stay.
 *
 * @param of The task that they are parts of. Absent: they stand beside the others.
 * @param taken Ids of the run; the new ones are added.
 */
export function underOwnIds(tasks: readonly Task[], of: Task | undefined, taken: Set<TaskId>): Task[] {
  const prefix = of === undefined ? '' : of.id.length > LONGEST_PATH ? 'part/' : `${of.id}/`;
  const names = new Map(tasks.map(({ id }) => [id, freeId(`${prefix}${id}`, taken)]));
  const renamed = (id: TaskId): TaskId => names.get(id) ?? id;
  return tasks.map((task) => ({
    ...task,
    id: renamed(task.id),
    dependsOn: task.dependsOn.map((dependency) => ({ ...dependency, task: renamed(dependency.task) })),
    ...(task.parent !== undefined ? { parent: renamed(task.parent) } : of === undefined ? {} : { parent: of.id }),
  }));
}

function freeId(wanted: string, taken: Set<TaskId>): TaskId {
  const base = ID_PATTERN.test(wanted) ? wanted : 'part';
  let id = taskId(base);
  for (let count = 2; taken.has(id); count++) id = taskId(`${base.slice(0, 190)}-${count}`);
  taken.add(id);
  return id;
}
