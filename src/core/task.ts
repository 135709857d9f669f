import type { TaskId } from './ids.ts';
import type { JsonObject } from './json.ts';

/** A task that another one waits for. With `optional`, it starts even when that task failed or was skipped. */
export interface Dependency {
  readonly task: TaskId;
  readonly optional: boolean;
}

/** A claim on a named resource, held for the length of an attempt. */
export interface ResourceUse {
  readonly name: string;
  /** `read` is shared, `write` is exclusive; a counted resource gives out `units` (default 1) whatever the access. */
  readonly access: 'read' | 'write';
  readonly units: number;
}

/** What a task is expected to take. Absent parts are unknown, never zero. */
export interface Estimate {
  readonly durationMs?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

/**
 * For an attempt that may have taken effect, though nobody knows: `repeat` it under its own idempotency key, `ask` a
 * person first, or `fail` its task.
 */
export type InterruptedPolicy = 'repeat' | 'ask' | 'fail';
export const INTERRUPTED_POLICIES: readonly InterruptedPolicy[] = ['repeat', 'ask', 'fail'];

/**
 * How a task is broken down once its dependencies are settled. `parts`: as a planner sees fit, or not at all.
 * `items`: into a task for each item of the first list among what its dependencies left; `{item}` in its instruction stands for it.
 */
export type ExpandBy = 'parts' | 'items';
export const EXPAND_BY: readonly ExpandBy[] = ['parts', 'items'];

/** What a result must pass beside its schema: a check that the config names, or a reviewer's judgement by a rubric. */
export type TaskCheck = string | { readonly rubric: string };

/**
 * One piece of work. Plain JSON. A task that others name as their `parent` is compound: it has no
 * attempts of its own and is as far along as its children.
 */
export interface Task {
  readonly id: TaskId;
  readonly title: string;
  /** What is to be done, in words; all that an agent is told beside its dependencies' outputs. */
  readonly instruction: string;
  readonly parent?: TaskId;
  readonly dependsOn: readonly Dependency[];
  /** All of them are needed. None: any agent that accepts the task may do it. */
  readonly capabilities: readonly string[];
  /** The run succeeds without it: when it fails it is skipped. */
  readonly optional: boolean;
  /** Larger first. Default 0. */
  readonly priority: number;
  readonly resources: readonly ResourceUse[];
  /** How often it may be tried, over all agents: >= 1. Default 3. */
  readonly attempts: number;
  /** Per attempt. Absent: no time-out. */
  readonly timeoutMs?: number;
  readonly estimate?: Estimate;
  /** An attempt may be broken off for a more urgent task and begun anew. Default false. */
  readonly preemptible?: boolean;
  /** JSON Schema that the output must satisfy. */
  readonly output?: JsonObject;
  /** What becomes of an attempt at it that was in flight when its process died. Absent: as its agent has it. */
  readonly interrupted?: InterruptedPolicy;
  /** It is broken down when it is reached, with what is known by then. */
  readonly expand?: ExpandBy;
  /** Beside the checks that the config has for its capabilities. A failed check is a failed attempt. */
  readonly check?: TaskCheck;
  /** `answer`: it words the answer of the run from all that came before it. */
  readonly role?: 'answer';
  /** The playbook that made it, for explanations. */
  readonly playbook?: string;
}

export const DEFAULT_ATTEMPTS = 3;

/** A task with every default filled in; `id` and `instruction` are all that is needed. */
export function makeTask(given: Pick<Task, 'id' | 'instruction'> & Partial<Task>): Task {
  return {
    title: titleOf(given.instruction),
    dependsOn: [],
    capabilities: [],
    optional: false,
    priority: 0,
    resources: [],
    attempts: DEFAULT_ATTEMPTS,
    ...given,
  };
}

/** The first line of an instruction, at most 72 characters, as a title. */
export function titleOf(instruction: string): string {
  const line = instruction.trim().split('\n', 1)[0]?.trim() ?? '';
  const letters = [...(line.charAt(0).toUpperCase() + line.slice(1, 400))];
  return letters.length <= 72 ? letters.join('') : `${letters.slice(0, 71).join('').trimEnd()}…`;
}
