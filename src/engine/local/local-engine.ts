import type { Agent } from '../../core/agent.ts';
import { SkeinError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { RunId, TaskId } from '../../core/ids.ts';
import { checkPlan, DEFAULT_CAPS, type PlanCaps } from '../../core/plan.ts';
import { foldEvents, type RunRecord } from '../../core/run-record.ts';
import type { Task } from '../../core/task.ts';
import type { Team } from '../../core/team.ts';
import { type Clock, systemClock } from '../../execute/clock.ts';
import { type ComposeAnswer, Executor } from '../../execute/executor.ts';
import { orderTasks } from '../../execute/order-tasks.ts';
import { RunDriver } from '../../execute/run-driver.ts';
import type { PlanningStep } from '../../plan/planner.ts';
import { composeAnswer } from '../../report/answer.ts';
import type { AddedTask, RunTerms, SchedulerEvent } from '../../schedule/messages.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { Engine, EngineObserver, RunHandle, StartRequest } from '../engine.ts';
import { requireSomeAgent } from './able-agents.ts';
import { newRunId } from './run-ids.ts';

export interface LocalEngineOptions {
  readonly team: Team;
  /** One for each profile of the team. */
  readonly agents: readonly Agent[];
  readonly store: RunStore;
  readonly observer?: EngineObserver;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** How answers are worded. Default: from the outputs of the last tasks. */
  readonly composeAnswer?: ComposeAnswer;
}

/** An engine in this process: all its runs share one scheduler, so limits and priorities hold across them. */
export function openLocalEngine(options: LocalEngineOptions): Engine {
  return new LocalEngine(options);
}

class LocalEngine implements Engine {
  readonly #options: LocalEngineOptions;
  readonly #executor: Executor;
  readonly #clock: Clock;

  constructor(options: LocalEngineOptions) {
    const { team, agents, store, observer, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#executor = new Executor({
      team,
      agents,
      store,
      clock,
      composeAnswer: options.composeAnswer ?? composeAnswer,
      event: (event, record) => observer?.event?.(event, record),
      progress: (run, task, agent, message) => observer?.progress?.(run, task, agent, message),
    });
  }

  async start(request: StartRequest): Promise<RunHandle> {
    const { store } = this.#options;
    const run = request.run ?? newRunId((taken) => store.events(taken).length > 0);
    const driver = new RunDriver(run, request.options.directory, store);
    const beganMs = this.#clock.nowMs();
    const steps = this.#plan(request, driver);
    if (request.planner.streams) this.#startStreaming(request, driver, steps, beganMs);
    else await this.#startWhole(request, driver, steps, beganMs);
    return this.#handle(driver);
  }

  #plan({ planner, request, options, caps = DEFAULT_CAPS }: StartRequest, driver: RunDriver): AsyncIterable<PlanningStep> {
    return planner.plan({ request, inputs: options.inputs, team: this.#options.team, caps, signal: driver.planning.signal });
  }

  async #startWhole(
    { request, options, planner, caps = DEFAULT_CAPS }: StartRequest,
    driver: RunDriver,
    steps: AsyncIterable<PlanningStep>,
    beganMs: number,
  ): Promise<void> {
    const tasks: Task[] = [];
    const notes: string[] = [];
    for await (const step of steps) {
      if ('note' in step) notes.push(step.note);
      else tasks.push(...step.tasks);
    }
    const ordered = this.#checked(tasks, caps, request);
    const added = this.#executor.consider(ordered);
    requireSomeAgent(this.#options.team, added);
    this.#executor.adopt(driver);
    const bodies: EventBody[] = [
      { type: 'run-started', request, options, agents: this.#options.team.agents.map((agent) => agent.id) },
      { type: 'tasks-planned', tasks: ordered },
      { type: 'plan-completed', planner: planner.name, planMs: this.#clock.nowMs() - beganMs, notes },
    ];
    this.#executor.report(driver, bodies, [
      { type: 'run-opened', terms: this.#terms(driver.run, options, this.#clock.nowMs()) },
      { type: 'tasks-added', run: driver.run, tasks: added },
      { type: 'plan-closed', run: driver.run },
    ]);
  }

  #checked(tasks: readonly Task[], caps: PlanCaps, request: string): Task[] {
    if (tasks.length === 0)
      throw new SkeinError('cannot-plan', {
        where: 'the request',
        what: `no task could be made of it: "${request.slice(0, 80)}"`,
        todo: 'Say what is to be done.',
      });
    checkPlan({ tasks }, undefined, caps);
    return orderTasks(tasks);
  }

  /** Tasks start while the rest of the plan is still being written. */
  #startStreaming(
    { request, options, planner, caps = DEFAULT_CAPS }: StartRequest,
    driver: RunDriver,
    steps: AsyncIterable<PlanningStep>,
    beganMs: number,
  ): void {
    const { run } = driver;
    this.#executor.adopt(driver);
    this.#executor.report(
      driver,
      [{ type: 'run-started', request, options, agents: this.#options.team.agents.map((agent) => agent.id) }],
      [{ type: 'run-opened', terms: this.#terms(run, options, beganMs) }],
    );
    const closed = (notes: readonly string[]): void => {
      const planMs = this.#clock.nowMs() - beganMs;
      this.#executor.report(driver, [{ type: 'plan-completed', planner: planner.name, planMs, notes }], [{ type: 'plan-closed', run }]);
    };
    const write = async (): Promise<void> => {
      const tasks: Task[] = [];
      const notes: string[] = [];
      try {
        for await (const step of steps) {
          if ('note' in step) {
            notes.push(step.note);
            continue;
          }
          checkPlan({ tasks: [...tasks, ...step.tasks] }, undefined, caps);
          tasks.push(...step.tasks);
          const ordered = orderTasks(step.tasks);
          this.#executor.report(
            driver,
            [{ type: 'tasks-planned', tasks: ordered }],
            [{ type: 'tasks-added', run, tasks: this.#executor.consider(ordered) }],
          );
        }
      } catch (error) {
        notes.push(`The planner stopped: ${error instanceof Error ? error.message : String(error)}`);
      }
      closed(notes);
    };
    void write();
  }

  #terms(run: RunId, { objective, priority, budgetUsd, deadlineMs }: RunRecord['options'], startedAtMs: number): RunTerms {
    return {
      run,
      objective,
      priority,
      ...(budgetUsd === undefined ? {} : { budgetUsd }),
      ...(deadlineMs === undefined ? {} : { deadlineAtMs: startedAtMs + deadlineMs }),
    };
  }

  async resume(run: RunId): Promise<RunHandle> {
    const { store } = this.#options;
    const record = foldEvents(store.events(run));
    if (record === undefined)
      throw new SkeinError('not-found', { where: `run ${run}`, what: 'there is no such run in this store', todo: 'See `skein runs`.' });
    if (record.status !== 'running')
      throw new SkeinError('wrong-state', {
        where: `run ${run}`,
        what: `is finished: it ${record.status}`,
        todo: 'Start a new run, or look at it with `skein show`.',
      });
    const driver = new RunDriver(run, record.options.directory, store, record);
    const tasks = [...record.tasks.values()].map(({ task }) => task);
    const added = this.#executor.consider(tasks).map((one) => ({ ...one, progress: progressOf(record, one.task.id) }));
    const spentUsd = [...record.tasks.values()]
      .flatMap(({ attempts }) => attempts)
      .reduce((sum, attempt) => sum + (attempt.costUsd ?? 0), 0);
    const events: SchedulerEvent[] = [
      { type: 'run-opened', terms: this.#terms(run, record.options, record.startedAtMs), spentUsd },
      { type: 'tasks-added', run, tasks: added },
      { type: 'plan-closed', run },
    ];
    if (record.cancelRequested) events.push({ type: 'run-cancelled', run, reason: 'cancelled before the interruption' });
    const planClosing: EventBody[] = record.planCompleted
      ? []
      : [
          {
            type: 'plan-completed',
            planner: record.planner ?? 'interrupted',
            planMs: 0,
            notes: ['The plan was interrupted: the run goes on with the tasks it had.'],
          },
        ];
    this.#executor.adopt(driver);
    this.#executor.report(driver, [{ type: 'run-resumed' }, ...planClosing], events);
    return this.#handle(driver);
  }

  #handle(driver: RunDriver): RunHandle {
    return { run: driver.run, finished: driver.finished, cancel: (reason) => this.#cancel(driver, reason) };
  }

  #cancel(driver: RunDriver, reason: string): void {
    if (driver.planning.signal.aborted) return;
    driver.planning.abort(new Error(reason));
    this.#executor.report(driver, [{ type: 'run-cancel-requested', reason }], [{ type: 'run-cancelled', run: driver.run, reason }]);
  }

  async close(): Promise<void> {
    const drivers = [...this.#executor.drivers];
    for (const driver of drivers) this.#cancel(driver, 'the engine was closed');
    await Promise.allSettled(drivers.map((driver) => driver.finished));
  }
}

/** How far a task had got: attempts that were in flight do not count, they are repeated under their own number. */
function progressOf(record: RunRecord, id: TaskId): NonNullable<AddedTask['progress']> {
  const task = record.tasks.get(id);
  const attempts = task?.attempts.filter((attempt) => attempt.outcome !== 'running').length ?? 0;
  const status = task?.state.status;
  return status === undefined || status === 'waiting' || status === 'running' ? { attempts } : { attempts, settled: status };
}
