import type { TaskId } from '../core/ids.ts';
import type { Plan } from '../core/plan.ts';
import type { PlanEstimate } from './estimate.ts';

/** A dependency as an arrow between two tasks of the plan. */
export interface PlanEdge {
  readonly from: TaskId;
  readonly to: TaskId;
  readonly optional: boolean;
  /** True when the critical path leads along it: between its ends, or between parts of them. */
  readonly isCritical: boolean;
}

/** Every dependency once, optional only when it always is; unknown tasks are left out. In the order of the plan. */
export function planEdges(plan: Plan, { criticalPath }: PlanEstimate): PlanEdge[] {
  const parentOf = new Map(plan.tasks.map(({ id, parent }) => [id, parent]));
  const critical = new Set(criticalPath.flatMap((id, index) => stepsBetween(id, criticalPath[index + 1], parentOf)));
  return plan.tasks.flatMap(({ id, dependsOn }) => {
    const byTask = new Map<TaskId, boolean>();
    for (const { task, optional } of dependsOn) if (parentOf.has(task)) byTask.set(task, optional && (byTask.get(task) ?? true));
    return Array.from(byTask, ([from, optional]) => ({ from, to: id, optional, isCritical: critical.has(stepName(from, id)) }));
  });
}

const stepName = (from: TaskId, to: TaskId): string => `${from} ${to}`;

/** Every way to name a step of the critical path: by the tasks themselves, or by what they are part of. */
function stepsBetween(from: TaskId, to: TaskId | undefined, parentOf: ReadonlyMap<TaskId, TaskId | undefined>): string[] {
  const wholes = (id: TaskId | undefined): TaskId[] => {
    const found: TaskId[] = [];
    for (let whole = id; whole !== undefined; whole = parentOf.get(whole)) found.push(whole);
    return found;
  };
  return wholes(from).flatMap((before) => wholes(to).map((after) => stepName(before, after)));
}
