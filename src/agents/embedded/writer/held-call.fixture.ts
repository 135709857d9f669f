import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent, Artifact, Call, DependencyResult, Outcome, Work } from '../../../core/agent.ts';
import { runId, taskId } from '../../../core/ids.ts';
import type { Json } from '../../../core/json.ts';
import { makeTask } from '../../../core/task.ts';

/** A folder for one test's files, and the means to let an agent work in it. */
export interface Desk {
  readonly folder: string;
  /** Lets the agent do one task in the folder. */
  ask(agent: Agent, instruction: string, dependencies?: readonly DependencyResult[], more?: Partial<Work>): Promise<Outcome>;
  clear(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'writer-'));
  const given = new Set<string>();
  const call: Call = {
    signal: new AbortController().signal,
    sleep: async () => {},
    progress: () => {},
    artifactPath: async (fileName) => {
      let path = join(folder, fileName);
      for (let count = 2; given.has(path); count++) path = join(folder, fileName.replace(/(\.[^.]+)$/, `-${count}$1`));
      given.add(path);
      return path;
    },
  };
  return {
    folder,
    ask: (agent, instruction, dependencies = [], more = {}) => agent.perform(workOf(instruction, dependencies, more), call),
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}

export function workOf(instruction: string, dependencies: readonly DependencyResult[], more: Partial<Work> = {}): Work {
  return {
    run: runId('run'),
    task: makeTask({ id: taskId('task'), instruction, capabilities: ['writing'] }),
    attempt: 1,
    idempotencyKey: 'run/task/1',
    request: 'Research AI trends, write report, create presentation',
    dependencies,
    inputs: [],
    seed: 1,
    ...more,
  };
}

/** A dependency's result; without an output it is one that failed. */
export function resultOf(title: string, output?: Json, artifacts: readonly Artifact[] = []): DependencyResult {
  const task = taskId(title.toLowerCase().replaceAll(' ', '-'));
  return output === undefined ? { task, title, artifacts } : { task, title, output, artifacts };
}
