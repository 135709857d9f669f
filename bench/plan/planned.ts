import { DEFAULT_CAPS } from '../../src/core/plan.ts';
import type { Task } from '../../src/core/task.ts';
import { planOffline } from '../../src/plan/offline/offline-planner.ts';
import type { Playbook } from '../../src/plan/offline/playbook.ts';

/** The leaf tasks that the planner makes of a request; none when it refuses. Without playbooks, unless given: the data's steps are the user's own. */
export async function plannedLeaves(request: string, playbooks: readonly Playbook[] = []): Promise<Task[]> {
  try {
    const { tasks } = await planOffline({
      request,
      inputs: [],
      playbooks,
      maxDepth: DEFAULT_CAPS.maxDepth,
      maxTasks: DEFAULT_CAPS.maxTasks,
    });
    const parents = new Set(tasks.map(({ parent }) => parent));
    return tasks.filter(({ id }) => !parents.has(id));
  } catch {
    return [];
  }
}
