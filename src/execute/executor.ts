import type { Agent, Artifact } from '../core/agent.ts';
import type { EventBody, Missing, OutputRef, RunEvent } from '../core/event.ts';
import type { AgentId, RunId } from '../core/ids.ts';
import { idempotencyKey } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Task } from '../core/task.ts';
import { levelOf, type Team } from '../core/team.ts';
import type { AddedTask, Command, SchedulerEvent } from '../schedule/messages.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import type { RunStore } from '../store/run-store.ts';
import type { Clock } from './clock.ts';
import { dependencyResults } from './dependency-results.ts';
import { type AttemptEnd, performAttempt } from './perform-attempt.ts';
import type { RunDriver } from './run-driver.ts';
import { seedOf } from './seed.ts';

/** What the answer of a run is made of; the loop does not know how it is worded. */
export type ComposeAnswer = (
  record: RunRecord,
  outputOf: (ref: OutputRef) => Json,
) => { readonly answer: string; readonly missing: readonly Missing[]; readonly artifacts: readonly Artifact[] };

export interface ExecutorPorts {
  readonly team: Team;
  readonly agents: readonly Agent[];
  readonly store: RunStore;
  readonly clock: Clock;
  readonly composeAnswer: ComposeAnswer;
  event?(event: RunEvent, record: RunRecord): void;
  progress?(run: RunId, task: string, agent: string, message: string): void;
}

/** Something that happened: facts to journal, and what the scheduler is told of them. */
interface Fact {
  readonly driver: RunDriver;
  readonly bodies: readonly EventBody[];
  readonly events: readonly SchedulerEvent[];
}

/**
 * The one loop: takes facts, asks the scheduler, journals, and only then acts. Invariants:
 *   E1. An event is durable before anything follows from it: an attempt, a notification, the end of a run.
 *   E2. Facts are taken in the order in which they came; the scheduler is never entered twice at once.
 *   E3. When the journal cannot be written, nothing more is started and every run is told.
 */
export class Executor {
  readonly #ports: ExecutorPorts;
  readonly #agents: ReadonlyMap<AgentId, Agent>;
  readonly #scheduler: Scheduler;
  readonly #drivers = new Map<RunId, RunDriver>();
  #inbox: Fact[] = [];
  #busy = false;
  #broken: unknown;
  #callOffWake: (() => void) | undefined;

  constructor(ports: ExecutorPorts) {
    this.#ports = ports;
    this.#agents = new Map(ports.agents.map((agent) => [agent.profile.id, agent]));
    this.#scheduler = new Scheduler(ports.team);
  }

  get drivers(): IterableIterator<RunDriver> {
    return this.#drivers.values();
  }

  /** Takes a run in; its first fact follows. */
  adopt(driver: RunDriver): void {
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

  /** Tasks as the scheduler wants them: with what each agent that could do them has to say against it. */
  consider(tasks: readonly Task[]): AddedTask[] {
    return tasks.map((task) => {
      const refusals = new Map<AgentId, string>();
      for (const agent of this.#ports.agents) {
        if (agent.refuses === undefined || task.capabilities.some((capability) => levelOf(agent.profile, capability) <= 0)) continue;
        const reason = agent.refuses(task);
        if (reason !== undefined) refusals.set(agent.profile.id, reason);
      }
      return refusals.size === 0 ? { task } : { task, refusals };
    });
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
      const facts = this.#inbox;
      this.#inbox = [];
      const nowMs = this.#ports.clock.nowMs();
      const journal: RunEvent[] = [];
      const effects: (() => void)[] = [];
      for (const { driver, bodies, events } of facts) {
        // A cancellation may cross the end of its run.
        if (this.#drivers.get(driver.run) !== driver) continue;
        for (const body of bodies) this.#note(driver, body, nowMs, journal, effects);
        for (const event of events) for (const command of this.#scheduler.step(event, nowMs)) this.#obey(command, nowMs, journal, effects);
      }
      await this.#ports.store.append(journal);
      for (const effect of effects) effect();
    }
    this.#busy = false;
  }

  #note(driver: RunDriver, body: EventBody, nowMs: number, journal: RunEvent[], effects: (() => void)[]): void {
    const event = driver.note(body, nowMs);
    journal.push(event);
    effects.push(() => this.#ports.event?.(event, driver.record));
  }

  #break(error: unknown): void {
    this.#broken = error;
    this.#callOffWake?.();
    for (const driver of this.#drivers.values()) driver.abandon(error);
    this.#drivers.clear();
  }

  #obey(command: Command, nowMs: number, journal: RunEvent[], effects: (() => void)[]): void {
    if (command.type === 'wake-at') {
      this.#wakeAt(command.atMs);
      return;
    }
    const driver = this.#drivers.get(command.run);
    if (driver === undefined) return;
    const note = (body: EventBody): void => this.#note(driver, body, nowMs, journal, effects);
    switch (command.type) {
      case 'start-attempt': {
        const { task, attempt, agent, decision } = command;
        note({ type: 'attempt-started', task, attempt, agent, decision });
        effects.push(() => this.#perform(driver, command));
        break;
      }
      case 'cancel-attempt':
        effects.push(() => driver.cancelAttempt(command.task, command.reason));
        break;
      case 'defer-task':
        note({ type: 'task-deferred', task: command.task, untilMs: command.untilMs, decision: command.decision });
        break;
      case 'fail-task':
        note({ type: 'task-failed', task: command.task, reason: command.reason });
        break;
      case 'block-task':
        note({ type: 'task-blocked', task: command.task, failedDependency: command.failedDependency });
        break;
      case 'skip-task':
        note({ type: 'task-skipped', task: command.task, reason: command.reason });
        break;
      case 'cancel-task':
        note({ type: 'task-cancelled', task: command.task, reason: command.reason });
        break;
      case 'finish-run': {
        const { answer, missing, artifacts } = this.#ports.composeAnswer(driver.record, driver.outputOf);
        note({ type: 'run-finished', status: command.status, answer, missing, artifacts });
        this.#drivers.delete(driver.run);
        effects.push(() => driver.resolve());
        break;
      }
    }
  }

  #wakeAt(atMs: number): void {
    this.#callOffWake?.();
    this.#callOffWake = undefined;
    if (!Number.isFinite(atMs)) return;
    this.#callOffWake = this.#ports.clock.at(atMs, () => {
      const driver = this.#drivers.values().next().value;
      if (driver !== undefined) this.report(driver, [], [{ type: 'time-passed' }]);
    });
  }

  #perform(driver: RunDriver, { task: id, attempt, agent: agentName }: Extract<Command, { type: 'start-attempt' }>): void {
    const { record, run, workspace } = driver;
    const agent = this.#agents.get(agentName);
    const task = record.tasks.get(id)?.task;
    if (agent === undefined || task === undefined)
      throw new TypeError(`attempt ${attempt} of ${id} names an agent or task that is not there`);
    const { request, options } = record;
    const work = {
      run,
      task,
      attempt,
      idempotencyKey: idempotencyKey(run, id, attempt),
      request,
      dependencies: dependencyResults(record, id, driver.outputOf),
      inputs: options.inputs,
      seed: seedOf(options.seed, id, attempt),
    };
    const tools = {
      clock: this.#ports.clock,
      workspace,
      controller: driver.attemptBegins(id),
      progress: (message: string) => this.#ports.progress?.(run, id, agentName, message),
    };
    performAttempt(agent, work, tools)
      .then((end) => this.#ended(driver, { task: id, attempt, agent: agentName }, end))
      .catch((error: unknown) => this.#break(error));
  }

  async #ended(
    driver: RunDriver,
    which: { readonly task: Task['id']; readonly attempt: number; readonly agent: AgentId },
    end: AttemptEnd,
  ): Promise<void> {
    driver.attemptEnds(which.task);
    if (this.#broken !== undefined) return;
    const spent = {
      ...(end.usage === undefined ? {} : { usage: end.usage }),
      ...(end.costUsd === undefined ? {} : { costUsd: end.costUsd }),
    };
    const told = { run: driver.run, task: which.task, attempt: which.attempt, ...spent };
    if (end.outcome === 'succeeded') {
      const output = await driver.keep(end.output, end.text);
      this.report(
        driver,
        [{ type: 'attempt-succeeded', ...which, output, artifacts: end.artifacts, ...spent }],
        [{ type: 'attempt-succeeded', ...told }],
      );
    } else if (end.outcome === 'failed') {
      this.report(
        driver,
        [{ type: 'attempt-failed', ...which, failure: end.failure, ...spent }],
        [{ type: 'attempt-failed', ...told, failure: end.failure }],
      );
    } else {
      this.report(
        driver,
        [{ type: 'attempt-cancelled', ...which, reason: end.reason, ...spent }],
        [{ type: 'attempt-cancelled', ...told }],
      );
    }
  }
}
