import { messageOf, SkeinError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { TaskId } from '../../core/ids.ts';
import { checkPlan, type PlanCaps } from '../../core/plan.ts';
import type { Task } from '../../core/task.ts';
import type { PlanningStep } from '../../plan/planner.ts';
import type { AddedTask, SchedulerEvent } from '../../schedule/messages.ts';
import { orderTasks } from '../order-tasks.ts';
import type { RunDriver } from '../run-driver.ts';

export interface PlanStreamPorts {
  nowMs(): number;
  report(bodies: readonly EventBody[], events: readonly SchedulerEvent[]): void;
  added(tasks: readonly Task[]): AddedTask[];
  /** A task that comes after all others. */
  closing(tasks: readonly Task[]): Task | undefined;
  /** What is to be said of the plan when it is complete. Default: nothing. */
  remarks?(tasks: readonly Task[]): readonly string[];
  closed(): void;
}

/** A plan that is taken in while it is being written: each batch is journaled and may start at once. */
export class PlanStream {
  readonly #driver: RunDriver;
  readonly #caps: PlanCaps;
  readonly #ports: PlanStreamPorts;
  readonly #steps: AsyncIterator<PlanningStep>;
  readonly #beganMs: number;
  readonly #tasks = new Map<TaskId, Task>();
  readonly #notes: string[] = [];
  #planner: string;

  /** @param begun Tasks that the plan has already. */
  constructor(
    driver: RunDriver,
    planner: string,
    steps: AsyncIterable<PlanningStep>,
    caps: PlanCaps,
    ports: PlanStreamPorts,
    begun: Iterable<Task> = [],
  ) {
    this.#driver = driver;
    this.#caps = caps;
    this.#ports = ports;
    this.#steps = steps[Symbol.asyncIterator]();
    this.#beganMs = ports.nowMs();
    this.#planner = planner;
    for (const task of begun) this.#tasks.set(task.id, task);
  }

  /**
   * Waits for the first tasks; nothing is reported of them yet.
   *
   * @throws SkeinError `cannot-plan`, `bad-plan`
   */
  async first(request: string): Promise<readonly Task[]> {
    for (;;) {
      const { done, value } = await this.#steps.next();
      if (done === true) {
        throw new SkeinError('cannot-plan', {
          where: 'the request',
          what: `no task could be made of it: "${request.slice(0, 80)}"`,
          todo: 'Say what is to be done.',
        });
      }
      if ('tasks' in value && value.tasks.length > 0) return this.#checked(value.tasks);
      this.#hear(value);
    }
  }

  /** Takes in the rest, to the end of the plan or of its planner. Never rejects. */
  async rest(): Promise<void> {
    let cutOff: string | undefined;
    try {
      for (;;) {
        const { done, value } = await this.#steps.next();
        if (done === true) break;
        if (!('tasks' in value)) this.#hear(value);
        else if (value.tasks.length > 0) this.#add(this.#checked(value.tasks));
      }
    } catch (error) {
      cutOff = messageOf(error);
    }
    this.#close(cutOff);
  }

  #add(tasks: readonly Task[]): void {
    const { run } = this.#driver;
    this.#ports.report([{ type: 'tasks-planned', tasks }], [{ type: 'tasks-added', run, tasks: this.#ports.added(tasks) }]);
  }

  #hear(step: PlanningStep): void {
    if ('note' in step) this.#notes.push(step.note);
    else if ('planner' in step) this.#planner = step.planner;
    else if ('withdrawn' in step) this.#withdraw(step.withdrawn, step.reason);
  }

  #withdraw(named: readonly TaskId[], why: string): void {
    const { run } = this.#driver;
    const tasks = named.filter((id) => this.#tasks.delete(id));
    if (tasks.length === 0) return;
    this.#ports.report(
      [{ type: 'tasks-replaced', tasks, by: this.#planner, why }],
      tasks.map((task): SchedulerEvent => ({ type: 'task-skipped', run, task, reason: why })),
    );
  }

  #close(cutOff: string | undefined): void {
    const { run } = this.#driver;
    const closing = cutOff === undefined ? this.#ports.closing([...this.#tasks.values()]) : undefined;
    if (closing !== undefined) this.#add([closing]);
    const planMs = this.#ports.nowMs() - this.#beganMs;
    const short = cutOff === undefined ? {} : { cutOff };
    const notes = [...this.#notes, ...(this.#ports.remarks?.([...this.#tasks.values()]) ?? [])];
    this.#ports.report(
      [{ type: 'plan-completed', planner: this.#planner, planMs, notes, ...short }],
      [{ type: 'plan-closed', run, ...(cutOff === undefined ? {} : { isCutOff: true }) }],
    );
    this.#ports.closed();
  }

  /**
   * A batch in order, when the plan is still one with it. What only waits for earlier batches closes no circle, so the
   * whole plan is looked at again only when there are parts.
   */
  #checked(batch: readonly Task[]): Task[] {
    const own = new Set(batch.map(({ id }) => id));
    const isNested = batch.some(({ parent }) => parent !== undefined);
    const before = batch.find(({ id }) => this.#tasks.has(id));
    if (isNested || before !== undefined) {
      checkPlan({ tasks: [...this.#tasks.values(), ...batch] }, undefined, this.#caps);
    } else {
      const isKnown = (id: TaskId): boolean => this.#tasks.has(id) && !own.has(id);
      const rest = batch.map((task) => ({ ...task, dependsOn: task.dependsOn.filter((dependency) => !isKnown(dependency.task)) }));
      checkPlan({ tasks: rest }, undefined, { ...this.#caps, maxTasks: this.#caps.maxTasks - this.#tasks.size });
    }
    for (const task of batch) this.#tasks.set(task.id, task);
    return orderTasks(batch);
  }
}
