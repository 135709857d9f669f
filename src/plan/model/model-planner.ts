import { setTimeout } from 'node:timers/promises';
import { messageOf, SkeinError } from '../../core/errors.ts';
import { type TaskId, taskId } from '../../core/ids.ts';
import type { PlanCaps } from '../../core/plan.ts';
import type { Task } from '../../core/task.ts';
import type { Team } from '../../core/team.ts';
import type { Playbook } from '../offline/playbook.ts';
import type { Planner, PlanningRequest, PlanningStep } from '../planner.ts';
import { type Asking, askForTasks } from './ask-for-tasks.ts';
import { continuationText, expansionText, replanText } from './growth-prompt.ts';
import { PlanDraft } from './plan-draft.ts';
import { planningInstructions, requestText } from './planning-prompt.ts';
import type { TaskTerms } from './read-task.ts';
import type { TextModel } from './text-model.ts';

export interface ModelPlannerOptions {
  readonly model: TextModel;
  /** Who plans when the model cannot. */
  readonly fallback: Planner;
  /** What agents may use, as the config names it. Default none. */
  readonly tools?: readonly string[];
  /** Ways to break tasks down that the model is told of. Default none. */
  playbooks?(): Promise<readonly Playbook[]>;
  /** Waits before a failed call is made again. Default: the machine's clock. */
  sleep?(durationMs: number, signal: AbortSignal): Promise<void>;
}

/** A model's own bound: a plan that large is a mistake, and every task of it is money. */
const MOST_MODEL_TASKS = 200;

/**
 * A planner that asks a model and gives out each task as soon as its text has arrived. A reply that is no plan goes back with its errors,
 * at most twice; then the fallback plans, and says so. What was given out before is withdrawn then.
 */
export function modelPlanner(options: ModelPlannerOptions): Planner {
  const { model, fallback } = options;
  const name = `model (${model.name})`;
  return {
    name,
    streams: true,
    continues: true,
    async *plan(request) {
      const { begun } = request;
      const given: Task[] = [];
      let current: TaskId[] = [];
      let why: string | undefined;
      let held: Task | undefined;
      const give = (tasks: readonly Task[]): PlanningStep => {
        given.push(...tasks);
        current.push(...tasks.map(({ id }) => id));
        return { tasks };
      };
      const question =
        begun === undefined ? requestText(request.request, request.inputs) : continuationText(request.request, request.inputs, begun);
      const asking = { ...(await askingFor(options, request, question)), mayBeEmpty: begun !== undefined };
      const before = begun?.map(({ task }) => task) ?? [];
      const newDraft = (): PlanDraft =>
        new PlanDraft(
          termsOf(request.team),
          boundedCaps(request.caps),
          before,
          given.map(({ id }) => id),
        );
      for await (const asked of askForTasks(asking, newDraft)) {
        if (asked.kind === 'tasks') {
          const tasks: readonly Task[] = held === undefined ? asked.tasks : [held, ...asked.tasks];
          const [first] = tasks;
          held = before.length + given.length === 0 && tasks.length === 1 && first?.expand === 'parts' ? first : undefined;
          if (held === undefined) yield give(tasks);
        } else if (asked.kind === 'repair' || asked.kind === 'anew') {
          if (asked.kind === 'anew') held = undefined;
          yield { note: `The plan went back to ${model.name}: ${asked.complaints.slice(0, 5).join('; ').replace(/[.]$/, '')}.` };
          if (asked.kind === 'repair' || current.length === 0) continue;
          yield { withdrawn: current, reason: 'the plan was too large and is written anew' };
          current = [];
        } else {
          if (held !== undefined) yield give([asTheWhole(held)]);
          for (const note of asked.draft.notes) yield { note };
          if (asked.kind === 'failed') why = asked.why;
        }
      }
      if (why === undefined) return;
      if (begun !== undefined) throw cannotPlan(`${model.name} could not go on with the plan: ${why}`);
      if (current.length > 0) yield { withdrawn: current, reason: `the plan of ${model.name} could not be used` };
      yield { note: `${model.name} made no plan that could be used, so the ${fallback.name} planner made it: ${why}` };
      yield { planner: fallback.name };
      yield* planBy(fallback, request, given, why);
    },
    async expand(request) {
      const tasks = await tasksFor(options, request, expansionText(request), [], []);
      if (tasks === undefined) return fallback.expand?.(request);
      return tasks.length === 0 ? undefined : { tasks, by: name };
    },
    async replan(request) {
      const { kept, replaced } = request;
      const usable = kept.filter(
        ({ status }) => status !== 'failed' && status !== 'blocked' && status !== 'cancelled' && status !== 'skipped',
      );
      const taken = [...replaced.map(({ id }) => id), ...kept.map(({ task }) => task.id)];
      const tasks = await tasksFor(
        options,
        request,
        replanText(request),
        usable.map(({ task }) => task),
        taken,
      );
      return tasks === undefined || tasks.length === 0 ? undefined : { tasks, by: name };
    },
  };
}

/**
 * What a model answers to a question about a plan that is under way; nothing of it starts before all of it is there.
 *
 * @param before Tasks that the new ones may depend on.
 * @returns None when it wants none; `undefined` when it makes no plan that could be used.
 */
async function tasksFor(
  options: ModelPlannerOptions,
  request: Omit<PlanningRequest, 'begun'>,
  question: string,
  before: readonly Task[],
  taken: readonly TaskId[],
): Promise<Task[] | undefined> {
  const asking = { ...(await askingFor(options, request, question)), mayBeEmpty: true };
  const caps = { ...boundedCaps(request.caps), maxTasks: Math.min(request.caps.maxTasks, MOST_MODEL_TASKS) + before.length };
  let tasks: Task[] = [];
  for await (const asked of askForTasks(asking, () => new PlanDraft(termsOf(request.team), caps, before, taken))) {
    if (asked.kind === 'tasks') tasks.push(...asked.tasks);
    else if (asked.kind === 'anew') tasks = [];
    else if (asked.kind === 'failed') return undefined;
  }
  return tasks;
}

/** A plan of one task is the request: what it could be broken down by was known when it was planned. It still is when it fails. */
function asTheWhole({ expand: _, ...task }: Task): Task {
  return task;
}

function boundedCaps(caps: PlanCaps): PlanCaps {
  return { ...caps, maxTasks: Math.min(caps.maxTasks, MOST_MODEL_TASKS) };
}

function cannotPlan(what: string, cause?: unknown): SkeinError {
  return new SkeinError('cannot-plan', {
    where: 'the request',
    what,
    todo: 'Check the model with `skein doctor`, or write a plan file and run that.',
    cause,
  });
}

/** The fallback's plan, under ids that are not taken. */
async function* planBy(planner: Planner, request: PlanningRequest, given: readonly Task[], why: string): AsyncGenerator<PlanningStep> {
  const taken = new Set<string>(given.map(({ id }) => id));
  const names = new Map<TaskId, TaskId>();
  const renamed = (id: TaskId): TaskId => {
    const known = names.get(id);
    if (known !== undefined) return known;
    let free: string = id;
    for (let count = 2; taken.has(free); count++) free = `${id}-${count}`;
    taken.add(free);
    names.set(id, taskId(free));
    return taskId(free);
  };
  try {
    for await (const step of planner.plan(request)) {
      if (!('tasks' in step)) {
        yield step;
        continue;
      }
      const tasks = step.tasks.map((task) => ({
        ...task,
        id: renamed(task.id),
        dependsOn: task.dependsOn.map((dependency) => ({ ...dependency, task: renamed(dependency.task) })),
        ...(task.parent === undefined ? {} : { parent: renamed(task.parent) }),
      }));
      yield { tasks };
    }
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw cannotPlan(`no planner could make a plan of it: ${why}; ${messageOf(error)}`, error);
  }
}

async function askingFor(options: ModelPlannerOptions, request: Omit<PlanningRequest, 'begun'>, question: string): Promise<Asking> {
  const { team, caps } = request;
  const playbooks = (await options.playbooks?.()) ?? [];
  return {
    model: options.model,
    instructions: planningInstructions({ team, caps: boundedCaps(caps), tools: options.tools ?? [], playbooks }),
    question,
    signal: request.signal,
    ...(request.spent === undefined ? {} : { onUsage: request.spent }),
    ...(request.sideCall === undefined ? {} : { sideCall: request.sideCall }),
    sleep: options.sleep ?? ((durationMs, signal) => setTimeout(durationMs, undefined, { signal })),
  };
}

/** What tasks for this team may ask for. */
export function termsOf({ agents }: Team): TaskTerms {
  const capabilities = new Set<string>();
  for (const agent of agents)
    for (const [capability, level] of Object.entries(agent.capabilities)) if (level > 0 && capability !== '*') capabilities.add(capability);
  return { capabilities, anyCapability: agents.some((agent) => (agent.capabilities['*'] ?? 0) > 0) };
}
