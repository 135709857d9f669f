import { describe, expect, it } from 'vitest';
import { SkeinError } from '../core/errors.ts';
import { runDocument } from './run-document.ts';
import { agent, failed, inlineOutput, recordOf, START_AT_MS, task } from './run-of.fixture.ts';

const team = { agents: [agent('x')], limits: {}, resources: {} };

describe('runDocument', () => {
  it('has the whole of a run, unknown figures as null', () => {
    const tasks = [task('box'), task('box/a'), task('b', ['box', 'a?'])];
    const record = recordOf(
      tasks,
      [
        { task: 'a', agent: 'x', startMs: 10, endMs: 20, error: 'busy' },
        { task: 'a', agent: 'x', startMs: 20, endMs: 40, output: 7, tokens: [3, 4], costUsd: 0.25 },
        { task: 'b', agent: 'x', startMs: 40 },
      ],
      [],
    );
    const document = runDocument(record, team, inlineOutput);
    expect(document).toMatchObject({
      runId: 'run-1',
      request: 'Do it',
      status: 'running',
      answer: '',
      missing: [],
      artifacts: [],
      planMs: 5,
    });
    expect(document.tasks).toEqual([
      { id: 'box', title: 'Box', parent: null, dependsOn: [], status: 'succeeded', agent: null, output: null, attempts: [] },
      {
        id: 'a',
        title: 'A',
        parent: 'box',
        dependsOn: [],
        status: 'succeeded',
        agent: 'x',
        output: 7,
        attempts: [
          {
            attempt: 1,
            agent: 'x',
            startedAtMs: START_AT_MS + 10,
            endedAtMs: START_AT_MS + 20,
            outcome: 'failed',
            error: 'busy',
            inputTokens: null,
            outputTokens: null,
            costUsd: null,
          },
          {
            attempt: 2,
            agent: 'x',
            startedAtMs: START_AT_MS + 20,
            endedAtMs: START_AT_MS + 40,
            outcome: 'succeeded',
            error: null,
            inputTokens: 3,
            outputTokens: 4,
            costUsd: 0.25,
          },
        ],
      },
      {
        id: 'b',
        title: 'B',
        parent: null,
        dependsOn: ['box', 'a'],
        status: 'running',
        agent: 'x',
        output: null,
        attempts: [
          {
            attempt: 1,
            agent: 'x',
            startedAtMs: START_AT_MS + 40,
            endedAtMs: null,
            outcome: 'running',
            error: null,
            inputTokens: null,
            outputTokens: null,
            costUsd: null,
          },
        ],
      },
    ]);
    expect(document.metrics).toMatchObject({ makespanMs: 30, sequentialMs: 20, costUsd: null, attempts: 3, retries: 1 });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it('tells how the run ended', () => {
    const artifact = { path: '/out/a.md', mediaType: 'text/markdown', title: 'A' };
    const missing = [{ task: task('a').id, title: 'A', status: 'failed' as const, reason: 'no' }];
    const record = recordOf(
      [task('a')],
      [{ task: 'a', agent: 'x', startMs: 0, endMs: 1, error: 'no' }],
      [
        [1, failed('a', 'no')],
        [2, { type: 'run-finished', status: 'failed', answer: 'Missing: A, because no.', missing, artifacts: [artifact] }],
      ],
    );
    expect(runDocument(record, team, inlineOutput)).toMatchObject({
      status: 'failed',
      answer: 'Missing: A, because no.',
      missing,
      artifacts: ['/out/a.md'],
      tasks: [{ status: 'failed', agent: 'x', output: null }],
    });
  });

  it('goes on when an output is lost, but not when reading breaks', () => {
    const record = recordOf([task('a')], [{ task: 'a', agent: 'x', startMs: 0, endMs: 1, output: 1 }]);
    const failing = (error: Error) => () => {
      throw error;
    };
    expect(runDocument(record, team, failing(new SkeinError('not-found', {}))).tasks[0]?.output).toBeNull();
    expect(() => runDocument(record, team, failing(new TypeError('bug')))).toThrow('bug');
  });
});
