import { describe, expect, it } from 'vitest';
import type { EventBody, RunEvent } from '../../core/event.ts';
import { agentId, runId, taskId } from '../../core/ids.ts';
import { foldEvents } from '../../core/run-record.ts';
import { makeTask } from '../../core/task.ts';
import { plain } from '../../report/paint.ts';
import { eventSentences } from './event-sentence.ts';

const fetch = { task: taskId('fetch'), agent: agentId('data') };

/** The lines of a run with two tasks in which these things happened, each at its ms. */
function linesOf(...happened: readonly (readonly [atMs: number, body: EventBody])[]): string[] {
  const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/out' } as const;
  const tasks = [
    makeTask({ id: taskId('fetch'), instruction: 'fetch \x1b[31mthe sales' }),
    makeTask({ id: taskId('use'), instruction: 'use them', dependsOn: [{ task: taskId('fetch'), optional: false }] }),
  ];
  const bodies: (readonly [number, EventBody])[] = [
    [0, { type: 'run-started', request: 'x', options, agents: [] }],
    [0, { type: 'tasks-planned', tasks }],
    ...happened,
  ];
  const events = bodies.map(([atMs, body], index): RunEvent => ({ ...body, run: runId('k3f9'), seq: index + 1, atMs: 5000 + atMs }));
  const record = foldEvents(events);
  if (record === undefined) throw new Error('there are events');
  return events.flatMap((event) => eventSentences(event, record, plain));
}

describe('eventSentences', () => {
  it('tell the story of a run', () => {
    expect(
      linesOf(
        [4, { type: 'plan-completed', planner: 'offline', planMs: 4, notes: ['the second step was guessed'] }],
        [5, { type: 'attempt-started', ...fetch, attempt: 1, decision: { why: 'the only one' } }],
        [900, { type: 'attempt-failed', ...fetch, attempt: 1, failure: { kind: 'retryable', code: '429', message: 'too many\nrequests' } }],
        [900, { type: 'task-deferred', task: fetch.task, untilMs: 7400, decision: { why: 'waits 1.5 s for data' } }],
        [2400, { type: 'attempt-started', ...fetch, attempt: 2, decision: { why: 'another try' } }],
        [2900, { type: 'attempt-succeeded', ...fetch, attempt: 2, output: { inline: 1 }, artifacts: [], costUsd: 0.02 }],
        [2900, { type: 'task-failed', task: taskId('use'), reason: 'nobody can' }],
        [2900, { type: 'run-finished', status: 'partial', answer: '', missing: [], artifacts: [] }],
      ),
    ).toEqual([
      '    4 ms  planned    2 tasks in 4 ms (offline)',
      '    4 ms  note       the second step was guessed',
      '    5 ms  started    Fetch the sales (data)',
      '  900 ms  failed     Fetch the sales (data): too many requests',
      '  900 ms  waits      Fetch the sales: 1.5 s for data',
      '   2.4 s  started    Fetch the sales (data, try 2)',
      '   2.9 s  done       Fetch the sales (data, 500 ms, $0.02)',
      '   2.9 s  gave up    Use them: nobody can',
      '   2.9 s  partial    run k3f9, $0.02',
    ]);
  });

  it('pass over short waits', () => {
    expect(linesOf([0, { type: 'task-deferred', task: fetch.task, untilMs: 5999, decision: { why: 'waits' } }])).toEqual([]);
  });

  it('say what a lost task holds up', () => {
    expect(linesOf([10, { type: 'task-blocked', task: taskId('use'), failedDependency: fetch.task }])).toEqual([
      '   10 ms  blocked    Use them: needs Fetch the sales',
    ]);
  });
});
