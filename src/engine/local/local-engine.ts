import type { Agent, MakeSideCall, Usage } from '../../core/agent.ts';
import type { Checker } from '../../core/checker.ts';
import { SkeinError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { RunId, TaskId } from '../../core/ids.ts';
import { foldEvents, type RunRecord } from '../../core/run-record.ts';
import type { Team } from '../../core/team.ts';
import { type Clock, sleepOn, systemClock } from '../../execute/clock.ts';
import { type ComposeAnswer, Executor } from '../../execute/executor.ts';
import { LeaseKeeper } from '../../execute/lease-keeper.ts';
import { RunDriver } from '../../execute/run-driver.ts';
import { SharedLimits } from '../../execute/shared-limits.ts';
import { tasksToRetry } from '../../execute/tasks-to-retry.ts';
import type { Planner } from '../../plan/planner.ts';
import { composeAnswer } from '../../report/answer.ts';
import type { Owner } from '../../store/lease.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { Engine, EngineObserver, InFlightAnswers, RunHandle, StartRequest } from '../engine.ts';
import { newRunId } from './run-ids.ts';
import { RunPlans } from './run-plans.ts';
import { growthTermsIn, openingTerms, startedBody } from './start-facts.ts';
import { type Grown, reopened, resumed, type TakenUp } from './take-up-run.ts';
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

/** How often a run that is driven elsewhere is looked at, while it is being cancelled. */
const LOOK_EVERY_MS = 200;

class LocalEngine implements Engine {
  readonly #options: LocalEngineOptions;
  readonly #executor: Executor;
  readonly #clock: Clock;
  readonly #leases: LeaseKeeper;
  readonly #memory: TeamMemory | undefined;
  readonly #plans: RunPlans;
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
      question: (driver, question) => this.#plans.take(driver, question),
      progress: (run, task, agent, message) => observer?.progress?.(run, task, agent, message),
    });
    this.#plans = new RunPlans({ team, agents, clock, executor: this.#executor });
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
    const askedAtMs = this.#clock.nowMs();
    const run = start.run ?? newRunId((taken) => store.events(taken).length > 0);
    const driver = new RunDriver(run, start.options.directory, store);
    const spent: EventBody[] = [];
    const noteSpent = (usage: Usage, costUsd: number | undefined): void => {
      spent.push({ type: 'planning-spent', planner: start.planner.name, usage, ...(costUsd === undefined ? {} : { costUsd }) });
    };
    const planned = start.planner.streams ? [] : (await this.#plans.whole(start, driver, noteSpent)).bodies;
    if (store.events(run).length > 0) throw new SkeinError('wrong-state', { where: `run ${run}`, what: 'is there already' });
    const nowMs = this.#clock.nowMs();
    // Held by nobody from now on, so that it can be told from a journal that came from elsewhere.
    const { token } = await store.claim(run, { owner: nobody(), nowMs, untilMs: nowMs });
    const events = [startedBody(start, this.#options.team, askedAtMs), ...planned, ...spent].map((body) => driver.note(body, nowMs));
    await store.append(events, new Map([[run, token]]));
    return run;
  }

  async #startWhole(start: StartRequest, driver: RunDriver): Promise<void> {
    const askedAtMs = this.#clock.nowMs();
    const bill = this.#plans.billOf(driver, start.planner.name);
    const { bodies, added, growth } = await this.#plans.whole(start, driver, bill.spent);
    await this.#hold(driver.run);
    this.#executor.adopt(driver);
    this.#executor.report(
      driver,
      [startedBody(start, this.#options.team, askedAtMs), ...bodies],
      [
        { type: 'run-opened', terms: openingTerms(start, driver.run, askedAtMs) },
        { type: 'tasks-added', run: driver.run, tasks: added },
        { type: 'plan-closed', run: driver.run },
      ],
    );
    bill.open();
    growth.planClosed();
  }

  /** Tasks start while the rest of the plan is still being written; what the first ones are is waited for. */
  async #startStreaming(start: StartRequest, driver: RunDriver): Promise<void> {
    const askedAtMs = this.#clock.nowMs();
    const { first, added, rest } = await this.#plans.streamed(start, driver, askedAtMs);
    await this.#hold(driver.run);
    this.#executor.adopt(driver);
    this.#executor.report(
      driver,
      [startedBody(start, this.#options.team, askedAtMs), { type: 'tasks-planned', tasks: first }],
      [
        { type: 'run-opened', terms: openingTerms(start, driver.run, askedAtMs) },
        { type: 'tasks-added', run: driver.run, tasks: added },
      ],
    );
    rest();
  }

  get sideCall(): MakeSideCall {
    return this.#executor.sideCalls.make;
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
      const growth = this.#plans.growthOf(driver, expander, growthTermsIn(record), record);
      const isGrowing = !record.planCompleted && record.growth !== undefined;
      const goesOn = isGrowing && expander !== undefined && (expander.continues === true || record.tasks.size === 0);
      const { mends } = growthTermsIn(record);
      const { bodies, events, isCancelled } = takeUp({ added: (tasks) => growth.added(tasks), mends, goesOn });
      this.#executor.adopt(driver);
      this.#executor.report(driver, bodies, events);
      this.#plans.billOf(driver, expander?.name ?? '').open();
      if (goesOn && !isCancelled) this.#plans.rest(driver, record, expander, growth);
      else growth.planClosed();
      return this.#handle(driver);
    } catch (error) {
      await this.#leases.release(run);
      throw error;
    }
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
