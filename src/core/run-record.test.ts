import { describe, expect, it } from 'vitest';
import type { EventBody, RunEvent } from './event.ts';
import { agentId, runId, taskId } from './ids.ts';
import { foldEvents, type RunRecord } from './run-record.ts';
import { makeTask, type Task } from './task.ts';
import { statusesOf, statusOf } from './task-status.ts';

const agent = agentId('a');
const id = taskId('t');
const decision = { why: 'it is free' };
const attempt = (number: number) => ({ task: id, attempt: number, agent });
const started = (number: number): EventBody => ({ type: 'attempt-started', ...attempt(number), decision });
const failed = (number: number): EventBody => ({
  type: 'attempt-failed',
  ...attempt(number),
  failure: { kind: 'retryable', code: '429', message: 'busy' },
});
const succeeded = (number: number, output = 'x'): EventBody => ({
  type: 'attempt-succeeded',
  ...attempt(number),
  output: { inline: output },
  artifacts: [],
  usage: { inputTokens: 5, outputTokens: 7 },
  costUsd: 0.5,
});

/** A record of the events, one a millisecond from instant 1; a run of `tasks` is opened first. */
function recordOf(tasks: readonly Task[], ...bodies: EventBody[]): RunRecord {
  const opening: EventBody[] = [
    {
      type: 'run-started',
      request: 'r',
      options: { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/out' },
      agents: [agent],
    },
    { type: 'tasks-planned', tasks },
  ];
  const events = [...opening, ...bodies].map((body, index): RunEvent => ({ ...body, run: runId('r1'), seq: index + 1, atMs: index + 1 }));
  const record = foldEvents(events);
  if (record === undefined) throw new Error('no record');
  return record;
}

const one = [makeTask({ id, instruction: 'do' })];
const needing = (name: string, ...on: string[]): Task =>
  makeTask({
    id: taskId(name),
    instruction: name,
    dependsOn: on.map((other) => ({ task: taskId(other.replace('?', '')), optional: other.endsWith('?') })),
  });
const within = (parent: string, task: Task): Task => ({ ...task, parent: taskId(parent) });

describe('foldEvents', () => {
  it('has nothing to say of an empty journal, and refuses one without a beginning', () => {
    expect(foldEvents([])).toBeUndefined();
    expect(() => foldEvents([{ type: 'run-resumed', run: runId('r'), seq: 1, atMs: 1 }])).toThrow('begins with run-started');
  });

  it('keeps what an attempt used and how it ended', () => {
    const record = recordOf(one, started(1), failed(1), started(2), succeeded(2));
    expect(record.tasks.get(id)?.attempts).toEqual([
      {
        attempt: 1,
        agent,
        decision,
        startedAtMs: 3,
        endedAtMs: 4,
        outcome: 'failed',
        failure: { kind: 'retryable', code: '429', message: 'busy' },
      },
      {
        attempt: 2,
        agent,
        decision,
        startedAtMs: 5,
        endedAtMs: 6,
        outcome: 'succeeded',
        inputTokens: 5,
        outputTokens: 7,
        costUsd: 0.5,
      },
    ]);
    expect(statusOf(record, id)).toBe('succeeded');
  });

  it('still runs a hedged task when one of its two attempts ends', () => {
    const record = recordOf(one, started(1), started(2), failed(1));
    expect(record.tasks.get(id)?.state).toEqual({ status: 'running', attempt: 2, agent });
  });

  it('keeps the first output of a hedged task', () => {
    const record = recordOf(one, started(1), started(2), succeeded(2, 'first'), succeeded(1, 'second'));
    expect(record.tasks.get(id)?.state).toMatchObject({ output: { inline: 'first' } });
    expect(record.tasks.get(id)?.attempts.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
  });

  it('counts an attempt repeated after a crash once, though another one was in flight', () => {
    const record = recordOf(one, started(1), started(2), { type: 'run-resumed' }, started(1), started(2), succeeded(1));
    expect(record.tasks.get(id)?.attempts.map(({ attempt: number, startedAtMs, outcome }) => [number, startedAtMs, outcome])).toEqual([
      [1, 6, 'succeeded'],
      [2, 7, 'running'],
    ]);
  });

  it('knows a twin by the attempt beside it, if that was not left behind by a process that had ended', () => {
    const twins = (...bodies: EventBody[]): (true | undefined)[] =>
      recordOf(one, ...bodies)
        .tasks.get(id)
        ?.attempts.map(({ isTwin }) => isTwin) ?? [];
    expect(twins(started(1), started(2))).toEqual([undefined, true]);
    expect(twins(started(1), failed(1), started(2))).toEqual([undefined, undefined]);
    expect(twins(started(1), started(2), failed(2), { type: 'run-resumed' }, started(3))).toEqual([undefined, true, undefined]);
    expect(twins(started(1), { type: 'run-resumed' }, started(1), started(2))).toEqual([undefined, true]);
  });

  it('keeps what a task planned twice has come to', () => {
    const box = makeTask({ id: taskId('box'), instruction: 'box' });
    const part = within('box', needing('t'));
    const record = recordOf([box, part], started(1), succeeded(1), { type: 'tasks-planned', tasks: [box, part] });
    expect(statusOf(record, id)).toBe('succeeded');
    expect(record.tasks.get(taskId('box'))?.children).toEqual(['t']);
  });

  it('passes over events of tasks that were never planned', () => {
    expect(recordOf([], started(1), succeeded(1)).tasks.size).toBe(0);
  });
});

describe('statusOf', () => {
  it('is ready when everything it waits for is done, skipped, or lost and optional', () => {
    const tasks = [needing('t'), needing('needs', 't'), needing('likes', 't?')];
    expect(Object.fromEntries(statusesOf(recordOf(tasks)))).toEqual({ t: 'ready', needs: 'waiting', likes: 'waiting' });
    const lost = recordOf(tasks, { type: 'task-failed', task: id, reason: 'no' });
    expect(Object.fromEntries(statusesOf(lost))).toEqual({ t: 'failed', needs: 'waiting', likes: 'ready' });
    const skipped = recordOf(tasks, { type: 'task-skipped', task: id, reason: 'no' });
    expect(Object.fromEntries(statusesOf(skipped))).toEqual({ t: 'skipped', needs: 'ready', likes: 'ready' });
  });

  it('makes a part wait for what its whole waits for', () => {
    const tasks = [needing('t'), needing('box', 't'), within('box', needing('part')), needing('after', 'box')];
    expect(Object.fromEntries(statusesOf(recordOf(tasks)))).toEqual({ t: 'ready', box: 'waiting', part: 'waiting', after: 'waiting' });
    const begun = recordOf(tasks, started(1), succeeded(1));
    expect(Object.fromEntries(statusesOf(begun))).toEqual({ t: 'succeeded', box: 'ready', part: 'ready', after: 'waiting' });
  });

  it('ends a compound task as the worst of the parts it cannot do without', () => {
    const tasks = [needing('box'), within('box', needing('t')), within('box', { ...needing('extra'), optional: true })];
    const skipExtra: EventBody = { type: 'task-skipped', task: taskId('extra'), reason: 'no' };
    expect(statusOf(recordOf(tasks, started(1)), taskId('box'))).toBe('running');
    expect(statusOf(recordOf(tasks, skipExtra), taskId('box'))).toBe('running');
    expect(statusOf(recordOf(tasks, skipExtra, started(1), succeeded(1)), taskId('box'))).toBe('succeeded');
    expect(statusOf(recordOf(tasks, skipExtra, { type: 'task-failed', task: id, reason: 'no' }), taskId('box'))).toBe('failed');
  });

  it('skips an optional compound task that lost a part, and lets its dependents go on', () => {
    const box = { ...needing('box'), optional: true };
    const record = recordOf([box, within('box', needing('t')), needing('after', 'box')], { type: 'task-failed', task: id, reason: 'no' });
    expect(Object.fromEntries(statusesOf(record))).toEqual({ box: 'skipped', t: 'failed', after: 'ready' });
  });

  it('takes a chain of a hundred thousand waiting tasks', () => {
    const length = 100_000;
    const record = recordOf(Array.from({ length }, (_, index) => (index === 0 ? needing('t0') : needing(`t${index}`, `t${index - 1}`))));
    expect(statusOf(record, taskId(`t${length - 1}`))).toBe('waiting');
    expect([...statusesOf(record).values()].filter((status) => status === 'ready')).toHaveLength(1);
  }, 30_000);

  it('takes ten thousand tasks that wait for a compound one of ten thousand parts', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => index);
    const record = recordOf([
      needing('box'),
      ...many.map((index) => within('box', needing(`part${index}`))),
      ...many.map((index) => needing(`after${index}`, 'box')),
    ]);
    expect([...statusesOf(record).values()].filter((status) => status === 'waiting')).toHaveLength(10_000);
  }, 30_000);
});

describe('the time of a run', () => {
  const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/out' } as const;
  const opened = (deadlineMs?: number, deadlineAtMs?: number): RunEvent => ({
    type: 'run-started',
    request: 'r',
    options: deadlineMs === undefined ? options : { ...options, deadlineMs },
    agents: [],
    ...(deadlineAtMs === undefined ? {} : { deadlineAtMs }),
    run: runId('r1'),
    seq: 1,
    atMs: 300,
  });
  const reopened = (deadlineAtMs?: number): RunEvent => {
    const body = { type: 'run-reopened', tasks: [], run: runId('r1'), seq: 2, atMs: 9000 } as const;
    return deadlineAtMs === undefined ? body : { ...body, deadlineAtMs };
  };

  it('is over when its journal says so; that of an earlier version counts from its event', () => {
    expect(foldEvents([opened(1000, 1250)])?.deadlineAtMs).toBe(1250);
    expect(foldEvents([opened(1000)])?.deadlineAtMs).toBe(1300);
    expect(foldEvents([opened()])?.deadlineAtMs).toBeUndefined();
  });

  it('is given anew when it is reopened', () => {
    expect(foldEvents([opened(1000, 1250), reopened(9990)])?.deadlineAtMs).toBe(9990);
    expect(foldEvents([opened(1000), reopened()])?.deadlineAtMs).toBe(10_000);
  });
});
