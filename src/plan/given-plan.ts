import type { Plan } from '../core/plan.ts';
import type { Planner } from './planner.ts';

/** A planner that has its plan already: read from a file, or made by a program. */
export function givenPlan(plan: Plan, name = 'given'): Planner {
  return {
    name,
    streams: false,
    async *plan() {
      yield { tasks: plan.tasks };
    },
  };
}
