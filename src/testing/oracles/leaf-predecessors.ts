import type { TaskId } from '../../core/ids.ts';
import type { Task } from '../../core/task.ts';

/**
 * By leaf task, the leaves that must be over before it starts. A task waits for what it and everything it is a part of depend on;
 * a compound dependency stands for all its leaves. Written as plainly as the rule reads, to check faster code against.
 */
export function leafPredecessors(tasks: readonly Task[]): ReadonlyMap<TaskId, ReadonlySet<TaskId>> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const parts = Map.groupBy(
    tasks.filter(({ parent }) => parent !== undefined),
    ({ parent }) => parent,
  );
  const leavesOf = (id: TaskId): TaskId[] => {
    const leaves: TaskId[] = [];
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const below = parts.get(next);
      if (below === undefined) leaves.push(next);
      else open.push(...below.map((part) => part.id));
    }
    return leaves;
  };
  const result = new Map<TaskId, Set<TaskId>>();
  for (const task of tasks) {
    if (parts.has(task.id)) continue;
    const before = new Set<TaskId>();
    for (let one: Task | undefined = task; one !== undefined; one = one.parent === undefined ? undefined : byId.get(one.parent)) {
      for (const { task: id } of one.dependsOn) for (const leaf of leavesOf(id)) before.add(leaf);
    }
    result.set(task.id, before);
  }
  return result;
}
