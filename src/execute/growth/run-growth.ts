import type { MakeSideCall, Usage } from '../../core/agent.ts';
import type { EventBody, GrowthTerms } from '../../core/event.ts';
import { type TaskId, taskId } from '../../core/ids.ts';
import { checkPlan } from '../../core/plan.ts';
import type { RunRecord, TaskRecord } from '../../core/run-record.ts';
import type { Task } from '../../core/task.ts';
import { statusesOf } from '../../core/task-status.ts';
import type { Team } from '../../core/team.ts';
import type { Expansion, PlannedTask, Planner, PlanningRequest } from '../../plan/planner.ts';
import type { AddedTask, Command, SchedulerEvent } from '../../schedule/messages.ts';
import { dependencyResults } from '../dependency-results.ts';
import { orderTasks } from '../order-tasks.ts';
import type { RunDriver } from '../run-driver.ts';
import { underOwnIds } from './adopt-parts.ts';
import { answerTask, canSynthesize } from './answer-task.ts';
import { itemsIn } from './items-of.ts';
import { partsForItems } from './parts-for-items.ts';
import { planSignature } from './plan-signature.ts';
import { tasksThatNeed } from './replaced-tasks.ts';

export type Question = Extract<Command, { readonly type: 'expand-task' | 'mend-task' }>;

export interface GrowthPorts {
  readonly team: Team;
  /** Tasks as the scheduler wants them. */
  consider(tasks: readonly Task[]): AddedTask[];
  spent?(usage: Usage, costUsd: number | undefined): void;
  readonly sideCall?: MakeSideCall;
  report(driver: RunDriver, bodies: readonly EventBody[], events: readonly SchedulerEvent[]): void;
}

/** A task is done once for each item, but by no more tasks than this. */
const MOST_PARTS = 200;

/**
 * How the plan of one run grows while it runs: tasks are broken down when they are reached, or instead of being lost; what
 * is not done is planned anew when a task is lost that the run cannot do without. Invariants:
 *   R1. Every question of the scheduler is answered, whatever happens to the planner.
 *   R2. The plan with what is added keeps to its caps; what would not is not added.
 *   R3. What is done stays done; tasks are planned anew at most `maxReplans` times, and never the same twice.
 */
export class RunGrowth {
  readonly #driver: RunDriver;
  readonly #planner: Planner | undefined;
  readonly #terms: GrowthTerms;
  readonly #ports: GrowthPorts;
  /** Ids of the run, those of tasks that are just being added among them. */
  readonly #taken = new Set<TaskId>();
  readonly #signatures = new Set<string>();
  /** Parts of tasks that were broken down on the way. */
  readonly #parts: Task[] = [];
  /** One repair at a time: the next may find that its task was replaced. */
  #mending: Promise<void> = Promise.resolve();
  #replans: number;
  #planClosed: () => void = () => {};
  /** While the plan is being written, tasks may still come that depend on what would be replaced. */
  readonly #plan: Promise<void>;

  constructor(driver: RunDriver, planner: Planner | undefined, terms: GrowthTerms, ports: GrowthPorts, record?: RunRecord) {
    this.#driver = driver;
    this.#planner = planner;
    this.#terms = terms;
    this.#ports = ports;
    this.#replans = record?.replans ?? 0;
    this.#plan = new Promise((resolve) => {
      this.#planClosed = resolve;
    });
    for (const id of record?.tasks.keys() ?? []) this.#taken.add(id);
  }

  /** Tasks for the scheduler, those that are to be broken down marked. Parts come together with their wholes. */
  added(tasks: readonly Task[]): AddedTask[] {
    const wholes = new Set(tasks.flatMap(({ parent }) => parent ?? []));
    for (const { id } of tasks) this.#taken.add(id);
    return this.#ports.consider(tasks).map((added) => {
      const { id, expand } = added.task;
      if (wholes.has(id)) return { ...added, isWhole: true };
      const expands = expand === 'items' || (expand === 'parts' && this.#planner?.expand !== undefined);
      return expands ? { ...added, expands } : added;
    });
  }

  /** The task that words the answer once the plan is complete, when somebody can and there is more than one result. */
  closing(tasks: readonly Task[]): Task | undefined {
    if (!this.#terms.synthesis || !canSynthesize(this.#ports.team)) return undefined;
    let id = taskId('answer');
    for (let count = 2; this.#taken.has(id); count++) id = taskId(`answer-${count}`);
    const all = new Map([...tasks, ...this.#parts].map((task) => [task.id, task]));
    return answerTask([...all.values()], id);
  }

  /** The plan is written: what comes from now on comes from here. */
  planClosed(): void {
    this.#planClosed();
  }

  /** Answers a question of the scheduler, sooner or later. */
  take(question: Question): void {
    if (question.type === 'expand-task') void this.#expand(question.task);
    else this.#mending = this.#mending.then(() => this.#mend(question.task, question.reason));
  }

  async #expand(id: TaskId): Promise<void> {
    let parts: Expansion | undefined;
    try {
      parts = await this.#partsOf(id, []);
    } catch {
      // It is done as it is.
    }
    this.#answer(id, parts, 'as it was reached');
  }

  async #mend(id: TaskId, reason: string): Promise<void> {
    try {
      const lost = this.#driver.record.tasks.get(id);
      if (lost === undefined || lost.state.status !== 'waiting' || lost.task.role === 'answer') return this.#answer(id, undefined, '');
      const failures = lost.attempts.flatMap(({ failure }) => failure ?? []);
      const isHopeless = failures.at(-1)?.kind === 'terminal-task';
      const messages = failures.length === 0 ? [reason] : failures.map(({ message }) => message);
      const parts = isHopeless ? undefined : await this.#partsOf(id, messages).catch(() => undefined);
      if (parts !== undefined) return this.#answer(id, parts, `it failed as a whole: ${reason}`);
      if (await this.#replan(lost, reason)) return;
    } catch {
      // It is lost.
    }
    this.#answer(id, undefined, '');
  }

  #answer(id: TaskId, expansion: Expansion | undefined, why: string): void {
    const { run, record } = this.#driver;
    const parts = expansion === undefined ? [] : this.#adopted(record.tasks.get(id)?.task, expansion.tasks);
    const bodies: EventBody[] = parts.length === 0 ? [] : [{ type: 'tasks-planned', tasks: parts, of: id, by: expansion?.by ?? '', why }];
    const closing = this.#closingAfter(parts);
    if (closing !== undefined) bodies.push({ type: 'tasks-planned', tasks: [closing] });
    this.#ports.report(this.#driver, bodies, [
      ...(closing === undefined ? [] : [{ type: 'tasks-added', run, tasks: this.added([closing]) } as const]),
      { type: 'task-answered', run, task: id, parts: this.added(parts) },
    ]);
  }

  /** What came to one result may come to several, now that a task is broken down. */
  #closingAfter(parts: readonly Task[]): Task | undefined {
    this.#parts.push(...parts);
    const { record } = this.#driver;
    if (parts.length === 0 || !record.planCompleted) return undefined;
    const known = [...record.tasks.values()].filter(({ isReplaced }) => isReplaced !== true).map(({ task }) => task);
    return known.some(({ role }) => role === 'answer') ? undefined : this.closing(known);
  }

  /** What the task is broken into, under ids of its own still; `undefined` when it is not. */
  async #partsOf(id: TaskId, failures: readonly string[]): Promise<Expansion | undefined> {
    const { record, outputOf, planning } = this.#driver;
    const task = record.tasks.get(id)?.task;
    const { caps } = this.#terms;
    const room = caps.maxTasks - this.#taken.size;
    if (task === undefined || room < 1 || depthOf(record, task) >= caps.maxDepth) return undefined;
    const dependencies = dependencyResults(record, id, outputOf);
    if (task.expand === 'items' && failures.length === 0) {
      const items = itemsIn(dependencies);
      const most = Math.min(MOST_PARTS, room, caps.maxFanOut);
      return items.length === 0 ? undefined : { tasks: partsForItems(task, items, most), by: 'items' };
    }
    if (hasSpentAll(record)) return undefined;
    const expansion = await this.#planner?.expand?.({
      request: record.request,
      inputs: record.options.inputs,
      team: this.#ports.team,
      caps: { ...caps, maxTasks: room, maxDepth: caps.maxDepth - depthOf(record, task) - 1 },
      signal: planning.signal,
      ...this.#counted(),
      task,
      dependencies,
      failures,
    });
    if (expansion === undefined || expansion.tasks.length === 0 || expansion.tasks.length > room) return undefined;
    const [only] = expansion.tasks;
    // A task that is its only part would be broken down for ever.
    if (expansion.tasks.length === 1 && only !== undefined && planSignature([only]) === planSignature([{ ...task, dependsOn: [] }]))
      return undefined;
    return expansion;
  }

  /** The tasks as the run has them; none when the plan would not be one with them. */
  #adopted(of: Task | undefined, tasks: readonly Task[]): Task[] {
    const { record } = this.#driver;
    const adopted = underOwnIds(tasks, of, this.#taken).map((task) => this.#bounded(task, of));
    try {
      checkPlan({ tasks: [...Array.from(record.tasks.values(), ({ task }) => task), ...adopted] }, undefined, this.#terms.caps);
      return orderTasks(adopted);
    } catch {
      return [];
    }
  }

  /** Parts as deep as may be are not broken down further. */
  #bounded(task: Task, of: Task | undefined): Task {
    if (task.expand === undefined || of === undefined) return task;
    if (depthOf(this.#driver.record, of) + 1 < this.#terms.caps.maxDepth) return task;
    const { expand: _, ...rest } = task;
    return rest;
  }

  /** @returns Whether other tasks have taken the place of the lost one and of all that needs it. */
  async #replan(lost: TaskRecord, reason: string): Promise<boolean> {
    const { record, run, planning } = this.#driver;
    const { caps, maxReplans } = this.#terms;
    const replan = this.#planner?.replan;
    if (replan === undefined || this.#replans >= maxReplans || this.#canDoWithout(lost.task) || hasSpentAll(record)) return false;
    await this.#plan;
    if (lost.state.status !== 'waiting' || planning.signal.aborted) return false;
    const needing = tasksThatNeed(record, lost.task.id);
    this.#signatures.add(planSignature(needing.map(({ task }) => task)));
    this.#replans++;
    const gone = new Set(needing.map(({ task }) => task.id));
    const expansion = await replan.call(this.#planner, {
      request: record.request,
      inputs: record.options.inputs,
      team: this.#ports.team,
      caps: { ...caps, maxTasks: caps.maxTasks - this.#taken.size },
      signal: planning.signal,
      ...this.#counted(),
      lost: { task: lost.task, status: 'failed', reason },
      replaced: needing.map(({ task }) => task),
      kept: this.#planned().filter(({ task }) => !gone.has(task.id) && task.role !== 'answer'),
    });
    if (expansion === undefined || expansion.tasks.length === 0) return false;
    const signature = planSignature(expansion.tasks);
    if (this.#signatures.has(signature)) return false;
    this.#signatures.add(signature);
    const tasks = this.#adopted(undefined, expansion.tasks);
    if (tasks.length === 0) return false;
    const answers = [...record.tasks.values()].filter(({ task, state }) => task.role === 'answer' && state.status === 'waiting');
    const replaced = [...needing.map(({ task }) => task.id), ...answers.map(({ task }) => task.id)];
    const left = [...record.tasks.values()].filter(({ task, isReplaced }) => isReplaced !== true && !replaced.includes(task.id));
    const answer = record.planCompleted && answers.length > 0 ? this.closing([...left.map(({ task }) => task), ...tasks]) : undefined;
    const all = answer === undefined ? tasks : [...tasks, answer];
    const why = `"${lost.task.title}" was lost: ${reason}`;
    this.#ports.report(
      this.#driver,
      [
        { type: 'tasks-planned', tasks: all },
        { type: 'tasks-replaced', tasks: replaced, lost: lost.task.id, by: expansion.by, why },
      ],
      [
        { type: 'tasks-added', run, tasks: this.added(all) },
        ...replaced.map((task): SchedulerEvent => ({ type: 'task-skipped', run, task, reason: 'other tasks have taken its place' })),
      ],
    );
    return true;
  }

  #counted(): Pick<PlanningRequest, 'spent' | 'sideCall'> {
    const { spent, sideCall } = this.#ports;
    return { ...(spent === undefined ? {} : { spent }), ...(sideCall === undefined ? {} : { sideCall }) };
  }

  #canDoWithout(task: Task): boolean {
    for (let next: Task | undefined = task; next !== undefined; next = this.#parentOf(next)) if (next.optional) return true;
    return false;
  }

  #parentOf({ parent }: Task): Task | undefined {
    return parent === undefined ? undefined : this.#driver.record.tasks.get(parent)?.task;
  }

  /** The leaves of the plan that count, and what has come of them. */
  #planned(): PlannedTask[] {
    return plannedTasks(this.#driver.record, this.#driver.outputOf);
  }
}

/** The leaves of a plan as planners are told of them. */
export function plannedTasks(record: RunRecord, outputOf: RunDriver['outputOf']): PlannedTask[] {
  const statuses = statusesOf(record);
  return [...record.tasks.values()]
    .filter(({ children, isReplaced }) => children.length === 0 && isReplaced !== true)
    .map(({ task, state }) => ({
      task,
      status: statuses.get(task.id) ?? 'waiting',
      ...(state.status === 'succeeded' ? { output: readOr(() => outputOf(state.output), null) } : {}),
      ...('reason' in state ? { reason: state.reason } : {}),
    }));
}

function readOr<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** Nothing is left of the budget for a planner to use. What is not known to cost anything counts for nothing. */
function hasSpentAll({ options, planning, tasks }: RunRecord): boolean {
  if (options.budgetUsd === undefined) return false;
  let spentUsd = planning?.costUsd ?? 0;
  for (const { attempts } of tasks.values()) for (const { costUsd = 0 } of attempts) spentUsd += costUsd;
  return spentUsd >= options.budgetUsd && spentUsd > 0;
}

/** How many wholes the task is part of. */
function depthOf(record: RunRecord, task: Task): number {
  let depth = 0;
  for (let { parent } = task; parent !== undefined; depth++) parent = record.tasks.get(parent)?.task.parent;
  return depth;
}
