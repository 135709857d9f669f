import { SkeinError } from '../../core/errors.ts';
import { checkPlan, type PlanCaps } from '../../core/plan.ts';
import type { Task } from '../../core/task.ts';
import { orderTasks } from '../../execute/order-tasks.ts';
import type { PlanningStep } from '../../plan/planner.ts';

/** A plan that was taken whole, and how it came to be. */
export interface WholePlan {
  /** What comes first before what waits for it. */
  readonly tasks: readonly Task[];
  readonly notes: readonly string[];
  /** Who made it. */
  readonly planner: string;
}

/**
 * Takes a plan whole and checks it as a whole.
 *
 * @throws SkeinError `cannot-plan` when it has no tasks, `bad-plan`.
 */
export async function planWhole(
  steps: AsyncIterable<PlanningStep>,
  { request, planner, caps }: { readonly request: string; readonly planner: string; readonly caps: PlanCaps },
): Promise<WholePlan> {
  let tasks: Task[] = [];
  let name = planner;
  const notes: string[] = [];
  for await (const step of steps) {
    if ('note' in step) notes.push(step.note);
    else if ('planner' in step) name = step.planner;
    else if ('withdrawn' in step) tasks = tasks.filter(({ id }) => !step.withdrawn.includes(id));
    else tasks.push(...step.tasks);
  }
  if (tasks.length === 0) {
    throw new SkeinError('cannot-plan', {
      where: 'the request',
      what: `no task could be made of it: "${request.slice(0, 80)}"`,
      todo: 'Say what is to be done.',
    });
  }
  checkPlan({ tasks }, undefined, caps);
  return { tasks: orderTasks(tasks), notes, planner: name };
}
