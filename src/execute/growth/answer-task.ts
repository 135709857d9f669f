import type { TaskId } from '../../core/ids.ts';
import { makeTask, type Task } from '../../core/task.ts';
import { levelOf, type Team } from '../../core/team.ts';

/** What whoever words the answer is told; the request and the results come with it. */
const INSTRUCTION = `Write the answer to the request from the results of the tasks before this one. Give what was asked for, in the form that was asked for, and nothing about how it was done. Use only what the results say; keep figures, names and sources exactly as they are. Where a task has no result, say in a sentence what is missing.`;

/** Whether somebody of the team can put results into words of their own: the embedded writer only arranges them. */
export function canSynthesize({ agents }: Team): boolean {
  return agents.some((agent) => agent.kind !== 'embedded' && agent.kind !== 'scripted' && levelOf(agent, 'writing') > 0);
}

/**
 * The task that makes one answer of several results, after everything else. `undefined` when one task gives the answer already.
 *
 * @param tasks Those whose results count.
 * @param id One that is free.
 */
export function answerTask(tasks: readonly Task[], id: TaskId): Task | undefined {
  const last = lastWholes(tasks);
  if (last.length === 0 || (last.length === 1 && lastParts(tasks, last[0]?.id) < 2)) return undefined;
  return makeTask({
    id,
    title: 'Write the answer',
    instruction: INSTRUCTION,
    capabilities: ['writing'],
    dependsOn: last.map((task) => ({ task: task.id, optional: true })),
    optional: true,
    role: 'answer',
  });
}

/** How many results a task leaves: its own, or those of its parts, and of theirs, after which nothing comes within it. O(V + E). */
function lastParts(tasks: readonly Task[], whole: TaskId | undefined): number {
  const partsOf = Map.groupBy(tasks, ({ parent }) => parent);
  const followed = new Set(tasks.flatMap(({ dependsOn }) => dependsOn.map(({ task }) => task)));
  let results = 0;
  const open = [whole];
  while (open.length > 0) {
    const parts = partsOf.get(open.pop());
    if (parts === undefined) results++;
    else for (const { id } of parts) if (!followed.has(id)) open.push(id);
  }
  return results;
}

/** The tasks without a parent after which, or after whose parts, nothing comes. O(V + E). */
function lastWholes(tasks: readonly Task[]): Task[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const rootOf = (task: Task): Task => {
    let root = task;
    for (
      let parent = byId.get(task.parent ?? task.id);
      parent !== undefined && parent !== root;
      parent = byId.get(parent.parent ?? parent.id)
    )
      root = parent;
    return root;
  };
  const followed = new Set<TaskId>();
  for (const task of tasks) {
    const own = rootOf(task).id;
    for (const dependency of task.dependsOn) {
      const before = byId.get(dependency.task);
      const root = before === undefined ? undefined : rootOf(before).id;
      if (root !== undefined && root !== own) followed.add(root);
    }
  }
  return tasks.filter((task) => task.parent === undefined && task.role !== 'answer' && !followed.has(task.id));
}
