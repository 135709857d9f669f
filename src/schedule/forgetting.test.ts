import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import { agentId, runId, taskId } from '../core/ids.ts';
import { makeTask } from '../core/task.ts';
import { Scheduler } from './scheduler.ts';

const agent: AgentProfile = {
  id: agentId('a'),
  kind: 'scripted',
  description: '',
  capabilities: { '*': 1 },
  slots: 2,
  limits: [],
  price: { perAttemptUsd: 0 },
};

it('holds on to nothing of runs that have ended', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const scheduler = new Scheduler({ agents: [agent], limits: {}, resources: {} });
  const ended = ['one', 'two', 'three'].map((name) => new WeakRef(goThrough(scheduler, name)));
  // A WeakRef keeps its target until the turn of the event loop in which it was made is over.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(ended.map((task) => task.deref())).toEqual([undefined, undefined, undefined]);
});

/** Two tasks after each other; the deadline and the waiting task set what is to be done at some time to come. */
function goThrough(scheduler: Scheduler, name: string): object {
  const run = runId(name);
  const task = makeTask({ id: taskId('t1'), instruction: 't' });
  const next = makeTask({ id: taskId('t2'), instruction: 't', dependsOn: [{ task: task.id, optional: false }] });
  const commands = scheduler.stepAll(
    [
      { type: 'run-opened', terms: { run, objective: 'balanced', priority: 0, deadlineAtMs: 1e9 } },
      { type: 'tasks-added', run, tasks: [{ task }, { task: next }] },
      { type: 'plan-closed', run },
    ],
    0,
  );
  expect(commands.map(({ type }) => type)).toContain('start-attempt');
  for (const id of [task.id, next.id]) scheduler.step({ type: 'attempt-succeeded', run, task: id, attempt: 1 }, 0);
  return task;
}
