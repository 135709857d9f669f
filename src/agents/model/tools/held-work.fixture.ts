import { join } from 'node:path';
import type { Call, Work } from '../../../core/agent.ts';
import { runId, taskId } from '../../../core/ids.ts';
import { makeTask, type Task } from '../../../core/task.ts';

/** Work of which a test says only what it is about. */
export function workOf(given: Partial<Work> & { readonly with?: Partial<Task> } = {}): Work {
  const { with: task = {}, ...work } = given;
  return {
    run: runId('run'),
    task: makeTask({ id: taskId('task'), instruction: 'do it', ...task }),
    attempt: 1,
    idempotencyKey: 'run/task/1',
    request: 'do it',
    dependencies: [],
    inputs: [],
    seed: 1,
    ...work,
  };
}

/** A call whose progress lines are kept and whose artifacts go to `folder`. */
export function callOf(folder: string, signal = new AbortController().signal): Call & { readonly lines: string[] } {
  const lines: string[] = [];
  let made = 0;
  return {
    signal,
    lines,
    sleep: async () => {},
    progress: (line) => void lines.push(line),
    artifactPath: async (name) => join(folder, `${++made}-${name}`),
  };
}
