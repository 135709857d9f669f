import { findCycle } from './cycle.ts';
import { SkeinError } from './errors.ts';
import { type TaskId, taskId } from './ids.ts';
import { nearestName } from './nearest-name.ts';
import { type DocumentPath, type Locate, locateIn } from './parse.ts';
import type { Task } from './task.ts';

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
