import * as z from 'zod';
import { parseDurationMs } from './duration.ts';
import { messageOf, SkeinError } from './errors.ts';
import { ID_PATTERN, taskId } from './ids.ts';
import type { Json, JsonObject } from './json.ts';
import { type DocumentPath, type Locate, locateIn, parseWith } from './parse.ts';
import { checkPlan, DEFAULT_CAPS, type Plan, type PlanCaps } from './plan.ts';
import { DEFAULT_ATTEMPTS, type Dependency, EXPAND_BY, INTERRUPTED_POLICIES, makeTask, type Task, titleOf } from './task.ts';

const nonNegative = z.number().min(0);

const reference = z.string().min(1).max(200);
const dependencySchema = z.union([reference, z.strictObject({ task: reference, optional: z.boolean().optional() })]);

const taskSchema = z.strictObject({
  id: z.string().regex(ID_PATTERN, 'expected letters, digits and . _ - / : (at most 200, starting with a letter or digit)'),
  title: z.string().min(1).optional(),
  instruction: z.string().min(1).optional(),
  parent: reference.optional(),
  dependsOn: z.array(dependencySchema).optional(),
  capabilities: z.array(z.string().min(1)).optional(),
  optional: z.boolean().optional(),
  priority: z.number().optional(),
  resources: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        access: z.enum(['read', 'write']).optional(),
        units: z.number().int().min(1).optional(),
      }),
    )
    .optional(),
  attempts: z.number().int().min(1).max(1000).optional(),
  timeout: z.union([z.string().min(1), nonNegative]).optional(),
  estimate: z
    .strictObject({
      durationMs: nonNegative.optional(),
      inputTokens: nonNegative.optional(),
      outputTokens: nonNegative.optional(),
    })
    .optional(),
  preemptible: z.boolean().optional(),
  output: z.record(z.string(), z.json()).optional(),
  check: z.union([z.string().min(1), z.strictObject({ rubric: z.string().min(1) })]).optional(),
  interrupted: z.enum(INTERRUPTED_POLICIES).optional(),
  expand: z.enum(EXPAND_BY).optional(),
  playbook: z.string().optional(),
});

/** The plan file's shape: also the source of its published JSON Schema. */
export const planSchema = z.strictObject({
  request: z.string().optional(),
  tasks: z.array(taskSchema).min(1),
});

export type PlanFileTask = z.input<typeof taskSchema>;
export type PlanFile = z.input<typeof planSchema>;

/**
 * Checks a plan from a file or a model and fills in the defaults.
 *
 * @param locate Says where in the source a path is, for errors.
 * @throws SkeinError `bad-plan` naming the place; for a cycle, the shortest one.
 */
export function parsePlan(value: unknown, locate: Locate = locateIn('plan'), caps: PlanCaps = DEFAULT_CAPS): Plan {
  const file = parseWith(planSchema, value, 'bad-plan', locate);
  const tasks = file.tasks.map((task, index) => taskOf(task, ['tasks', index], locate));
  const plan: Plan = { ...(file.request === undefined ? {} : { request: file.request }), tasks };
  checkPlan(plan, locate, caps);
  return plan;
}

function taskOf(given: z.output<typeof taskSchema>, path: DocumentPath, locate: Locate): Task {
  const { id, title, instruction, parent, dependsOn, timeout, resources, estimate, output, check, interrupted, expand, playbook, ...rest } =
    given;
  const words = instruction ?? title ?? id;
  if (output !== undefined) checkSchema(output, locate([...path, 'output']));
  const dependencies: Dependency[] = (dependsOn ?? []).map((dependency) =>
    typeof dependency === 'string'
      ? { task: taskId(dependency), optional: false }
      : { task: taskId(dependency.task), optional: dependency.optional ?? false },
  );
  return makeTask({
    id: taskId(id),
    instruction: words,
    title: title ?? (titleOf(words) || id),
    dependsOn: dependencies,
    resources: (resources ?? []).map(({ name, access, units }) => ({ name, access: access ?? 'write', units: units ?? 1 })),
    capabilities: rest.capabilities ?? [],
    optional: rest.optional ?? false,
    priority: rest.priority ?? 0,
    attempts: rest.attempts ?? DEFAULT_ATTEMPTS,
    ...(parent === undefined ? {} : { parent: taskId(parent) }),
    ...(timeout === undefined ? {} : { timeoutMs: timeoutOf(timeout, locate([...path, 'timeout'])) }),
    ...(estimate === undefined ? {} : { estimate: definedParts(estimate) }),
    ...(rest.preemptible === true ? { preemptible: true } : {}),
    ...(output === undefined ? {} : { output: output as JsonObject }),
    ...(check === undefined ? {} : { check }),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...(expand === undefined ? {} : { expand }),
    ...(playbook === undefined ? {} : { playbook }),
  });
}

/**
 * A YAML alias can lead back to where it stands: such a schema could be neither stored nor sent. One that cannot be checked by would
 * fail every attempt.
 */
function checkSchema(value: unknown, where: string): void {
  try {
    JSON.stringify(value);
  } catch (cause) {
    throw new SkeinError('bad-plan', { where, what: 'it contains itself', todo: 'Take the alias out.', cause });
  }
  try {
    // zod's own type for JSON Schema is narrower than JSON.
    const schema = z.fromJSONSchema(value as Parameters<typeof z.fromJSONSchema>[0]);
    // One that is nothing but itself is found when it is tried.
    schema.safeParse(null);
  } catch (cause) {
    throw new SkeinError('bad-plan', {
      where,
      what: `is no JSON Schema that outputs can be checked by (${messageOf(cause)})`,
      todo: 'For example: output: { type: object, required: [total] }',
      cause,
    });
  }
}

function timeoutOf(timeout: string | number, where: string): number {
  try {
    return parseDurationMs(timeout, where);
  } catch (error) {
    throw SkeinError.isInstance(error) ? new SkeinError('bad-plan', error.complaint) : error;
  }
}

function definedParts<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
}

/** A task in the plan file's syntax: what is default is left out. `parsePlan` reads it back unchanged. */
export function toPlanFileTask(task: Task): { readonly [key: string]: Json } {
  const { dependsOn, capabilities, resources, timeoutMs, estimate } = task;
  return {
    id: task.id,
    title: task.title,
    instruction: task.instruction,
    ...(task.parent === undefined ? {} : { parent: task.parent }),
    dependsOn: dependsOn.map(({ task: id, optional }) => (optional ? { task: id, optional } : id)),
    capabilities: [...capabilities],
    ...(task.optional ? { optional: true } : {}),
    ...(task.priority === 0 ? {} : { priority: task.priority }),
    ...(resources.length === 0
      ? {}
      : { resources: resources.map((use) => ({ name: use.name, access: use.access, ...(use.units === 1 ? {} : { units: use.units }) })) }),
    ...(task.attempts === DEFAULT_ATTEMPTS ? {} : { attempts: task.attempts }),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutText(timeoutMs) }),
    ...(estimate === undefined ? {} : { estimate: { ...estimate } }),
    ...(task.preemptible === true ? { preemptible: true } : {}),
    ...(task.output === undefined ? {} : { output: task.output }),
    ...(task.check === undefined ? {} : { check: typeof task.check === 'string' ? task.check : { ...task.check } }),
    ...(task.interrupted === undefined ? {} : { interrupted: task.interrupted }),
    ...(task.expand === undefined ? {} : { expand: task.expand }),
    ...(task.playbook === undefined ? {} : { playbook: task.playbook }),
  };
}

/** Very large and very small numbers are written with an exponent, which only a bare number may have. */
function timeoutText(timeoutMs: number): string | number {
  const text = timeoutMs % 1000 === 0 ? `${timeoutMs / 1000}s` : `${timeoutMs}ms`;
  return text.includes('e') ? timeoutMs : text;
}
