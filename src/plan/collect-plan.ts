import type { MakeSideCall, Usage } from '../core/agent.ts';
import { SkeinError } from '../core/errors.ts';
import type { AgentId } from '../core/ids.ts';
import { checkPlan, type Plan } from '../core/plan.ts';
import type { Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import type { Planner, PlanningRequest } from './planner.ts';

/** What is to be planned, and who plans it. */
export interface PlanOrder extends Pick<PlanningRequest, 'request' | 'inputs' | 'caps'> {
  /** In the user's words or absent. */
  readonly statedRequest?: string;
  readonly planner: Planner;
}

export interface CollectOptions {
  /** Aborted when nobody wants the plan any more. Default: never. */
  readonly signal?: AbortSignal;
  /** How calls to agents of the team are made. Default: at once. */
  readonly sideCall?: MakeSideCall;
}

export interface CollectedPlan {
  readonly plan: Plan;
  /** What the planner wants the user to know. */
  readonly notes: readonly string[];
  /** Who made it. */
  readonly planner: string;
  /** What its calls to a model took. */
  readonly calls: readonly { readonly usage: Usage; readonly costUsd: number | undefined }[];
  /** Whom they went to: each has drawn on the limits of its agent. */
  readonly asked: readonly AgentId[];
}

/**
 * Has the planner make the whole plan, and checks it.
 *
 * @throws SkeinError `cannot-plan`, `bad-plan`
 */
export async function collectPlan(
  { request, statedRequest, planner, inputs, caps }: PlanOrder,
  { team }: { readonly team: Team },
  { signal = new AbortController().signal, sideCall: makeCall }: CollectOptions = {},
): Promise<CollectedPlan> {
  let tasks: Task[] = [];
  let name = planner.name;
  const notes: string[] = [];
  const calls: { usage: Usage; costUsd: number | undefined }[] = [];
  const spent = (usage: Usage, costUsd: number | undefined): void => {
    calls.push({ usage, costUsd });
  };
  const asked: AgentId[] = [];
  const sideCall: MakeSideCall = (call, make) => {
    asked.push(call.agent);
    return makeCall === undefined ? make() : makeCall(call, make);
  };
  for await (const step of planner.plan({ request, inputs, team, caps, signal, spent, sideCall })) {
    if ('note' in step) notes.push(step.note);
    else if ('planner' in step) name = step.planner;
    else if ('withdrawn' in step) tasks = tasks.filter(({ id }) => !step.withdrawn.includes(id));
    else tasks.push(...step.tasks);
  }
  if (tasks.length === 0) {
    throw new SkeinError('cannot-plan', { where: 'the request', what: 'no task could be made of it', todo: 'Say what is to be done.' });
  }
  const plan: Plan = { ...(statedRequest === undefined ? {} : { request: statedRequest }), tasks };
  checkPlan(plan, undefined, caps);
  return { plan, notes, planner: name, calls, asked };
}
