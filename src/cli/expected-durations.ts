import type { Agent } from '../core/agent.ts';
import type { Task } from '../core/task.ts';
import { levelOf } from '../core/team.ts';

/**
 * What a task is expected to take: by its own estimate, else by the quickest agent that can do it and says so.
 * Nothing when nobody knows. Agents are asked once for each task.
 */
export function expectedDurations(agents: readonly Agent[]): (task: Task) => number | undefined {
  const known = new WeakMap<Task, number | undefined>();
  return (task) => {
    if (task.estimate?.durationMs !== undefined) return task.estimate.durationMs;
    if (!known.has(task)) known.set(task, leastDurationMs(task, agents));
    return known.get(task);
  };
}

function leastDurationMs(task: Task, agents: readonly Agent[]): number | undefined {
  let leastMs: number | undefined;
  for (const agent of agents) {
    if (task.capabilities.some((capability) => levelOf(agent.profile, capability) === 0) || agent.refuses?.(task) !== undefined) continue;
    const expectedMs = agent.estimate?.(task).durationMs;
    if (expectedMs !== undefined && (leastMs === undefined || expectedMs < leastMs)) leastMs = expectedMs;
  }
  return leastMs;
}
