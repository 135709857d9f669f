import { expect, it } from 'vitest';
import type { EventBody, RunEvent } from '../core/event.ts';
import { agentId, runId, taskId } from '../core/ids.ts';
import { foldEvents, type RunRecord } from '../core/run-record.ts';
import { makeTask, type Task } from '../core/task.ts';
import { tasksToRetry } from './tasks-to-retry.ts';

function task(id: string, dependsOn: readonly (string | { readonly optional: string })[] = [], given: Partial<Task> = {}): Task {
  return makeTask({
    id: taskId(id),
    instruction: id,
    dependsOn: dependsOn.map((on) =>
      typeof on === 'string' ? { task: taskId(on), optional: false } : { task: taskId(on.optional), optional: true },
    ),
    ...given,
  });
}

/** A finished run: what is not said to have failed, been blocked or skipped, succeeded. */
function finished(tasks: readonly Task[], ends: Readonly<Record<string, 'failed' | 'blocked' | 'skipped' | 'cancelled'>>): RunRecord {
  const parents = new Set(tasks.map(({ parent }) => parent));
  const options = { objective: 'balanced', priority: 0, seed: 0, inputs: [], directory: '/' } as const;
  const endOf = ({ id }: Task): EventBody[] => {
    const end = ends[id];
    if (end === 'blocked') return [{ type: 'task-blocked', task: id, failedDependency: id }];
    if (end !== undefined) return [{ type: `task-${end}`, task: id, reason: 'so' }];
    const which = { task: id, attempt: 1, agent: agentId('a') };
    return [
      { type: 'attempt-started', ...which, decision: { why: '' } },
      { type: 'attempt-succeeded', ...which, output: { inline: 1 }, artifacts: [] },
    ];
  };
  const bodies: EventBody[] = [
    { type: 'run-started', request: '', options, agents: [] },
    { type: 'tasks-planned', tasks },
    ...tasks.filter(({ id }) => !parents.has(id)).flatMap(endOf),
    { type: 'run-finished', status: 'partial', answer: '', missing: [], artifacts: [] },
  ];
  const record = foldEvents(bodies.map((body, index): RunEvent => ({ ...body, run: runId('r'), seq: index + 1, atMs: index })));
  if (record === undefined) throw new Error('an empty journal');
  return record;
}

it('are those that are missing, and what went on without them', () => {
  const tasks = [task('a'), task('b', ['a']), task('c', [{ optional: 'b' }]), task('d', ['c']), task('e'), task('f', ['e'])];
  expect(tasksToRetry(finished(tasks, { b: 'failed' }))).toEqual(['b', 'c', 'd']);
});

it('are those that were skipped, too, and what took them for done', () => {
  const tasks = [task('a', [], { optional: true }), task('b', ['a']), task('c')];
  expect(tasksToRetry(finished(tasks, { a: 'skipped' }))).toEqual(['a', 'b']);
});

it('follow a compound task as a whole, and reach into one', () => {
  const inside = { parent: taskId('report') };
  const tasks = [task('fetch'), task('report', ['fetch']), task('draft', [], inside), task('chart', [], inside), task('send', ['report'])];
  expect(tasksToRetry(finished(tasks, { chart: 'failed', send: 'blocked' }))).toEqual(['chart', 'send']);
  expect(tasksToRetry(finished(tasks, {}), taskId('fetch'))).toEqual(['fetch', 'draft', 'chart', 'send']);
  expect(tasksToRetry(finished(tasks, { chart: 'failed', send: 'blocked' }), taskId('report'))).toEqual(['chart', 'send']);
  expect(tasksToRetry(finished(tasks, {}), taskId('report'))).toEqual(['draft', 'chart', 'send']);
});

it('are refused when there are none, when there is no such task, and when one needs another that is not among them', () => {
  const tasks = [task('fetch'), task('use', ['fetch'])];
  expect(() => tasksToRetry(finished(tasks, {}))).toThrow(/is missing nothing/);
  expect(() => tasksToRetry(finished(tasks, {}), taskId('fech'))).toThrow(/has no task "fech"\. Did you mean "fetch"\?/);
  expect(() => tasksToRetry(finished(tasks, { fetch: 'failed', use: 'blocked' }), taskId('use'))).toThrow(
    /needs "fetch", which did not succeed\. .*skein retry r fetch/,
  );
});
