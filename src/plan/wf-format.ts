import * as z from 'zod';
import { ID_PATTERN, taskId } from '../core/ids.ts';
import { type Locate, parseWith } from '../core/parse.ts';
import { checkPlan, type Plan, type PlanCaps } from '../core/plan.ts';
import { makeTask } from '../core/task.ts';

/** The parts of WfCommons WfFormat 1.5 that say what depends on what and how long it took. */
const wfFormatSchema = z.looseObject({
  name: z.string().optional(),
  workflow: z.looseObject({
    specification: z.looseObject({
      tasks: z
        .array(
          z.looseObject({
            id: z.string().regex(ID_PATTERN, 'expected letters, digits and . _ - / : (at most 200, starting with a letter or digit)'),
            name: z.string().optional(),
            parents: z.array(z.string()).optional(),
            children: z.array(z.string()).optional(),
          }),
        )
        .min(1),
    }),
    execution: z
      .looseObject({ tasks: z.array(z.looseObject({ id: z.string(), runtimeInSeconds: z.number().min(0).optional() })) })
      .optional(),
  }),
});

/** True for a document that has the outline of a WfFormat instance. */
export function isWfFormat(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'workflow' in value && !('tasks' in value);
}

/**
 * A recorded workflow as a plan: runtimes become estimates, in milliseconds. An edge counts when either end names it.
 * Source: WfCommons, https://wfcommons.org/format (version 1.5).
 *
 * @throws SkeinError `bad-plan`
 */
export function planFromWfFormat(value: unknown, locate: Locate, caps: PlanCaps): Plan {
  const { name, workflow } = parseWith(wfFormatSchema, value, 'bad-plan', locate);
  const { specification, execution } = workflow;
  const runtimes = new Map(execution?.tasks.map((task) => [task.id, task.runtimeInSeconds]));
  const parents = new Map(specification.tasks.map((task) => [task.id, new Set(task.parents)]));
  for (const task of specification.tasks) for (const child of task.children ?? []) parents.get(child)?.add(task.id);
  const tasks = specification.tasks.map((task) => {
    const runtime = runtimes.get(task.id);
    return makeTask({
      id: taskId(task.id),
      title: task.name ?? task.id,
      instruction: task.name ?? task.id,
      dependsOn: [...(parents.get(task.id) ?? [])].map((parent) => ({ task: taskId(parent), optional: false })),
      ...(runtime === undefined ? {} : { estimate: { durationMs: runtime * 1000 } }),
    });
  });
  const toSpecification: Locate = ([first, ...rest]) =>
    locate(
      first === 'tasks' ? ['workflow', 'specification', 'tasks', ...rest.map((step) => (step === 'dependsOn' ? 'parents' : step))] : [],
    );
  checkPlan({ tasks }, toSpecification, caps);
  return { ...(name === undefined ? {} : { request: name }), tasks };
}
