import type { Json } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import { toPlanFileTask } from '../core/plan-file.ts';
import type { Objective, Team } from '../core/team.ts';
import { nestingDepths } from '../graph/nesting.ts';
import type { Learner } from '../learn/learner.ts';
import { type EstimateFigures, estimatePlan } from './estimate.ts';
import type { Estimates } from './expected-work.ts';

/** A task in the plan file's syntax, and where it stands in the plan. */
export type PlanDocumentTask = { readonly [key: string]: Json } & {
  readonly id: string;
  readonly parent: string | null;
  /** 0 without a parent. */
  readonly depth: number;
  /** True on the critical path; a compound task never is, its parts are. */
  readonly critical: boolean;
};

/** What `skein plan --json` prints. */
export interface PlanDocument {
  /** `null` for a plan file that names none. */
  readonly request: string | null;
  readonly tasks: readonly PlanDocumentTask[];
  /** Leaf tasks, first to last. */
  readonly criticalPath: readonly string[];
  readonly estimate: EstimateFigures;
  /** The planner that made it. */
  readonly planner: string;
}

/**
 * A plan as one JSON document.
 *
 * @param estimates What the agents themselves say of the tasks.
 * @param learner What was learned of the team.
 * @param objective What agents are chosen for in the estimate.
 */
export function planDocument(
  plan: Plan,
  team: Team,
  planner: string,
  estimates?: Estimates,
  learner?: Learner,
  objective?: Objective,
): PlanDocument {
  const estimate = estimatePlan(plan, team, estimates, learner, objective);
  const depths = nestingDepths(plan.tasks);
  const critical = new Set(estimate.criticalPath);
  return {
    request: plan.request ?? null,
    tasks: plan.tasks.map((task) => ({
      ...toPlanFileTask(task),
      id: task.id,
      parent: task.parent ?? null,
      depth: depths.get(task.id) ?? 0,
      critical: critical.has(task.id),
    })),
    criticalPath: estimate.criticalPath,
    estimate: estimate.figures,
    planner,
  };
}
