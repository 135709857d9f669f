import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import { agentId, runId, taskId } from '../core/ids.ts';
import { makeTask } from '../core/task.ts';
import { Learner } from '../learn/learner.ts';
import type { SchedulerEvent } from './messages.ts';
import { Scheduler, type SchedulerOptions } from './scheduler.ts';

const agent = (id: string, level: number): AgentProfile => ({
  id: agentId(id),
  kind: 'model',
  description: '',
  capabilities: { coding: level },
  slots: 1,
  limits: [],
  price: { perAttemptUsd: 0.01 },
});

const run = runId('r');
const LONG_MS = 60_000;

/** Has tasks done one after another, of which `bold` fails every other one, and tells what was expected of it each time. */
function expectedOfBold(options: SchedulerOptions): (number | undefined)[] {
  const scheduler = new Scheduler({ agents: [agent('bold', 0.9), agent('shy', 0.2)], limits: {}, resources: {} }, options);
  scheduler.step({ type: 'run-opened', terms: { run, objective: 'balanced', priority: 0 } }, 0);
  const expected: (number | undefined)[] = [];
  for (let count = 0; count < 6; count++) {
    const nowMs = (count + 1) * LONG_MS;
    const task = taskId(`t${count}`);
    const added: SchedulerEvent = {
      type: 'tasks-added',
      run,
      tasks: [
        { task: makeTask({ id: task, instruction: 'write it', capabilities: ['coding'], attempts: 1, estimate: { durationMs: 1000 } }) },
      ],
    };
    for (const command of scheduler.stepAll([added], nowMs)) {
      if (command.type !== 'start-attempt') continue;
      expected.push(command.decision.candidates?.find((one) => one.agent === 'bold')?.success);
      const told = { run, task, attempt: 1, costUsd: 0.01 };
      const failure = { kind: 'retryable', code: 'check-failed', message: 'wrong' } as const;
      scheduler.step(count % 2 === 0 ? { type: 'attempt-failed', ...told, failure } : { type: 'attempt-succeeded', ...told }, nowMs + 1000);
    }
  }
  return expected;
}

describe('a scheduler that does not learn', () => {
  it('expects of an agent what it declares, whatever it was seen to do', () => {
    expect(expectedOfBold({ learns: false })).toEqual([0.9, 0.9, 0.9, 0.9, 0.9, 0.9]);
  });

  it('goes on from what was known before, and leaves that as it is', () => {
    const learner = new Learner({ seed: 1, exploration: 0 });
    const known = learner.skill('bold', 'coding', 0.9);
    for (let count = 0; count < 20; count++)
      learner.observe(known, { key: `before/${count}`, atMs: count, score: count % 5 === 0 ? 0 : 1 });
    const before = { ...known };
    const expected = expectedOfBold({ learns: false, learner });
    expect(new Set(expected).size).toBe(1);
    expect(expected[0]).toBeLessThan(0.9);
    expect(known).toEqual(before);
  });

  it('would otherwise expect less after a failure', () => {
    const [first = 0, second = 0] = expectedOfBold({});
    expect(first).toBe(0.9);
    // A declared level counts as four attempts: (0.9 x 4 + 0) / (4 + 1).
    expect(second).toBeCloseTo(0.72, 10);
  });
});

it('what reviewers say of a result counts as they say: half as good is learned as half a success', () => {
  const known = (quality: number | undefined): number => {
    const learner = new Learner({ seed: 1, exploration: 0 });
    const scheduler = new Scheduler({ agents: [agent('one', 0.9)], limits: {}, resources: {} }, { learner });
    scheduler.step({ type: 'run-opened', terms: { run, objective: 'balanced', priority: 0 } }, 0);
    for (let count = 0; count < 20; count++) {
      const task = taskId(`t${count}`);
      const added = makeTask({ id: task, instruction: 'write it', capabilities: ['coding'], estimate: { durationMs: 10 } });
      scheduler.step({ type: 'tasks-added', run, tasks: [{ task: added }] }, count * 100);
      const judged = quality === undefined ? {} : { quality };
      scheduler.step({ type: 'attempt-succeeded', run, task, attempt: 1, ...judged }, count * 100 + 10);
    }
    return learner.skill('one', 'coding', 0.9).success;
  };
  expect(known(undefined)).toBe(known(1));
  expect(known(0.5)).toBeLessThan(0.7);
  expect(known(0.5)).toBeGreaterThan(0.45);
});
