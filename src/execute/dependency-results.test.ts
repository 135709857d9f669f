import { describe, expect, it } from 'vitest';
import type { EventBody, OutputRef, RunEvent } from '../core/event.ts';
import { agentId, runId, taskId } from '../core/ids.ts';
import { foldEvents, type RunRecord } from '../core/run-record.ts';
import { makeTask, type Task } from '../core/task.ts';
import { dependencyResults } from './dependency-results.ts';

function task(id: string, dependsOn: string[] = [], given: Partial<Task> = {}): Task {
  return makeTask({
    id: taskId(id),
    instruction: id,
    dependsOn: dependsOn.map((name) => ({ task: taskId(name), optional: false })),
    ...given,
  });
}

function recordOf(tasks: readonly Task[], succeeded: readonly string[]): RunRecord {
  const bodies: EventBody[] = [
    { type: 'run-started', request: '', options: { objective: 'balanced', priority: 0, seed: 0, inputs: [], directory: '/' }, agents: [] },
    { type: 'tasks-planned', tasks },
    ...succeeded.flatMap((id): EventBody[] => {
      const which = { task: taskId(id), attempt: 1, agent: agentId('a') };
      return [
        { type: 'attempt-started', ...which, decision: { why: '' } },
        { type: 'attempt-succeeded', ...which, output: { inline: `${id}!` }, artifacts: [] },
      ];
    }),
  ];
  const record = foldEvents(bodies.map((body, index): RunEvent => ({ ...body, run: runId('r'), seq: index + 1, atMs: index })));
  if (record === undefined) throw new Error('an empty journal');
  return record;
}

const inline = (ref: OutputRef) => ('inline' in ref ? ref.inline : null);
const resultsOf = (record: RunRecord, id: string) =>
  dependencyResults(record, taskId(id), inline).map(({ task, output }) => [task, output]);

describe('dependencyResults', () => {
  it('come in the order in which they are named', () => {
    const record = recordOf([task('a'), task('b'), task('c', ['b', 'a'])], ['a', 'b']);
    expect(resultsOf(record, 'c')).toEqual([
      ['b', 'b!'],
      ['a', 'a!'],
    ]);
  });

  it('have no output when the task did not succeed', () => {
    expect(resultsOf(recordOf([task('a'), task('b', ['a'])], []), 'b')).toEqual([['a', undefined]]);
  });

  it('stand for a compound task as those of its last parts', () => {
    const parent = { parent: taskId('report') };
    const record = recordOf(
      [task('report'), task('draft', [], parent), task('refine', ['draft'], parent), task('chart', [], parent), task('send', ['report'])],
      ['draft', 'refine', 'chart'],
    );
    expect(resultsOf(record, 'send')).toEqual([
      ['refine', 'refine!'],
      ['chart', 'chart!'],
    ]);
  });

  it('reach the first parts of a compound task from what it depends on', () => {
    const record = recordOf([task('fetch'), task('report', ['fetch']), task('draft', [], { parent: taskId('report') })], ['fetch']);
    expect(resultsOf(record, 'draft')).toEqual([['fetch', 'fetch!']]);
  });
});
