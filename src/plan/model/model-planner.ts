import { setTimeout } from 'node:timers/promises';
import { messageOf, SkeinError } from '../../core/errors.ts';
import { type TaskId, taskId } from '../../core/ids.ts';
import type { PlanCaps } from '../../core/plan.ts';
import type { Task } from '../../core/task.ts';
import type { Team } from '../../core/team.ts';
import type { Playbook } from '../offline/playbook.ts';
import type { Planner, PlanningRequest, PlanningStep } from '../planner.ts';
import { type Asking, askForTasks } from './ask-for-tasks.ts';
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
  return {
    name: `model (${model.name})`,
    streams: true,
    async *plan(request) {
      const given: Task[] = [];
      let why: string | undefined;
      const asking = await askingFor(options, request);
      const caps = { ...request.caps, maxTasks: Math.min(request.caps.maxTasks, MOST_MODEL_TASKS) };
      const newDraft = (): PlanDraft =>
        new PlanDraft(
          termsOf(request.team),
          caps,
          [],
          given.map(({ id }) => id),
        );
      for await (const asked of askForTasks(asking, newDraft)) {
        if (asked.kind === 'tasks') {
          given.push(...asked.tasks);
          yield { tasks: asked.tasks };
        } else if (asked.kind === 'repair' || asked.kind === 'anew') {
          yield { note: `The plan went back to ${model.name}: ${asked.complaints.slice(0, 5).join('; ')}.` };
          if (asked.kind === 'anew') yield* withdrawal(asked.draft.tasks, 'the plan was too large and is written anew');
        } else {
          for (const note of asked.draft.notes) yield { note };
          if (asked.kind === 'failed') {
            why = asked.why;
            yield* withdrawal(asked.draft.tasks, `the plan of ${model.name} could not be used`);
          }
        }
      }
      if (why === undefined) return;
      yield { note: `${model.name} made no plan that could be used, so the ${fallback.name} planner made it: ${why}` };
      yield { planner: fallback.name };
      yield* planBy(fallback, request, given, why);
    },
  };
}

function* withdrawal(tasks: readonly Task[], reason: string): Generator<PlanningStep> {
  if (tasks.length > 0) yield { withdrawn: tasks.map(({ id }) => id), reason };
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
    throw new SkeinError('cannot-plan', {
      where: 'the request',
      what: `no planner could make a plan of it: ${why}; ${messageOf(error)}`,
      todo: 'Check the model with `skein doctor`, or write a plan file and run that.',
      cause: error,
    });
  }
}

async function askingFor(options: ModelPlannerOptions, request: PlanningRequest): Promise<Asking> {
  const { team, caps, inputs } = request;
  const playbooks = (await options.playbooks?.()) ?? [];
  const modelCaps: PlanCaps = { ...caps, maxTasks: Math.min(caps.maxTasks, MOST_MODEL_TASKS) };
  return {
    model: options.model,
    instructions: planningInstructions({ team, caps: modelCaps, tools: options.tools ?? [], playbooks }),
    question: requestText(request.request, inputs),
    signal: request.signal,
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
