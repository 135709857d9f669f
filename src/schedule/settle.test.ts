import { describe, expect, it } from 'vitest';
import { taskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { agent, task } from '../testing/scene.ts';
import { failed, run, succeeded, Told } from '../testing/told.ts';
import type { AddedTask } from './messages.ts';

const part = (id: string, of: string, given: Partial<Task> = {}) => task(id, 10, [], { parent: taskId(of), attempts: 1, ...given });
const once = (id: string, needs: string[] = [], given: Partial<Task> = {}) => task(id, 10, needs, { attempts: 1, ...given });

/** What is said from the first task on, when those named fail and the others succeed as they are started. */
function play(tasks: readonly (Task | AddedTask)[], fails: readonly string[] = []): string[] {
  const told = new Told([agent('a', { slots: 9 })]);
  const said = told.open(0, tasks);
  for (let at = 0; at < said.length; at++) {
    const id = /^start (.*)\/1 /.exec(said[at] ?? '')?.[1];
    if (id !== undefined) said.push(...told.at(at + 1, fails.includes(id) ? failed(id) : succeeded(id)));
  }
  return said.filter((words) => !words.startsWith('start'));
}

describe('what becomes of a run', () => {
  it('is a success without what is optional, or in something optional', () => {
    expect(play([once('t')])).toEqual(['finish r succeeded']);
    expect(play([once('t'), once('extra', [], { optional: true })], ['extra'])).toEqual([
      expect.stringMatching(/^skip extra/),
      'finish r succeeded',
    ]);
    const nested = [once('t'), once('luxury', [], { optional: true }), part('inner', 'luxury'), part('gone', 'inner')];
    expect(play(nested, ['gone']).at(-1)).toBe('finish r succeeded');
  });

  it('is partial when something was lost and something done, and a failure when nothing was', () => {
    expect(play([once('t'), once('bad')], ['bad']).at(-1)).toBe('finish r partial');
    expect(play([once('bad'), once('next', ['bad'])], ['bad']).at(-1)).toBe('finish r failed');
    // Being skipped is not being done.
    expect(play([once('bad'), once('extra', ['bad'], { optional: true })], ['bad']).at(-1)).toBe('finish r failed');
    expect(play([])).toEqual(['finish r succeeded']);
  });

  it('is no success when the plan was cut off', () => {
    const told = new Told([agent('a')]);
    told.at(
      0,
      { type: 'run-opened', terms: { run, objective: 'fastest', priority: 0 } },
      { type: 'tasks-added', run, tasks: [{ task: once('t') }] },
    );
    told.at(1, { type: 'plan-closed', run, isCutOff: true });
    expect(told.at(2, succeeded('t'))).toEqual(['finish r partial']);
  });
});

describe('parts that come after what their whole needs was lost', () => {
  it('are each blocked once, though one takes another with it', () => {
    const lost: AddedTask = { task: once('lost'), progress: { attempts: 1, settled: 'failed' } };
    const needsFirst = part('second', 'group', { dependsOn: [{ task: taskId('first'), optional: false }] });
    expect(play([lost, once('whole', ['lost']), part('group', 'whole'), part('first', 'whole'), needsFirst])).toEqual([
      'block first by lost',
      'block second by lost',
      'finish r failed',
    ]);
  });
});

describe('a whole', () => {
  const whole = (given: Partial<Task>, ...parts: Task[]) => [once('whole', [], given), ...parts, once('after', ['whole'])];

  it('is done when its parts are, lost with one that it needs, and skipped when all of them are', () => {
    expect(play(whole({}, part('one', 'whole'), part('two', 'whole')))).toEqual(['finish r succeeded']);
    expect(play(whole({}, part('one', 'whole'), part('two', 'whole')), ['two'])).toEqual([
      'fail two: it broke (attempt 1 of 1, the last)',
      'block after by two',
      'finish r partial',
    ]);
    expect(play(whole({}, part('one', 'whole', { optional: true })), ['one'])).toEqual([
      'skip one: it broke (attempt 1 of 1, the last)',
      'finish r succeeded',
    ]);
  });

  it('within a whole is lost with it, and what depends on either is blocked by the part that failed', () => {
    const tasks = [once('outer'), part('inner', 'outer'), part('deep', 'inner'), once('after', ['outer']), once('next', ['after'])];
    expect(play(tasks, ['deep'])).toEqual([
      'fail deep: it broke (attempt 1 of 1, the last)',
      'block after by deep',
      'block next by deep',
      'finish r failed',
    ]);
    // The whole is to blame where another part was the last to end.
    expect(play([...tasks, part('beside', 'outer')], ['deep'])).toContain('block after by outer');
  });

  it('that can be done without lets what depends on it go on', () => {
    expect(play(whole({ optional: true }, part('one', 'whole')), ['one'])).toEqual([
      'fail one: it broke (attempt 1 of 1, the last)',
      'finish r succeeded',
    ]);
    // A dependency that the task can do without does not block it either.
    expect(play([once('bad'), once('next', ['bad?'])], ['bad'])).toEqual([
      'fail bad: it broke (attempt 1 of 1, the last)',
      'finish r partial',
    ]);
  });

  it('waits for what it depends on before any part of it begins', () => {
    const told = new Told([agent('a', { slots: 9 })]);
    const tasks = [once('first'), once('whole', ['first']), part('one', 'whole'), part('inner', 'whole'), part('two', 'inner')];
    expect(told.open(0, tasks)).toEqual(['start first/1 a']);
    expect(told.at(1, succeeded('first')).toSorted()).toEqual(['start one/1 a', 'start two/1 a']);
  });

  it('is blocked in its parts by what was lost before it was reached', () => {
    const tasks = [
      once('bad'),
      once('whole', ['bad']),
      part('inner', 'whole'),
      part('two', 'inner'),
      part('extra', 'whole', { optional: true }),
    ];
    expect(play(tasks, ['bad']).toSorted()).toEqual([
      'block two by bad',
      'fail bad: it broke (attempt 1 of 1, the last)',
      'finish r failed',
      'skip extra: needs bad, which did not succeed',
    ]);
  });

  it('is open as long as parts may come, unless they all came with it', () => {
    const told = new Told([agent('a', { slots: 9 })]);
    const add = (...tasks: AddedTask[]) => told.at(1, { type: 'tasks-added', run, tasks });
    told.at(0, { type: 'run-opened', terms: { run, objective: 'fastest', priority: 0 } });
    add({ task: once('whole') }, { task: part('one', 'whole') }, { task: once('after', ['whole']) });
    expect(told.at(2, succeeded('one'))).toEqual([]);
    expect(add({ task: part('two', 'whole') })).toEqual(['start two/1 a']);
    expect(told.at(3, succeeded('two'))).toEqual([]);
    expect(add({ task: once('closed'), isWhole: true }, { task: part('three', 'closed') }, { task: once('then', ['closed']) })).toEqual([
      'start three/1 a',
    ]);
    expect(told.at(4, succeeded('three'))).toEqual(['start then/1 a']);
    expect(told.at(5, { type: 'plan-closed', run })).toEqual(['start after/1 a']);
  });
});
