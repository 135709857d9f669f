import type { EventBody, RunEvent } from '../core/event.ts';
import { runId } from '../core/ids.ts';
import { foldEvents, type RunRecord } from '../core/run-record.ts';
import type { Task } from '../core/task.ts';
import type { Objective, Team } from '../core/team.ts';
import type { SimulatedAttempt, Simulation } from './world.ts';

/** The first run of a simulation as if it had happened, for every figure and picture that a run has. */
export function simulatedRecord(
  tasks: readonly Task[],
  team: Team,
  { schedule, statuses, commands }: Simulation,
  { objective, seed }: { readonly objective: Objective; readonly seed: number },
): RunRecord {
  const bodies: [atMs: number, body: EventBody][] = [
    [
      0,
      {
        type: 'run-started',
        request: '',
        options: { objective, priority: 0, seed, inputs: [], directory: '/' },
        agents: team.agents.map(({ id }) => id),
      },
    ],
    [0, { type: 'tasks-planned', tasks }],
  ];
  for (const attempt of schedule) {
    const { task, attempt: number, agent } = attempt;
    bodies.push([attempt.startMs, { type: 'attempt-started', task, attempt: number, agent, decision: { why: '' } }]);
    bodies.push([attempt.endMs, endOf(attempt)]);
  }
  for (const { atMs, command } of commands) {
    if (command.type === 'fail-task') bodies.push([atMs, { type: 'task-failed', task: command.task, reason: command.reason }]);
    else if (command.type === 'skip-task') bodies.push([atMs, { type: 'task-skipped', task: command.task, reason: command.reason }]);
    else if (command.type === 'cancel-task') bodies.push([atMs, { type: 'task-cancelled', task: command.task, reason: command.reason }]);
    else if (command.type === 'block-task')
      bodies.push([atMs, { type: 'task-blocked', task: command.task, failedDependency: command.failedDependency }]);
  }
  // In the order of time; at one instant ends come before the starts that they made room for.
  bodies.sort((a, b) => a[0] - b[0] || rankOf(a[1]) - rankOf(b[1]));
  const record = foldEvents(bodies.map(([atMs, body], index): RunEvent => ({ ...body, run: runId('run-1'), seq: index + 1, atMs })));
  if (record === undefined) throw new TypeError('a simulation has events');
  record.status = statuses.get(runId('run-1')) ?? 'failed';
  return record;
}

function rankOf({ type }: EventBody): number {
  return type === 'run-started' ? 0 : type === 'tasks-planned' ? 1 : type === 'attempt-started' ? 3 : 2;
}

function endOf({ task, attempt, agent, outcome, costUsd, usage }: SimulatedAttempt): EventBody {
  const which = { task, attempt, agent, costUsd, ...(usage === undefined ? {} : { usage }) };
  if (outcome === 'succeeded') return { type: 'attempt-succeeded', ...which, output: { inline: null }, artifacts: [] };
  if (outcome === 'cancelled') return { type: 'attempt-cancelled', ...which, reason: '' };
  return { type: 'attempt-failed', ...which, failure: { kind: 'retryable', code: 'simulated', message: 'simulated' } };
}
