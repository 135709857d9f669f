import { type AgentId, type RunId, runId, type TaskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { EventQueue } from '../schedule/event-queue.ts';
import type { Command, SchedulerEvent } from '../schedule/messages.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import type { SimulatedAttempt, Simulation, SimulationOptions, World } from './world.ts';

export type { Happening, SimulatedAttempt, SimulatedRun, Simulation, World } from './world.ts';

type AttemptEvent = Extract<SchedulerEvent, { readonly attempt: number }>;

/** An attempt under way; `over` once it has ended one way, so that its other end is passed over. */
interface UnderWay {
  readonly agent: AgentId;
  readonly startMs: number;
  readonly event: AttemptEvent;
  over: boolean;
  /** Another attempt at the same task. */
  twin: UnderWay | undefined;
}

type Entry = SchedulerEvent | UnderWay;

/**
 * Runs the real scheduler against a simulated world on a virtual clock: as fast as it decides, and the same every time.
 * What happens at the same instant is decided on together.
 */
export function simulate(world: World, options: SimulationOptions = {}): Simulation {
  return new Simulator(world, options).run();
}

class Simulator {
  readonly #world: World;
  readonly #options: SimulationOptions;
  readonly #scheduler: Scheduler;
  readonly #queue = new EventQueue<Entry>();
  readonly #tasks = new Map<RunId, ReadonlyMap<TaskId, Task>>();
  /** Attempts at one task, by run and task: the first, which names its twin. */
  readonly #underWay = new Map<RunId, Map<TaskId, UnderWay>>();
  readonly #schedule: SimulatedAttempt[] = [];
  readonly #commands: { atMs: number; command: Command }[] = [];
  readonly #statuses = new Map<RunId, 'succeeded' | 'partial' | 'failed' | 'cancelled'>();
  #schedulerMs = 0;

  constructor(world: World, options: SimulationOptions) {
    this.#world = world;
    this.#options = options;
    const { reasons = true, learner } = options;
    this.#scheduler = new Scheduler(world.team, { reasons, ...(learner === undefined ? {} : { learner, learns: false }) });
    for (const { atMs, ...change } of world.changes ?? []) this.#queue.put(atMs, { type: 'agent-changed', ...change });
    for (const index of world.runs.keys()) this.#plan(index);
  }

  run(): Simulation {
    for (let next = this.#queue.take(); next !== undefined; ) {
      const { atMs } = next;
      const events: SchedulerEvent[] = [];
      for (; next !== undefined && next.atMs === atMs; next = this.#queue.take()) {
        const event = 'over' in next.value ? this.#end(next.value, atMs) : next.value;
        if (event !== undefined) events.push(event);
      }
      if (next !== undefined) this.#queue.putBack(next);
      this.#step(this.#options.order?.(events) ?? events, atMs);
      next = this.#queue.take();
    }
    return { schedule: this.#schedule, commands: this.#commands, statuses: this.#statuses, schedulerMs: this.#schedulerMs };
  }

  #plan(index: number): void {
    const planned = this.#world.runs[index];
    if (planned === undefined) return;
    const { tasks, terms, refusals, atMs = 0 } = planned;
    const run = runId(`run-${index + 1}`);
    this.#tasks.set(run, new Map(tasks.map((task) => [task.id, task])));
    this.#underWay.set(run, new Map());
    this.#queue.put(atMs, { type: 'run-opened', terms: { objective: 'balanced', priority: 0, ...terms, run } });
    const added = tasks.map((task) => {
      const refused = refusals?.(task);
      return refused === undefined ? { task } : { task, refusals: refused };
    });
    this.#queue.put(atMs, { type: 'tasks-added', run, tasks: added });
    this.#queue.put(atMs, { type: 'plan-closed', run });
  }

  #step(events: readonly SchedulerEvent[], atMs: number): void {
    if (events.length === 0) return;
    const { stopwatchMs } = this.#options;
    const beganMs = stopwatchMs?.() ?? 0;
    const commands = this.#scheduler.stepAll(events, atMs);
    this.#schedulerMs += (stopwatchMs?.() ?? 0) - beganMs;
    for (const command of commands) this.#obey(command, atMs);
  }

  #obey(command: Command, nowMs: number): void {
    if (this.#options.keepCommands !== false) this.#commands.push({ atMs: nowMs, command });
    switch (command.type) {
      case 'wake-at':
        if (Number.isFinite(command.atMs)) this.#queue.put(Math.max(nowMs, command.atMs), { type: 'time-passed' });
        break;
      case 'finish-run':
        this.#statuses.set(command.run, command.status);
        break;
      case 'cancel-attempt':
        this.#cancel(command, nowMs);
        break;
      case 'start-attempt':
        this.#start(command, nowMs);
        break;
      default:
        break;
    }
  }

  #start({ run, task: id, attempt, agent }: Extract<Command, { type: 'start-attempt' }>, nowMs: number): void {
    const task = this.#tasks.get(run)?.get(id);
    const attempts = this.#underWay.get(run);
    if (task === undefined || attempts === undefined) return;
    const { durationMs, failure, costUsd, usage, rateLimit } = this.#world.happen(task, agent, attempt, run);
    const told = { run, task: id, attempt, ...(costUsd === undefined ? {} : { costUsd }), ...(usage === undefined ? {} : { usage }) };
    const said = rateLimit === undefined ? told : { ...told, rateLimit };
    const event: AttemptEvent =
      failure === undefined ? { type: 'attempt-succeeded', ...said } : { type: 'attempt-failed', ...said, failure };
    const underWay: UnderWay = { agent, startMs: nowMs, event, over: false, twin: attempts.get(id) };
    attempts.set(id, underWay);
    this.#queue.put(nowMs + durationMs, underWay);
  }

  /** Stopping takes no time, and what the attempt would have cost is charged: somebody has worked on it. */
  #cancel({ run, task, attempt }: Extract<Command, { type: 'cancel-attempt' }>, nowMs: number): void {
    const first = this.#underWay.get(run)?.get(task);
    const found = first?.event.attempt === attempt ? first : first?.twin;
    if (found?.event.attempt !== attempt || found.over) return;
    const { costUsd } = found.event;
    const event: AttemptEvent = { type: 'attempt-cancelled', run, task, attempt, ...(costUsd === undefined ? {} : { costUsd }) };
    found.over = true;
    this.#queue.put(nowMs, { ...found, event, over: false });
  }

  #end(underWay: UnderWay, nowMs: number): AttemptEvent | undefined {
    if (underWay.over) return undefined;
    const { agent, startMs, event } = underWay;
    const { run, task, attempt, costUsd = 0, usage } = event;
    underWay.over = true;
    const attempts = this.#underWay.get(run);
    const first = attempts?.get(task);
    if (first !== undefined && first.event.attempt !== attempt) first.twin = undefined;
    else if (first?.twin === undefined) attempts?.delete(task);
    else attempts?.set(task, first.twin);
    const outcome = event.type === 'attempt-succeeded' ? 'succeeded' : event.type === 'attempt-failed' ? 'failed' : 'cancelled';
    const used = usage === undefined ? {} : { usage };
    const ended: SimulatedAttempt = { run, task, attempt, agent, startMs, endMs: nowMs, outcome, costUsd, ...used };
    if (this.#options.onEnd === undefined) this.#schedule.push(ended);
    else this.#options.onEnd(ended);
    return event;
  }
}
