import type { AgentProfile } from '../core/agent.ts';
import type { Failure } from '../core/event.ts';
import { runId, taskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import type { AddedTask, Command, RunTerms, SchedulerEvent } from '../schedule/messages.ts';
import { Scheduler, type SchedulerOptions } from '../schedule/scheduler.ts';
import { broken } from './scene.ts';

/** The run that is meant when none is named. */
export const run = runId('r');

/** A scheduler told one thing after another; what it says is put in words: `start t1/1 a`, `block t2 by t1`. */
export class Told {
  readonly scheduler: Scheduler;
  /** All that was said, in full. */
  readonly said: Command[] = [];

  constructor(agents: AgentProfile[], given: Partial<Team> = {}, options: SchedulerOptions = {}) {
    this.scheduler = new Scheduler({ agents, limits: {}, resources: {}, ...given }, options);
  }

  at(nowMs: number, ...events: SchedulerEvent[]): string[] {
    const commands = this.scheduler.stepAll(events, nowMs);
    this.said.push(...commands);
    return commands.flatMap(wordsOf);
  }

  open(nowMs: number, tasks: readonly (Task | AddedTask)[], terms: Partial<RunTerms> & { readonly id?: string } = {}): string[] {
    const { id = 'r', ...rest } = terms;
    const run = runId(id);
    return this.at(
      nowMs,
      { type: 'run-opened', terms: { run, objective: 'fastest', priority: 0, ...rest } },
      { type: 'tasks-added', run, tasks: tasks.map((one) => ('task' in one ? one : { task: one })) },
      { type: 'plan-closed', run },
    );
  }

  /** The instant it wants to be woken at, as it said last. */
  get wakesAtMs(): number | undefined {
    return this.said.findLast((command) => command.type === 'wake-at')?.atMs;
  }
}

function wordsOf(command: Command): string[] {
  switch (command.type) {
    case 'start-attempt':
      return [`start ${command.task}/${command.attempt} ${command.agent}`];
    case 'cancel-attempt':
      return [`stop ${command.task}/${command.attempt}: ${command.reason}`];
    case 'block-task':
      return [`block ${command.task} by ${command.failedDependency}`];
    case 'fail-task':
    case 'skip-task':
    case 'cancel-task':
      return [`${command.type.slice(0, -5)} ${command.task}: ${command.reason}`];
    case 'start-call':
      return [`call ${command.call}`];
    case 'finish-run':
      return [`finish ${command.run} ${command.status}`];
    default:
      return [];
  }
}

/** The task of `start t1/1 a`. */
export const idOf = (start: string): string => start.replace(/^start (.*)\/.*/, '$1');

export const timePassed: SchedulerEvent = { type: 'time-passed' };

type Spent = Pick<Extract<SchedulerEvent, { readonly type: 'attempt-succeeded' }>, 'usage' | 'costUsd' | 'rateLimit'>;

export const succeeded = (id: string, attempt = 1, of = run, spent: Spent = {}): SchedulerEvent => ({
  type: 'attempt-succeeded',
  run: of,
  task: taskId(id),
  attempt,
  ...spent,
});

export const failed = (id: string, attempt = 1, failure: Failure = broken, of = run): SchedulerEvent => ({
  type: 'attempt-failed',
  run: of,
  task: taskId(id),
  attempt,
  failure,
});

export const cancelled = (id: string, attempt = 1, of = run): SchedulerEvent => ({
  type: 'attempt-cancelled',
  run: of,
  task: taskId(id),
  attempt,
});
