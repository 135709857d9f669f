import type { AgentProfile } from '../core/agent.ts';
import type { Failure } from '../core/event.ts';
import { agentId, taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import { type Happening, type SimulatedRun, type Simulation, simulate } from '../simulate/simulate.ts';

export function agent(id: string, given: Partial<AgentProfile> = {}): AgentProfile {
  return {
    id: agentId(id),
    kind: 'scripted',
    description: '',
    capabilities: { '*': 0.9 },
    slots: 1,
    limits: [],
    price: { perAttemptUsd: 0 },
    ...given,
  };
}

export function team(agents: AgentProfile[], given: Partial<Team> = {}): Team {
  return { agents, limits: {}, resources: {}, ...given };
}

/** A task of so many milliseconds that depends on others; a name ending in `?` is an optional dependency. */
export function task(id: string, durationMs: number, dependsOn: string[] = [], given: Partial<Task> = {}): Task {
  return makeTask({
    id: taskId(id),
    instruction: id,
    estimate: { durationMs },
    dependsOn: dependsOn.map((name) => ({ task: taskId(name.replace('?', '')), optional: name.endsWith('?') })),
    ...given,
  });
}

export const broken: Failure = { kind: 'retryable', code: '500', message: 'it broke' };

export interface Scene {
  readonly team: Team;
  readonly tasks?: readonly Task[];
  readonly runs?: readonly SimulatedRun[];
  readonly terms?: SimulatedRun['terms'];
  readonly happen?: (task: Task, agent: string, attempt: number) => Partial<Happening>;
}

export function play({ team, tasks = [], terms, runs, happen }: Scene): Simulation {
  return simulate({
    team,
    runs: runs ?? [{ tasks, ...(terms === undefined ? {} : { terms }) }],
    happen: (task, agent, attempt) => ({ durationMs: task.estimate?.durationMs ?? 0, ...happen?.(task, agent, attempt) }),
  });
}
