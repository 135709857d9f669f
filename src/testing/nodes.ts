import type { AgentProfile } from '../core/agent.ts';
import { runId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import { addTasks, enqueue } from '../schedule/intake.ts';
import type { AddedTask, RunTerms } from '../schedule/messages.ts';
import { type Consequences, createState, type SchedulerState } from '../schedule/state.ts';
import { createRunNode, type RunNode, type TaskNode } from '../schedule/task-node.ts';

export interface Nodes {
  readonly state: SchedulerState;
  readonly run: RunNode;
  readonly into: Consequences;
  /** The node of a task that was added. */
  readonly of: (id: string) => TaskNode;
  /** Adds tasks to the run; those that can start are queued. */
  readonly add: (...tasks: (Task | AddedTask)[]) => void;
}

/** The scheduler's insides as they are when a run has just been given its tasks, and nothing has been decided. */
export function nodesOf(
  agents: AgentProfile[],
  tasks: readonly (Task | AddedTask)[],
  terms: Partial<RunTerms> = {},
  team: Partial<Team> = {},
): Nodes {
  const state = createState({ agents, limits: {}, resources: {}, ...team }, true);
  const run = createRunNode({ run: runId('r'), objective: 'balanced', priority: 0, ...terms }, 0, 0, 0);
  state.runs.set(run.terms.run, run);
  const into: Consequences = { ready: [], commands: [], ending: [] };
  const add = (...more: (Task | AddedTask)[]): void => {
    addTasks(
      state,
      run,
      more.map((one) => ('task' in one ? one : { task: one })),
      into,
    );
    for (const node of into.ready.splice(0)) enqueue(state, node, into);
  };
  add(...tasks);
  const of = (id: string): TaskNode => {
    const node = [...run.tasks.values()].find(({ task }) => task.id === id);
    if (node === undefined) throw new Error(`no task ${id}`);
    return node;
  };
  return { state, run, into, of, add };
}
