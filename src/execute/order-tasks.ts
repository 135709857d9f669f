import type { TaskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';

/**
 * The tasks with parents and dependencies before those that name them; otherwise in the order given.
 * A child comes after what its parent depends on, too. Requires G3. O(V + E), without recursion.
 */
export function orderTasks(tasks: readonly Task[]): Task[] {
  const byId = new Map<TaskId, Task>(tasks.map((task) => [task.id, task]));
  const placed = new Set<TaskId>();
  const ordered: Task[] = [];
  for (const task of tasks) {
    const stack = [{ task, wanted: prerequisites(task), next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const id = placed.has(top.task.id) ? undefined : top.wanted[top.next++];
      if (id !== undefined) {
        const earlier = placed.has(id) ? undefined : byId.get(id);
        if (earlier !== undefined) stack.push({ task: earlier, wanted: prerequisites(earlier), next: 0 });
        continue;
      }
      stack.pop();
      if (placed.has(top.task.id)) continue;
      placed.add(top.task.id);
      ordered.push(top.task);
    }
  }
  return ordered;
}

function prerequisites(task: Task): TaskId[] {
  const dependencies = task.dependsOn.map((dependency) => dependency.task);
  return task.parent === undefined ? dependencies : [task.parent, ...dependencies];
}
