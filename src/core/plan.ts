import * as z from 'zod';
import { findCycle } from './cycle.ts';
import { parseDurationMs } from './duration.ts';
import { SkeinError } from './errors.ts';
import { ID_PATTERN, type TaskId, taskId } from './ids.ts';
import type { Json, JsonObject } from './json.ts';
import { nearestName } from './nearest-name.ts';
import { type DocumentPath, type Locate, locateIn, parseWith } from './parse.ts';
import { DEFAULT_ATTEMPTS, type Dependency, EXPAND_BY, INTERRUPTED_POLICIES, makeTask, type Task, titleOf } from './task.ts';

/**
 * The task graph a planner emits. Plain JSON: what the store writes and reads back.
 * Invariants, established by `parsePlan` and `checkPlan`:
 *   G1. Task ids are unique.
 *   G2. Every dependency and every parent is a task of the plan.
 *   G3. There is no cycle, neither of dependencies nor of parents; a task does not depend on its own ancestor or descendant.
 *   G4. The plan keeps to its caps.
 */
export interface Plan {
  readonly request?: string;
  readonly tasks: readonly Task[];
}

export interface PlanCaps {
  /** Leaf and compound tasks together. */
  readonly maxTasks: number;
  /** Nesting: a task without a parent has depth 0. */
  readonly maxDepth: number;
  /** Children of one compound task. */
  readonly maxFanOut: number;
}

export const DEFAULT_CAPS: PlanCaps = { maxTasks: 100_000, maxDepth: 16, maxFanOut: 100_000 };

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
  if (output !== undefined) checkJson(output, locate([...path, 'output']));
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

/** A YAML alias can lead back to where it stands: such a schema could be neither stored nor sent. */
function checkJson(value: unknown, where: string): void {
  try {
    JSON.stringify(value);
  } catch (cause) {
    throw new SkeinError('bad-plan', { where, what: 'it contains itself', todo: 'Take the alias out.', cause });
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

/** Establishes G1 to G4 for tasks that already have the right types. O(V + E). */
export function checkPlan(plan: Plan, locate: Locate = locateIn('plan'), caps: PlanCaps = DEFAULT_CAPS): void {
  const { tasks } = plan;
  if (tasks.length > caps.maxTasks) {
    throw new SkeinError('bad-plan', {
      where: locate(['tasks']),
      expected: `at most ${caps.maxTasks} tasks`,
      received: String(tasks.length),
      todo: 'Raise planner.maxTasks in the config, or split the plan.',
    });
  }
  const indexOf = new Map<TaskId, number>();
  for (const [index, task] of tasks.entries()) {
    const earlier = indexOf.get(task.id);
    if (earlier !== undefined) {
      throw new SkeinError('bad-plan', {
        where: locate(['tasks', index, 'id']),
        what: `the id "${task.id}" is taken by an earlier task (${locate(['tasks', earlier])})`,
        todo: 'Give each task an id of its own.',
      });
    }
    indexOf.set(task.id, index);
  }
  checkReferences(tasks, indexOf, locate);
  checkNesting(tasks, indexOf, locate, caps);
  checkAcyclic(tasks, indexOf, locate);
}

function checkReferences(tasks: readonly Task[], indexOf: ReadonlyMap<TaskId, number>, locate: Locate): void {
  const unknown = (path: DocumentPath, id: TaskId, role: string): SkeinError => {
    const nearest = nearestName(id, indexOf.keys());
    return new SkeinError('bad-plan', {
      where: locate(path),
      what: `there is no task "${id}" for it to ${role}`,
      todo: nearest === undefined ? 'Name a task of this plan.' : `Did you mean "${nearest}"?`,
    });
  };
  for (const [index, task] of tasks.entries()) {
    for (const [position, dependency] of task.dependsOn.entries()) {
      if (!indexOf.has(dependency.task)) throw unknown(['tasks', index, 'dependsOn', position], dependency.task, 'depend on');
    }
    if (task.parent !== undefined && !indexOf.has(task.parent)) throw unknown(['tasks', index, 'parent'], task.parent, 'be part of');
  }
}

function checkNesting(tasks: readonly Task[], indexOf: ReadonlyMap<TaskId, number>, locate: Locate, caps: PlanCaps): void {
  const fanOut = new Map<TaskId, number>();
  for (const [index, task] of tasks.entries()) {
    const chain = new Set<TaskId>([task.id]);
    let parent = task.parent;
    while (parent !== undefined) {
      if (chain.has(parent)) {
        throw new SkeinError('bad-plan', {
          where: locate(['tasks', index, 'parent']),
          what: `these tasks are parts of each other: ${[...chain, parent].join(' -> ')}`,
          todo: 'Take one of the parents out.',
        });
      }
      chain.add(parent);
      if (chain.size - 1 > caps.maxDepth) {
        throw new SkeinError('bad-plan', {
          where: locate(['tasks', index, 'parent']),
          expected: `at most ${caps.maxDepth} levels of nesting`,
          received: 'more',
          todo: 'Raise --max-depth, or flatten the plan.',
        });
      }
      parent = tasks[indexOf.get(parent) ?? -1]?.parent;
    }
    if (task.parent === undefined) continue;
    const siblings = (fanOut.get(task.parent) ?? 0) + 1;
    fanOut.set(task.parent, siblings);
    if (siblings > caps.maxFanOut) {
      throw new SkeinError('bad-plan', {
        where: locate(['tasks', index, 'parent']),
        expected: `at most ${caps.maxFanOut} parts of one task`,
        received: String(siblings),
      });
    }
  }
}

/** G3: dependencies and nesting together leave some order in which everything can be done. */
function checkAcyclic(tasks: readonly Task[], indexOf: ReadonlyMap<TaskId, number>, locate: Locate): void {
  const successors = spanSuccessors(tasks, indexOf);
  const cycle = findCycle(successors);
  if (cycle === undefined) return;
  const names = cycle.map((node) => tasks[node >> 1]?.id ?? taskId('?')).filter((name, index, all) => name !== all[index - 1]);
  if (names.length > 1 && names[0] === names.at(-1)) names.pop();
  const first = names[0] ?? taskId('?');
  const index = indexOf.get(first) ?? 0;
  throw new SkeinError('bad-plan', {
    where: locate(['tasks', index, 'dependsOn']),
    what:
      names.length === 1
        ? `the task "${first}" waits for itself`
        : `these tasks wait for each other: ${[...names, first].reverse().join(' -> ')}`,
    todo: 'Take one of these dependencies out.',
    task: first,
  });
}

/**
 * The plan as spans: task `i` starts at node `2i` and ends at node `2i + 1`; an edge leads to what comes later.
 * A compound task spans its children; a dependency leads from the end of one span to the start of another.
 *
 * @returns Successors by node, `2 x tasks` long. O(V + E).
 */
export function spanSuccessors(tasks: readonly Task[], indexOf: ReadonlyMap<TaskId, number>): number[][] {
  const successors: number[][] = Array.from({ length: tasks.length * 2 }, () => []);
  for (const [index, task] of tasks.entries()) {
    successors[2 * index]?.push(2 * index + 1);
    for (const dependency of task.dependsOn) {
      const before = indexOf.get(dependency.task);
      if (before !== undefined) successors[2 * before + 1]?.push(2 * index);
    }
    const parent = task.parent === undefined ? undefined : indexOf.get(task.parent);
    if (parent === undefined) continue;
    successors[2 * parent]?.push(2 * index);
    successors[2 * index + 1]?.push(2 * parent + 1);
  }
  return successors;
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
