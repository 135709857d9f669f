import type { Agent, MakeSideCall, Usage } from '../../core/agent.ts';
import type { Checker } from '../../core/checker.ts';
import { SkeinError } from '../../core/errors.ts';
import type { EventBody, GrowthTerms } from '../../core/event.ts';
import type { RunId, TaskId } from '../../core/ids.ts';
import { DEFAULT_CAPS } from '../../core/plan.ts';
import { foldEvents, type RunRecord } from '../../core/run-record.ts';
import type { Task } from '../../core/task.ts';
import type { Team } from '../../core/team.ts';
import { type Clock, sleepOn, systemClock } from '../../execute/clock.ts';
import { considerTasks } from '../../execute/consider-tasks.ts';
import { type ComposeAnswer, Executor } from '../../execute/executor.ts';
import { PlanStream, type PlanStreamPorts } from '../../execute/growth/plan-stream.ts';
import { plannedTasks, RunGrowth } from '../../execute/growth/run-growth.ts';
import { LeaseKeeper } from '../../execute/lease-keeper.ts';
import { RunDriver } from '../../execute/run-driver.ts';
import { SharedLimits } from '../../execute/shared-limits.ts';
import { tasksToRetry } from '../../execute/tasks-to-retry.ts';
import type { Planner } from '../../plan/planner.ts';
import { composeAnswer } from '../../report/answer.ts';
import type { RunTerms } from '../../schedule/messages.ts';
import type { Owner } from '../../store/lease.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { Engine, EngineObserver, InFlightAnswers, RunHandle, StartRequest } from '../engine.ts';
import { requireSomeAgent } from './able-agents.ts';
import { planRemarks } from './plan-remarks.ts';
import { planWhole } from './plan-whole.ts';
import { PlanningBill } from './planning-bill.ts';
import { newRunId } from './run-ids.ts';
import { type Grown, reopened, resumed, type TakenUp, termsOf } from './take-up-run.ts';
import { TeamMemory } from './team-memory.ts';
import { isGone, nobody, thisOwner } from './this-owner.ts';

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
  /**
   * Learns from attempts, and keeps it in the store for later runs. Absent: what the engine sees itself is all that it knows, and nothing
   * is kept. False: it learns nothing at all, and goes by what agents declare.
   */
  readonly learning?: { readonly seed: number; complain?(message: string): void } | false;
  /** Who breaks tasks down, plans anew, and goes on with the plans of runs that were interrupted. Default: nobody. */
  readonly expander?: Planner;
  /** How answers are worded. Default: from the outputs of the last tasks. */
  readonly composeAnswer?: ComposeAnswer;
  /** Decides whether results are what was asked for. Default: their schemas alone do, and a task that asks for more fails. */
  readonly checker?: Checker | undefined;
}

/** An engine in this process: all its runs share one scheduler, so limits and priorities hold across them. */
export function openLocalEngine(options: LocalEngineOptions): Engine {
  return new LocalEngine(options);
}

/** A run of which its journal does not say how it may grow. */
const NO_GROWTH: GrowthTerms = { caps: DEFAULT_CAPS, maxReplans: 0, mends: false, synthesis: false };

const USUAL_REPLANS = 2;

/** How often a run that is driven elsewhere is looked at, while it is being cancelled. */
const LOOK_EVERY_MS = 200;

class LocalEngine implements Engine {
  readonly #options: LocalEngineOptions;
  readonly #executor: Executor;
  readonly #clock: Clock;
  readonly #leases: LeaseKeeper;
  readonly #memory: TeamMemory | undefined;
  readonly #growths = new WeakMap<RunDriver, RunGrowth>();
  readonly #bills = new WeakMap<RunDriver, PlanningBill>();
  #callOffMessages: (() => void) | undefined;
  #isLeaving = false;

  constructor(options: LocalEngineOptions) {
    const { team, agents, store, observer, clock = systemClock, owner = thisOwner() } = options;
    this.#options = options;
    this.#clock = clock;
    const knowsGone = (other: Owner): boolean => (options.isGone ?? isGone)(other);
    const limits = new SharedLimits({ team, quota: store.quota(team.limits), clock, owner, isGone: knowsGone });
    this.#leases = new LeaseKeeper({
      store,
      clock,
      owner,
      isGone: knowsGone,
      renewed: () => limits.renew(),
      lost: (run, error) => this.#executor.lose(run, error),
    });
    const { learning } = options;
    this.#memory =
      learning === undefined || learning === false ? undefined : new TeamMemory({ team, store, nowMs: clock.nowMs(), ...learning });
    this.#executor = new Executor({
      team,
      ...(this.#memory === undefined ? {} : { learner: this.#memory.learner }),
      learns: learning !== false,
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
      question: (driver, question) => this.#growths.get(driver)?.take(question),
      progress: (run, task, agent, message) => observer?.progress?.(run, task, agent, message),
    });
  }

  async start(request: StartRequest): Promise<RunHandle> {
    const { store } = this.#options;
    const run = request.run ?? newRunId((taken) => store.events(taken).length > 0);
    const driver = new RunDriver(run, request.options.directory, store);
    if (request.planner.streams) await this.#startStreaming(request, driver);
    else await this.#startWhole(request, driver);
    return this.#handle(driver);
  }

  async admit(start: StartRequest): Promise<RunId> {
    const { store } = this.#options;
    const run = start.run ?? newRunId((taken) => store.events(taken).length > 0);
    const driver = new RunDriver(run, start.options.directory, store);
    const spent: EventBody[] = [];
    const noteSpent = (usage: Usage, costUsd: number | undefined): void => {
      spent.push({ type: 'planning-spent', planner: start.planner.name, usage, ...(costUsd === undefined ? {} : { costUsd }) });
    };
    const planned = start.planner.streams ? [] : (await this.#planWhole(start, driver, noteSpent)).bodies;
    if (store.events(run).length > 0) throw new SkeinError('wrong-state', { where: `run ${run}`, what: 'is there already' });
    const nowMs = this.#clock.nowMs();
    // Held by nobody from now on, so that it can be told from a journal that came from elsewhere.
    const { token } = await store.claim(run, { owner: nobody(), nowMs, untilMs: nowMs });
    const events = [this.#started(start), ...planned, ...spent].map((body) => driver.note(body, nowMs));
    await store.append(events, new Map([[run, token]]));
    return run;
  }

  async #startWhole(start: StartRequest, driver: RunDriver): Promise<void> {
    const bill = this.#billOf(driver, start.planner.name);
    const { bodies, added, growth } = await this.#planWhole(start, driver, bill.spent);
    await this.#hold(driver.run);
    this.#executor.adopt(driver);
    this.#executor.report(
      driver,
      [this.#started(start), ...bodies],
      [
        { type: 'run-opened', terms: this.#termsOf(start, driver.run, this.#clock.nowMs()) },
        { type: 'tasks-added', run: driver.run, tasks: added },
        { type: 'plan-closed', run: driver.run },
      ],
    );
    bill.open();
    growth.planClosed();
  }

  /** A plan that comes whole, with what is journaled of it. */
  async #planWhole(start: StartRequest, driver: RunDriver, spent: PlanningBill['spent']) {
    const { request, options, planner, caps = DEFAULT_CAPS } = start;
    const beganMs = this.#clock.nowMs();
    const { team } = this.#options;
    const { signal } = driver.planning;
    const steps = planner.plan({ request, inputs: options.inputs, team, caps, signal, spent, sideCall: this.sideCall });
    const { tasks, notes, planner: name } = await planWhole(steps, { request, planner: planner.name, caps });
    const growth = this.#growthOf(driver, start.expander ?? planner, growthTermsOf(start));
    const closing = growth.closing(tasks);
    const all = closing === undefined ? tasks : [...tasks, closing];
    const added = growth.added(all);
    requireSomeAgent(team, added);
    const bodies: readonly EventBody[] = [
      { type: 'tasks-planned', tasks: all },
      {
        type: 'plan-completed',
        planner: name,
        planMs: this.#clock.nowMs() - beganMs,
        notes: [...notes, ...planRemarks(added, this.#options, options)],
      },
    ];
    return { bodies, added, growth };
  }

  /** Tasks start while the rest of the plan is still being written; what the first ones are is waited for. */
  async #startStreaming(start: StartRequest, driver: RunDriver): Promise<void> {
    const { request, options, planner, caps = DEFAULT_CAPS } = start;
    const beganMs = this.#clock.nowMs();
    const growth = this.#growthOf(driver, start.expander ?? planner, growthTermsOf(start));
    const { signal } = driver.planning;
    const bill = this.#billOf(driver, planner.name);
    const { spent } = bill;
    const { team } = this.#options;
    const steps = planner.plan({ request, inputs: options.inputs, team, caps, signal, spent, sideCall: this.sideCall });
    const remarks = (tasks: readonly Task[]): string[] => planRemarks(growth.added(tasks), this.#options, options);
    const stream = new PlanStream(driver, planner.name, steps, caps, { ...this.#streamPorts(driver, growth), remarks });
    const first = await stream.first(request);
    await this.#hold(driver.run);
    this.#executor.adopt(driver);
    this.#executor.report(
      driver,
      [this.#started(start), { type: 'tasks-planned', tasks: first }],
      [
        { type: 'run-opened', terms: this.#termsOf(start, driver.run, beganMs) },
        { type: 'tasks-added', run: driver.run, tasks: growth.added(first) },
      ],
    );
    bill.open();
    this.#stopPlanningAt(driver, options.deadlineMs === undefined ? undefined : beganMs + options.deadlineMs);
    void stream.rest();
  }

  #started(start: StartRequest): EventBody {
    const { request, options } = start;
    const agents = this.#options.team.agents.map((agent) => agent.id);
    const fingerprint = start.fingerprint === undefined ? {} : { fingerprint: start.fingerprint };
    return { type: 'run-started', request, options, agents, growth: growthTermsOf(start), ...fingerprint };
  }

  #termsOf(start: StartRequest, run: RunId, atMs: number): RunTerms {
    return { ...termsOf(run, start.options, atMs), ...(growthTermsOf(start).mends ? { mends: true } : {}) };
  }

  #growthOf(driver: RunDriver, planner: Planner | undefined, terms: GrowthTerms, record?: RunRecord): RunGrowth {
    const ports = {
      team: this.#options.team,
      consider: (tasks: readonly Task[]) => considerTasks(this.#options.agents, tasks),
      report: this.#executor.report.bind(this.#executor),
      spent: this.#billOf(driver, planner?.name ?? '').spent,
      sideCall: this.sideCall,
    };
    const growth = new RunGrowth(driver, planner, terms, ports, record);
    this.#growths.set(driver, growth);
    return growth;
  }

  #billOf(driver: RunDriver, planner: string): PlanningBill {
    let bill = this.#bills.get(driver);
    if (bill === undefined) {
      bill = new PlanningBill(driver.run, planner, (bodies, events) => {
        // What a call took that ended after its run did cannot be told any more.
        if (this.#executor.drivers.includes(driver)) this.#executor.report(driver, bodies, events);
      });
      this.#bills.set(driver, bill);
    }
    return bill;
  }

  get sideCall(): MakeSideCall {
    return this.#executor.sideCalls.make;
  }

  #streamPorts(driver: RunDriver, growth: RunGrowth): PlanStreamPorts {
    return {
      nowMs: () => this.#clock.nowMs(),
      report: (bodies, events) => this.#executor.report(driver, bodies, events),
      added: (tasks) => growth.added(tasks),
      closing: (tasks) => growth.closing(tasks),
      closed: () => growth.planClosed(),
    };
  }

  /** Nobody waits for the end of a plan whose run has come to its own. */
  #stopPlanningAt(driver: RunDriver, atMs: number | undefined): void {
    if (atMs === undefined) return;
    const callOff = this.#clock.at(atMs, () => driver.planning.abort(new Error('the deadline has passed')));
    void driver.finished.catch(() => {}).finally(callOff);
  }

  async resume(run: RunId, inFlight: InFlightAnswers = {}): Promise<RunHandle> {
    this.#recordOf(run);
    return this.#takeUp(run, (record) => {
      if (record.status !== 'running')
        throw finishedComplaint(record, 'Look at it with `skein show`, or do parts of it again with `skein retry`.');
      return (grown) => resumed(record, grown, { cancel: this.#wishToCancel(run), inFlight });
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
      return (grown) => reopened(record, tasksToRetry(record, task), grown, this.#clock.nowMs());
    });
  }

  /** Takes a run that is not new, and reads it once nobody else can write it. */
  async #takeUp(run: RunId, facts: (record: RunRecord) => (grown: Grown) => TakenUp): Promise<RunHandle> {
    await this.#hold(run);
    try {
      const record = this.#recordOf(run);
      const driver = new RunDriver(run, record.options.directory, this.#options.store, record);
      const takeUp = facts(record);
      const { expander } = this.#options;
      const terms = record.growth ?? NO_GROWTH;
      const growth = this.#growthOf(driver, expander, terms, record);
      const isGrowing = !record.planCompleted && record.growth !== undefined;
      const goesOn = isGrowing && expander !== undefined && (expander.continues === true || record.tasks.size === 0);
      const { bodies, events, isCancelled } = takeUp({ added: (tasks) => growth.added(tasks), mends: terms.mends, goesOn });
      this.#executor.adopt(driver);
      this.#executor.report(driver, bodies, events);
      this.#billOf(driver, expander?.name ?? '').open();
      if (goesOn && !isCancelled) this.#planRest(driver, record, expander, growth);
      else growth.planClosed();
      return this.#handle(driver);
    } catch (error) {
      await this.#leases.release(run);
      throw error;
    }
  }

  /** What is missing of a plan that was interrupted, or not begun. */
  #planRest(
    driver: RunDriver,
    { request, options, tasks, startedAtMs, growth: terms = NO_GROWTH }: RunRecord,
    planner: Planner,
    growth: RunGrowth,
  ): void {
    const { team } = this.#options;
    const begun = plannedTasks(driver.record, driver.outputOf);
    const { signal } = driver.planning;
    const steps = planner.plan({
      request,
      inputs: options.inputs,
      team,
      caps: terms.caps,
      signal,
      ...(begun.length === 0 ? {} : { begun }),
      spent: this.#billOf(driver, planner.name).spent,
      sideCall: this.sideCall,
    });
    const wanted = [...tasks.values()].filter(({ isReplaced }) => isReplaced !== true).map(({ task }) => task);
    const remarks = (all: readonly Task[]): string[] => (begun.length === 0 ? planRemarks(growth.added(all), this.#options, options) : []);
    this.#stopPlanningAt(driver, options.deadlineMs === undefined ? undefined : startedAtMs + options.deadlineMs);
    const ports = { ...this.#streamPorts(driver, growth), remarks };
    void new PlanStream(driver, planner.name, steps, terms.caps, ports, wanted).rest();
  }

  async #hold(run: RunId): Promise<void> {
    if (this.#isLeaving) throw leftComplaint(run);
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
          return (grown) => resumed(record, grown, { cancel: reason, inFlight: {} });
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

  async leave(graceMs: number): Promise<void> {
    this.#isLeaving = true;
    const leases = this.#leases.held;
    const stop = new AbortController();
    await Promise.race([this.#executor.quieten(), sleepOn(this.#clock, graceMs, stop.signal).catch(() => {})]);
    stop.abort();
    const { drivers } = this.#executor;
    for (const { run } of drivers) this.#executor.lose(run, leftComplaint(run));
    await Promise.allSettled(drivers.map((driver) => driver.finished));
    await this.#memory?.keep();
    this.#callOffMessages?.();
    await this.#leases.lapse(leases);
  }

  async close(): Promise<void> {
    const { drivers } = this.#executor;
    for (const driver of drivers) this.#cancel(driver, 'the engine was closed');
    await Promise.allSettled(drivers.map((driver) => driver.finished));
    await this.#memory?.keep();
    this.#callOffMessages?.();
  }
}

function growthTermsOf({ planner, caps = DEFAULT_CAPS, maxReplans = USUAL_REPLANS, synthesis = false }: StartRequest): GrowthTerms {
  return { caps, maxReplans, mends: planner.expand !== undefined || planner.replan !== undefined, synthesis };
}

function leftComplaint(run: RunId): SkeinError {
  return new SkeinError('wrong-state', { where: `run ${run}`, what: 'is left to others', todo: `Go on with it: skein resume ${run}.` });
}

function finishedComplaint({ run, status }: RunRecord, todo: string): SkeinError {
  return new SkeinError('wrong-state', {
    where: `run ${run}`,
    what: `is finished: it ${status === 'partial' ? 'is partial' : status === 'cancelled' ? 'was cancelled' : status}`,
    todo,
  });
}
