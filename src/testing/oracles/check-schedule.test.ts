import { describe, expect, it } from 'vitest';
import { agentId, taskId } from '../../core/ids.ts';
import { makeTask, type Task } from '../../core/task.ts';
import { checkSchedule, type ScheduledAttempt } from './check-schedule.ts';
import { planAndTeam, type Row } from './problem-of.fixture.ts';

const ROWS: Row[] = [[[1000, 2000]], [[1000, 2000]], [[1000, 2000], 0]];

function attempt(task: number, agent: number, startMs: number, endMs: number, rest: Partial<ScheduledAttempt> = {}): ScheduledAttempt {
  return { task: taskId(`t${task}`), attempt: 1, agent: agentId(`a${agent}`), startMs, endMs, outcome: 'succeeded', costUsd: 0.5, ...rest };
}

const sound = [attempt(0, 0, 0, 1000), attempt(1, 1, 0, 2000), attempt(2, 0, 1000, 2000)];

function rules(attempts: readonly ScheduledAttempt[], { change = (task: Task) => task, limit = {}, terms = {}, resources = {} } = {}) {
  const { tasks, team } = planAndTeam([1, 1], ROWS, limit);
  return checkSchedule({ ...team, resources }, [{ tasks: tasks.map(change), ...terms }], attempts).map(({ rule }) => rule);
}

describe('checkSchedule', () => {
  it('has nothing to say of a sound schedule', () => {
    expect(rules(sound)).toEqual([]);
  });

  it.each([
    ['a task that starts before what it depends on has ended', [attempt(0, 0, 0, 1000), attempt(2, 1, 999, 2000)], ['precedence']],
    ['a dependency that has failed', [attempt(0, 0, 0, 1000, { outcome: 'failed' }), attempt(2, 0, 1000, 2000)], ['precedence']],
    ['a dependency that was never tried', [attempt(2, 0, 1000, 2000)], ['precedence']],
    ['two at once on one slot', [attempt(0, 0, 0, 1000), attempt(1, 0, 999, 1999)], ['slots']],
    ['an attempt that ends before it starts', [attempt(0, 0, 1000, 0)], ['attempts']],
    ['two successes of one task', [attempt(0, 0, 0, 1000), attempt(0, 1, 1000, 2000, { attempt: 2 })], ['attempts']],
    ['a gap in the numbers', [attempt(0, 0, 0, 1000, { attempt: 2 })], ['attempts']],
    ['a task that is not in the plan', [attempt(7, 0, 0, 1000)], ['attempts']],
    ['an agent that is not in the team', [attempt(0, 7, 0, 1000)], ['capabilities']],
  ])('finds %s', (_, attempts, expected) => {
    expect(rules(attempts)).toEqual(expected);
  });

  it('finds an agent without the capability', () => {
    const { tasks, team } = planAndTeam([1, 1], [[[1000, Number.POSITIVE_INFINITY]]]);
    expect(checkSchedule(team, [{ tasks }], [attempt(0, 1, 0, 1000)]).map(({ rule }) => rule)).toEqual(['capabilities']);
  });

  it('finds spending over the budget and work after the deadline', () => {
    expect(rules(sound, { terms: { budgetUsd: 1.49 } })).toEqual(['budget']);
    expect(rules(sound, { terms: { budgetUsd: 1.5 } })).toEqual([]);
    expect(rules(sound, { terms: { deadlineMs: 1999 } })).toEqual(['deadline', 'deadline']);
  });

  it('finds writers beside others, and more units than exist', () => {
    const using = (access: 'read' | 'write') => (task: Task) => ({ ...task, resources: [{ name: 'disk', access, units: 1 }] });
    expect(rules(sound, { change: using('read') })).toEqual([]);
    expect(rules(sound, { change: using('write') })).toEqual(['resources']);
    expect(rules(sound, { change: using('write'), resources: { disk: { capacity: 2 } } })).toEqual([]);
    expect(rules(sound, { change: using('write'), resources: { disk: { capacity: 1 } } })).toEqual(['resources']);
  });

  it('lets an optional dependency fail', () => {
    const optional = (task: Task) => ({ ...task, dependsOn: task.dependsOn.map((edge) => ({ ...edge, optional: true })) });
    expect(rules([attempt(0, 0, 0, 1000, { outcome: 'failed' }), attempt(2, 0, 1000, 2000)], { change: optional })).toEqual([]);
  });

  it('looks at every window of a limit, not at every minute of the clock', () => {
    const across = [attempt(0, 0, 59_000, 59_100), attempt(1, 1, 61_000, 61_100), attempt(2, 0, 118_999, 119_100)];
    expect(rules(across, { limit: { requestsPerMinute: 2 } })).toEqual(['limits']);
    const later = [...across.slice(0, 2), attempt(2, 0, 119_000, 119_100)];
    expect(rules(later, { limit: { requestsPerMinute: 2 } })).toEqual([]);
  });

  it('counts the tokens that were used, else those that were expected', () => {
    // Ten a task by the plan: thirty in all.
    expect(rules(sound, { limit: { tokensPerMinute: 29 } })).toEqual(['limits']);
    expect(rules(sound, { limit: { tokensPerMinute: 30 } })).toEqual([]);
    const used = sound.map((one) => ({ ...one, inputTokens: 20, outputTokens: 1 }));
    expect(rules(used, { limit: { tokensPerMinute: 62 } })).toEqual(['limits']);
  });

  it('finds more at once than a shared limit allows', () => {
    expect(rules(sound, { limit: { concurrency: 1 } })).toEqual(['limits']);
    expect(rules(sound, { limit: { concurrency: 2 } })).toEqual([]);
  });

  it('waits for all parts of a compound task, and for what a parent depends on', () => {
    const named = (id: string, rest: Partial<Task>) => makeTask({ id: taskId(id), instruction: id, ...rest });
    const after = [{ task: taskId('whole'), optional: false }];
    const tasks = [
      named('whole', {}),
      named('t0', { parent: taskId('whole') }),
      named('t1', { parent: taskId('whole') }),
      named('then', { dependsOn: after }),
      named('t2', { parent: taskId('then') }),
    ];
    const { team } = planAndTeam([1, 1], []);
    const early = [attempt(0, 0, 0, 1000), attempt(1, 1, 0, 2000), attempt(2, 0, 1000, 2000)];
    expect(checkSchedule(team, [{ tasks }], early)).toEqual([{ rule: 'precedence', what: 't2 starts at 1000, but t1 ends at 2000' }]);
  });
});
