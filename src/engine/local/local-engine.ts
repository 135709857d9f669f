import type { Agent } from '../../core/agent.ts';
import type { Checker } from '../../core/checker.ts';
import { SkeinError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { RunId, TaskId } from '../../core/ids.ts';
import { checkPlan, DEFAULT_CAPS, type PlanCaps } from '../../core/plan.ts';
import { foldEvents, type RunRecord } from '../../core/run-record.ts';
import type { Task } from '../../core/task.ts';
import type { Team } from '../../core/team.ts';
import { type Clock, sleepOn, systemClock } from '../../execute/clock.ts';
import { type ComposeAnswer, Executor } from '../../execute/executor.ts';
import { LeaseKeeper } from '../../execute/lease-keeper.ts';
import { orderTasks } from '../../execute/order-tasks.ts';
import { RunDriver } from '../../execute/run-driver.ts';
import { SharedLimits } from '../../execute/shared-limits.ts';
import { tasksToRetry } from '../../execute/tasks-to-retry.ts';
import type { PlanningStep } from '../../plan/planner.ts';
import { composeAnswer } from '../../report/answer.ts';
import type { Owner } from '../../store/lease.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { Engine, EngineObserver, InFlightAnswers, RunHandle, StartRequest } from '../engine.ts';
import { requireSomeAgent } from './able-agents.ts';
import { newRunId } from './run-ids.ts';
import { reopened, resumed, type TakenUp, termsOf } from './take-up-run.ts';
import { TeamMemory } from './team-memory.ts';
import { isGone, thisOwner } from './this-owner.ts';

export interface LocalEngineOptions {
  readonly team: Team;
  /** One for each profile of the team. */
  readonly agents: readonly Agent[];
  readonly store: RunStore;
  readonly observer?: EngineObserver;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Who drives its runs, as other processes on the store see it. Default: this process, and an engine of its own in it. */
  readonly owner?: Owner;
  /** Whether another owner is known to be gone, so that its runs can be taken over at once. Default: processes of this machine are looked up. */
  isGone?(owner: Owner): boolean;
  /** Learns from attempts, and keeps it in the store for later runs. Absent: nothing of earlier runs is used, and nothing is kept. */
  readonly learning?: { readonly seed: number; complain?(message: string): void };
  /** How answers are worded. Default: from the outputs of the last tasks. */
  readonly composeAnswer?: ComposeAnswer;
  /** Decides whether results are what was asked for. Default: their schemas alone do, and a task that asks for more fails. */
  readonly checker?: Checker | undefined;
}

/** An engine in this process: all its runs share one scheduler, so limits and priorities hold across them. */
export function openLocalEngine(options: LocalEngineOptions): Engine {
  return new LocalEngine(options);
}

/** How often a run that is driven elsewhere is looked at, while it is being cancelled. */
const LOOK_EVERY_MS = 200;

class LocalEngine implements Engine {
  readonly #options: LocalEngineOptions;
  readonly #executor: Executor;
  readonly #clock: Clock;
  readonly #leases: LeaseKeeper;
  readonly #memory: TeamMemory | undefined;
  #callOffMessages: (() => void) | undefined;

  constructor(options: LocalEngineOptions) {
    const { team, agents, store, observer, clock = systemClock, owner = thisOwner() } = options;
    this.#options = options;
    this.#clock = clock;
    const knowsGone = (other: Owner): boolean => (options.isGone ?? isGone)(other);
    const limits = new SharedLimits({ team, quota: store.quota(team.limits), clock, owner, isGone: knowsGone });
    this.#leases = new LeaseKeeper({ store, clock, owner, isGone: knowsGone, renewed: () => limits.renew() });
    const { learning } = options;
    this.#memory = learning === undefined ? undefined : new TeamMemory({ team, store, nowMs: clock.nowMs(), ...learning });
    this.#executor = new Executor({
      team,
      ...(this.#memory === undefined ? {} : { learner: this.#memory.learner }),
      leases: this.#leases,
      limits,
      agents,
      store,
      clock,
      composeAnswer: options.composeAnswer ?? composeAnswer,
      checker: options.checker,
      event: (event, record) => {
        if (event.type === 'attempt-succeeded' || event.type === 'attempt-failed') this.#memory?.attemptEnded();
        else if (event.type === 'run-finished') void this.#memory?.keep();
        observer?.event?.(event, record);
      },
      progress: (run, task, agent, message) => observer?.progress?.(run, task, agent, message),
    });
  }

  async start(request: StartRequest): Promise<RunHandle> {
    const { store } = this.#options;
    const run = request.run ?? newRunId((taken) => store.events(taken).length > 0);
    const driver = new RunDriver(run, request.options.directory, store);
    const beganMs = this.#clock.nowMs();
    const steps = this.#plan(request, driver);
    if (request.planner.streams) await this.#startStreaming(request, driver, steps, beganMs);
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
    let tasks: Task[] = [];
    let name = planner.name;
    const notes: string[] = [];
    for await (const step of steps) {
      if ('note' in step) notes.push(step.note);
      else if ('planner' in step) name = step.planner;
      else if ('withdrawn' in step) tasks = tasks.filter(({ id }) => !step.withdrawn.includes(id));
      else tasks.push(...step.tasks);
    }
    const ordered = this.#checked(tasks, caps, request);
    const added = this.#executor.consider(ordered);
    requireSomeAgent(this.#options.team, added);
    await this.#hold(driver.run);
    this.#executor.adopt(driver);
    const bodies: EventBody[] = [
      { type: 'run-started', request, options, agents: this.#options.team.agents.map((agent) => agent.id) },
      { type: 'tasks-planned', tasks: ordered },
      { type: 'plan-completed', planner: name, planMs: this.#clock.nowMs() - beganMs, notes },
    ];
    this.#executor.report(driver, bodies, [
      { type: 'run-opened', terms: termsOf(driver.run, options, this.#clock.nowMs()) },
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
  async #startStreaming(
    { request, options, planner, caps = DEFAULT_CAPS }: StartRequest,
    driver: RunDriver,
    steps: AsyncIterable<PlanningStep>,
    beganMs: number,
  ): Promise<void> {
    const { run } = driver;
    await this.#hold(run);
    this.#executor.adopt(driver);
    this.#executor.report(
      driver,
      [{ type: 'run-started', request, options, agents: this.#options.team.agents.map((agent) => agent.id) }],
      [{ type: 'run-opened', terms: termsOf(run, options, beganMs) }],
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
          if (!('tasks' in step)) {
            if ('note' in step) notes.push(step.note);
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

  async resume(run: RunId, inFlight: InFlightAnswers = {}): Promise<RunHandle> {
    this.#recordOf(run);
    return this.#takeUp(run, (record) => {
      if (record.status !== 'running')
        throw finishedComplaint(record, 'Look at it with `skein show`, or do parts of it again with `skein retry`.');
      return resumed(record, (tasks) => this.#executor.consider(tasks), { cancel: this.#wishToCancel(run), inFlight });
    });
  }

  async retry(run: RunId, task?: TaskId): Promise<RunHandle> {
    this.#recordOf(run);
    return this.#takeUp(run, (record) => {
      if (record.status === 'running') {
        throw new SkeinError('wrong-state', {
          where: `run ${run}`,
          what: 'is not finished',
          todo: `Go on with it first: skein resume ${run}.`,
        });
      }
      return reopened(record, tasksToRetry(record, task), (tasks) => this.#executor.consider(tasks), this.#clock.nowMs());
    });
  }

  /** Takes a run that is not new, and reads it once nobody else can write it. */
  async #takeUp(run: RunId, facts: (record: RunRecord) => TakenUp): Promise<RunHandle> {
    await this.#hold(run);
    try {
      const record = this.#recordOf(run);
      const driver = new RunDriver(run, record.options.directory, this.#options.store, record);
      const { bodies, events } = facts(record);
      this.#executor.adopt(driver);
      this.#executor.report(driver, bodies, events);
      return this.#handle(driver);
    } catch (error) {
      await this.#leases.release(run);
      throw error;
    }
  }

  async #hold(run: RunId): Promise<void> {
    await this.#leases.take(run);
    this.#callOffMessages ??= this.#options.store.onMessage((to) => this.#hear(to));
  }

  #hear(run: RunId): void {
    const driver = this.#driverOf(run);
    const reason = driver === undefined ? undefined : this.#wishToCancel(run);
    if (driver !== undefined && reason !== undefined) this.#cancel(driver, reason);
  }

  #wishToCancel(run: RunId): string | undefined {
    return this.#options.store.messages(run).find(({ type }) => type === 'cancel')?.reason;
  }

  #driverOf(run: RunId): RunDriver | undefined {
    return this.#executor.drivers.find((driver) => driver.run === run);
  }

  #recordOf(run: RunId): RunRecord {
    const record = foldEvents(this.#options.store.replay(run));
    if (record !== undefined) return record;
    throw new SkeinError('not-found', { where: `run ${run}`, what: 'there is no such run in this store', todo: 'See `skein runs`.' });
  }

  async cancel(run: RunId, reason: string): Promise<RunRecord> {
    const here = this.#driverOf(run);
    if (here !== undefined) {
      this.#cancel(here, reason);
      return here.finished;
    }
    const before = this.#recordOf(run);
    if (before.status !== 'running') throw finishedComplaint(before, 'There is nothing to cancel.');
    const { store } = this.#options;
    if (store.leaseOf(run) !== undefined) await store.send(run, { type: 'cancel', reason });
    for (;;) {
      try {
        const { finished } = await this.#takeUp(run, (record) => {
          if (record.status !== 'running') throw finishedComplaint(record, 'There is nothing to cancel.');
          return resumed(record, (tasks) => this.#executor.consider(tasks), { cancel: reason, inFlight: {} });
        });
        return await finished;
      } catch (error) {
        if (!SkeinError.isInstance(error) || error.code !== 'wrong-state') throw error;
      }
      const record = this.#recordOf(run);
      if (record.status !== 'running') return record;
      await sleepOn(this.#clock, LOOK_EVERY_MS, new AbortController().signal);
    }
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
    const { drivers } = this.#executor;
    for (const driver of drivers) this.#cancel(driver, 'the engine was closed');
    await Promise.allSettled(drivers.map((driver) => driver.finished));
    await this.#memory?.keep();
    this.#callOffMessages?.();
  }
}

function finishedComplaint({ run, status }: RunRecord, todo: string): SkeinError {
  return new SkeinError('wrong-state', {
    where: `run ${run}`,
    what: `is finished: it ${status === 'partial' ? 'is partial' : status === 'cancelled' ? 'was cancelled' : status}`,
    todo,
  });
}
