import type { Artifact } from '../core/agent.ts';
import { SkeinError } from '../core/errors.ts';
import type { EventBody, Missing, OutputRef, RunEvent } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Team } from '../core/team.ts';
import type { Learner } from '../learn/learner.ts';
import type { Command, SchedulerEvent } from '../schedule/messages.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import type { RunStore } from '../store/run-store.ts';
import { appendByRun } from './append-by-run.ts';
import { attemptFacts, type WhichAttempt } from './attempt-facts.ts';
import { type AttemptPorts, AttemptRunner, type HandIn } from './attempt-runner.ts';
import { endedInFlight } from './ended-in-flight.ts';
import type { Question } from './growth/run-growth.ts';
import type { AttemptEnd } from './perform-attempt.ts';
import type { RunDriver } from './run-driver.ts';
import { SideCalls } from './side-calls.ts';
import { taskFact } from './task-fact.ts';

/** What the answer of a run is made of; the loop does not know how it is worded. */
export type ComposeAnswer = (
  record: RunRecord,
  outputOf: (ref: OutputRef) => Json,
) => { readonly answer: string; readonly missing: readonly Missing[]; readonly artifacts: readonly Artifact[] };

export interface ExecutorPorts extends AttemptPorts {
  readonly team: Team;
  readonly store: RunStore;
  readonly composeAnswer: ComposeAnswer;
  /** What is known of the agents from before. */
  readonly learner?: Learner;
  /** False: attempts change nothing of what is expected of agents. Default true. */
  readonly learns?: boolean;
  /** Something is to be decided about a task before it starts or is lost; the answer is reported as a fact. */
  question?(driver: RunDriver, question: Question): void;
  event?(event: RunEvent, record: RunRecord): void;
}

/** What is not done any more by an engine that leaves its runs to others. */
const BEGINNINGS: ReadonlySet<Command['type']> = new Set(['start-attempt', 'expand-task', 'mend-task']);

/** Something that happened: facts to journal, and what the scheduler is told of them. */
interface Fact {
  /** Absent: it is about no run. */
  readonly driver?: RunDriver;
  readonly bodies: readonly EventBody[];
  readonly events: readonly SchedulerEvent[];
}

/** What follows from the events of a run once they are durable. */
interface Effect {
  readonly driver: RunDriver;
  /** To be told of. */
  readonly event?: RunEvent;
  /** To be begun. */
  readonly attempt?: StartAttempt;
  act?(): void;
}

type StartAttempt = Extract<Command, { readonly type: 'start-attempt' }>;

/** What one turn of the loop writes, and what follows. */
interface Turn {
  readonly nowMs: number;
  readonly journal: RunEvent[];
  readonly effects: Effect[];
  /** To be stopped, whatever else follows. */
  readonly stops: Stop[];
}

interface Stop {
  readonly driver: RunDriver;
  readonly command: Extract<Command, { readonly type: 'cancel-attempt' }>;
}

/**
 * The one loop: takes facts, asks the scheduler, journals, and only then acts. Invariants:
 *   E1. An event is durable before anything follows from it: an attempt, a notification, the end of a run.
 *   E2. Facts are taken in the order in which they came; the scheduler is never entered twice at once.
 *   E3. When the journal cannot be written, nothing more is started and every run is told.
 *   E4. A run that another process has taken over is let go, with all that is under way for it; the others go on. Who may have stood
 *       still for longer than a lease looks first.
 */
export class Executor {
  readonly #ports: ExecutorPorts;
  readonly #scheduler: Scheduler;
  readonly #attempts: AttemptRunner;
  readonly sideCalls: SideCalls;
  readonly #drivers = new Map<RunId, RunDriver>();
  /** Runs whose end is being written: nothing more can happen to them, but it can still fail. */
  readonly #ending = new Set<RunDriver>();
  /** Runs let go of whose attempts have not all ended: the scheduler hears of them, the journal does not. */
  readonly #lost = new Map<RunId, RunDriver>();
  /** Runs that others were found to drive, to be let go between two turns. */
  readonly #taken = new Map<RunId, SkeinError>();
  #inbox: Fact[] = [];
  #busy = false;
  #broken: unknown;
  #callOffWake: (() => void) | undefined;
  /** Nothing more is begun. */
  #isLeaving = false;
  #attemptsUnderWay = 0;
  /** Called when nothing is under way, and all that has been is written. */
  #quiet: (() => void) | undefined;

  constructor(ports: ExecutorPorts) {
    this.#ports = ports;
    const { team, learner, learns = true } = ports;
    this.#scheduler = new Scheduler(team, { learns, ...(learner === undefined ? {} : { learner }) });
    this.sideCalls = new SideCalls(ports.team, ports.limits, (event) => this.#tell(event));
    this.#attempts = new AttemptRunner(ports, this.sideCalls.make);
  }

  /** Tells the scheduler of something that is about no run. */
  #tell(event: SchedulerEvent): void {
    if (this.#broken !== undefined) return;
    this.#inbox.push({ bodies: [], events: [event] });
    this.#turn();
  }

  get drivers(): RunDriver[] {
    return [...this.#drivers.values(), ...this.#ending];
  }

  /**
   * Takes a run in; its first fact follows.
   *
   * @throws SkeinError `wrong-state` while attempts of it are still to be given back, because another process had taken it over.
   */
  adopt(driver: RunDriver): void {
    if (this.#lost.has(driver.run)) {
      throw new SkeinError('wrong-state', {
        where: `run ${driver.run}`,
        what: 'has only just been let go here',
        todo: 'Try again in a moment.',
      });
    }
    this.#drivers.set(driver.run, driver);
  }

  /** Reports a fact about a run. What follows from it happens later. */
  report(driver: RunDriver, bodies: readonly EventBody[], events: readonly SchedulerEvent[]): void {
    if (this.#broken !== undefined) {
      driver.abandon(this.#broken);
      return;
    }
    this.#inbox.push({ driver, bodies, events });
    this.#turn();
  }

  /** Lets go of a run that another process was found to drive, with all that is under way for it. */
  lose(run: RunId, error: SkeinError): void {
    if (this.#broken !== undefined) return;
    this.#taken.set(run, error);
    this.#inbox.push({ bodies: [], events: [] });
    this.#turn();
  }

  /** Begins nothing more; resolves when no attempt is under way and what came of them is durable. */
  async quieten(): Promise<void> {
    this.#isLeaving = true;
    if (!this.#isQuiet()) {
      await new Promise<void>((resolve) => {
        this.#quiet = resolve;
      });
    }
  }

  #isQuiet(): boolean {
    return this.#broken !== undefined || (this.#attemptsUnderWay === 0 && !this.#busy);
  }

  #turn(): void {
    if (this.#busy || this.#inbox.length === 0) return;
    this.#busy = true;
    // Facts that come in the same turn of the event loop share one write.
    queueMicrotask(() => {
      this.#work().catch((error: unknown) => this.#break(error));
    });
  }

  async #work(): Promise<void> {
    while (this.#inbox.length > 0) {
      for (const [run, error] of this.#taken) {
        const driver = this.#drivers.get(run);
        if (driver !== undefined) this.#letGo(driver, error, []);
      }
      this.#taken.clear();
      const facts = this.#inbox;
      this.#inbox = [];
      const turn: Turn = { nowMs: this.#ports.clock.nowMs(), journal: [], effects: [], stops: [] };
      const told: SchedulerEvent[] = [];
      for (const { driver, bodies, events } of facts) {
        if (driver === undefined) {
          told.push(...events);
          continue;
        }
        const isLost = this.#lost.get(driver.run) === driver;
        // A cancellation may cross the end of its run.
        if (!isLost && this.#drivers.get(driver.run) !== driver) continue;
        if (!isLost) for (const body of bodies) this.#note(driver, body, turn);
        told.push(...events);
      }
      // What happened together is decided on together, as the simulator does.
      for (const command of this.#scheduler.stepAll(told, turn.nowMs)) this.#obey(command, turn);
      const refused = await appendByRun(this.#ports.store, turn.journal, this.#ports.leases.fences);
      for (const { driver, command } of turn.stops) driver.cancelAttempt(command.task, command.attempt, command.reason);
      if (this.#ports.leases.isOverdue) await this.#ports.leases.catchUp();
      // An output that could not be kept has broken everything off meanwhile.
      if (this.#broken !== undefined) return;
      // Nothing is begun for what others drive by now, though it was written while it was this engine's.
      for (const [run, error] of this.#taken) if (this.#drivers.has(run)) refused.set(run, error);
      for (const [run, error] of refused) this.#lose(run, error, turn.effects);
      for (const { driver, event, attempt, act } of turn.effects) {
        if (refused.size > 0 && refused.has(driver.run)) continue;
        if (event !== undefined) this.#ports.event?.(event, driver.record);
        else if (attempt !== undefined) this.#perform(driver, attempt);
        else act?.();
      }
    }
    this.#busy = false;
    if (this.#isQuiet()) this.#quiet?.();
  }

  /** A run that is driven elsewhere: what it holds of the team is given back as its attempts end. */
  #lose(run: RunId, error: SkeinError, effects: readonly Effect[]): void {
    const own = effects.filter(({ driver }) => driver.run === run);
    const driver = own[0]?.driver;
    if (driver === undefined) return;
    const unstarted = own.flatMap(({ attempt: begun }): SchedulerEvent[] => {
      if (begun === undefined) return [];
      const { task, attempt } = begun;
      return [{ type: 'attempt-cancelled', run, task, attempt }];
    });
    this.#letGo(driver, error, unstarted);
  }

  /** @param unstarted What the scheduler took for begun. */
  #letGo(driver: RunDriver, error: SkeinError, unstarted: readonly SchedulerEvent[]): void {
    const { run } = driver;
    this.#ports.leases.forget(run);
    this.#ending.delete(driver);
    // The scheduler has forgotten a run whose end was refused.
    if (this.#drivers.delete(run)) {
      this.#lost.set(run, driver);
      this.#inbox.push({ driver, bodies: [], events: [{ type: 'run-cancelled', run, reason: 'driven elsewhere' }, ...unstarted] });
    }
    driver.abandon(error);
  }

  #note(driver: RunDriver, body: EventBody, { nowMs, journal, effects }: Turn): void {
    const event = driver.note(body, nowMs);
    journal.push(event);
    effects.push({ driver, event });
  }

  #break(error: unknown): void {
    this.#broken = error;
    this.sideCalls.abandon(error);
    this.#callOffWake?.();
    for (const driver of this.drivers) {
      this.#ports.leases.forget(driver.run);
      driver.abandon(error);
    }
    this.#drivers.clear();
    this.#ending.clear();
    this.#quiet?.();
  }

  #obey(command: Command, turn: Turn): void {
    if (command.type === 'wake-at') {
      this.#wakeAt(command.atMs);
      return;
    }
    if (command.type === 'start-call') {
      this.sideCalls.begin(command.call);
      return;
    }
    if (command.type === 'finish-run') this.#lost.delete(command.run);
    const driver = this.#drivers.get(command.run);
    if (driver === undefined || (this.#isLeaving && BEGINNINGS.has(command.type))) return;
    const note = (body: EventBody): void => this.#note(driver, body, turn);
    switch (command.type) {
      case 'start-attempt': {
        const { task, attempt, agent, decision } = command;
        note({ type: 'attempt-started', task, attempt, agent, decision, ...this.#attempts.policyOf(driver.record, command) });
        turn.effects.push({ driver, attempt: command });
        break;
      }
      case 'cancel-attempt':
        turn.stops.push({ driver, command });
        break;
      case 'expand-task':
      case 'mend-task':
        turn.effects.push({ driver, act: () => this.#ports.question?.(driver, command) });
        break;
      case 'finish-run': {
        for (const body of endedInFlight(driver.record)) note(body);
        const { answer, missing, artifacts } = this.#ports.composeAnswer(driver.record, driver.outputOf);
        note({ type: 'run-finished', status: command.status, answer, missing, artifacts });
        this.#drivers.delete(driver.run);
        this.#ending.add(driver);
        const finish = (): void => {
          this.#ending.delete(driver);
          this.#ports.leases.forget(driver.run);
          driver.resolve();
        };
        turn.effects.push({ driver, act: finish });
        break;
      }
      default:
        note(taskFact(command));
    }
  }

  #wakeAt(atMs: number): void {
    this.#callOffWake?.();
    this.#callOffWake = undefined;
    if (!Number.isFinite(atMs)) return;
    this.#callOffWake = this.#ports.clock.at(atMs, () => {
      this.#tell({ type: 'time-passed' });
    });
  }

  #perform(driver: RunDriver, { task, attempt, agent }: StartAttempt): void {
    this.#attemptsUnderWay++;
    const which = { task, attempt, agent };
    const handedIn: HandIn = (spent) => this.report(driver, [], [{ type: 'attempt-handed-in', run: driver.run, task, attempt, ...spent }]);
    this.#attempts
      .perform(driver, which, handedIn)
      .then((end) => this.#ended(driver, which, end))
      .catch((error: unknown) => this.#break(error));
  }

  /** @returns A promise when there is something to wait for: a large output is kept before its end is told. */
  #ended(driver: RunDriver, which: WhichAttempt, end: AttemptEnd): Promise<void> | undefined {
    driver.attemptEnds(which.task, which.attempt);
    if (this.#broken !== undefined) return undefined;
    const kept = end.outcome === 'succeeded' ? driver.keep(end.output, end.text) : undefined;
    if (kept instanceof Promise) return kept.then((output) => this.#reportEnd(driver, which, end, output));
    this.#reportEnd(driver, which, end, kept);
    return undefined;
  }

  #reportEnd(driver: RunDriver, which: WhichAttempt, end: AttemptEnd, output: OutputRef | undefined): void {
    const { body, event } = attemptFacts(driver.run, which, end, output);
    this.#attemptsUnderWay--;
    this.report(driver, [body], [event]);
  }
}
