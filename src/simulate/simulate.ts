import type { Failure } from '../core/event.ts';
import { type AgentId, type RunId, runId, type TaskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import type { Command, RunTerms, SchedulerEvent } from '../schedule/messages.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import { EventQueue } from './event-queue.ts';

/** How one attempt goes in the simulated world. */
export interface Happening {
  readonly durationMs: number;
  /** Absent: it succeeds. */
  readonly failure?: Failure;
  readonly costUsd?: number;
}

export interface SimulatedRun {
  readonly tasks: readonly Task[];
  readonly terms?: Partial<Omit<RunTerms, 'run'>>;
  readonly refusals?: (task: Task) => ReadonlyMap<AgentId, string> | undefined;
  /** When the run is opened. Default 0. */
  readonly atMs?: number;
}

export interface World {
  readonly team: Team;
  readonly runs: readonly SimulatedRun[];
  /** Decides how an attempt goes. Deterministic, or seeded by the caller. */
  happen(task: Task, agent: AgentId, attempt: number, run: RunId): Happening;
}

/** One attempt as it went. Ms from the start of the simulation. */
export interface SimulatedAttempt {
  readonly run: RunId;
  readonly task: TaskId;
  readonly attempt: number;
  readonly agent: AgentId;
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly costUsd: number;
}

export interface Simulation {
  readonly schedule: readonly SimulatedAttempt[];
  readonly commands: readonly { readonly atMs: number; readonly command: Command }[];
  readonly statuses: ReadonlyMap<RunId, 'succeeded' | 'partial' | 'failed' | 'cancelled'>;
}

/** Runs the real scheduler against a simulated world on a virtual clock: as fast as it decides, and the same every time. */
export function simulate(world: World): Simulation {
  const scheduler = new Scheduler(world.team);
  const queue = new EventQueue<SchedulerEvent>();
  const under = new Map<string, { readonly agent: AgentId; readonly startMs: number; readonly task: Task }>();
  const tasks = new Map<string, Task>();
  const schedule: SimulatedAttempt[] = [];
  const log: { atMs: number; command: Command }[] = [];
  const statuses = new Map<RunId, 'succeeded' | 'partial' | 'failed' | 'cancelled'>();

  for (const [index, { tasks: planned, terms, refusals, atMs = 0 }] of world.runs.entries()) {
    const run = runId(`run-${index + 1}`);
    for (const task of planned) tasks.set(`${run}/${task.id}`, task);
    queue.put(atMs, { type: 'run-opened', terms: { objective: 'balanced', priority: 0, ...terms, run } });
    const added = planned.map((task) => {
      const refused = refusals?.(task);
      return refused === undefined ? { task } : { task, refusals: refused };
    });
    queue.put(atMs, { type: 'tasks-added', run, tasks: added });
    queue.put(atMs, { type: 'plan-closed', run });
  }

  const end = (key: string, event: Extract<SchedulerEvent, { readonly attempt: number }>, nowMs: number): boolean => {
    const started = under.get(key);
    if (started === undefined) return false;
    under.delete(key);
    const outcome = event.type === 'attempt-succeeded' ? 'succeeded' : event.type === 'attempt-failed' ? 'failed' : 'cancelled';
    const { run, task, attempt } = event;
    schedule.push({
      run,
      task,
      attempt,
      agent: started.agent,
      startMs: started.startMs,
      endMs: nowMs,
      outcome,
      costUsd: event.costUsd ?? 0,
    });
    return true;
  };

  const obey = (command: Command, nowMs: number): void => {
    log.push({ atMs: nowMs, command });
    if (command.type === 'wake-at' && Number.isFinite(command.atMs)) queue.put(command.atMs, { type: 'time-passed' });
    if (command.type === 'finish-run') statuses.set(command.run, command.status);
    if (command.type === 'cancel-attempt')
      queue.put(nowMs, { type: 'attempt-cancelled', run: command.run, task: command.task, attempt: command.attempt });
    if (command.type !== 'start-attempt') return;
    const { run, task: id, attempt, agent } = command;
    const task = tasks.get(`${run}/${id}`);
    if (task === undefined) return;
    under.set(`${run}/${id}/${attempt}`, { agent, startMs: nowMs, task });
    const { durationMs, failure, costUsd } = world.happen(task, agent, attempt, run);
    const spent = costUsd === undefined ? {} : { costUsd };
    const event: SchedulerEvent =
      failure === undefined
        ? { type: 'attempt-succeeded', run, task: id, attempt, ...spent }
        : { type: 'attempt-failed', run, task: id, attempt, failure, ...spent };
    queue.put(nowMs + durationMs, event);
  };

  for (let next = queue.take(); next !== undefined; next = queue.take()) {
    const { atMs, value: event } = next;
    if ('attempt' in event && !end(`${event.run}/${event.task}/${event.attempt}`, event, atMs)) continue;
    for (const command of scheduler.step(event, atMs)) obey(command, atMs);
  }
  return { schedule, commands: log, statuses };
}
