import { expect, it } from 'vitest';
import { agentId } from '../core/ids.ts';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task } from '../testing/scene.ts';
import { classKeyOf } from './task-class.ts';

const use = (name: string, access: 'read' | 'write' = 'read', units = 1) => ({ name, access, units });

it('is the same class for tasks that the same agents can do, in whatever order things are named', () => {
  const keyOf = (given: Parameters<typeof task>[3], ...refused: string[]): string =>
    classKeyOf(task('t', 1, [], given), refused.length === 0 ? undefined : new Map(refused.map((id) => [agentId(id), 'no'])));
  expect(keyOf({ capabilities: ['b', 'a'] })).toBe(keyOf({ capabilities: ['a', 'b'] }));
  expect(keyOf({ capabilities: ['a', 'b'] })).not.toBe(keyOf({ capabilities: ['a', 'c'] }));
  expect(keyOf({ capabilities: ['a'] })).not.toBe(keyOf({}));
  expect(keyOf({}, 'x', 'y')).toBe(keyOf({}, 'y', 'x'));
  expect(keyOf({}, 'x')).not.toBe(keyOf({}, 'y'));
  expect(keyOf({}, 'x')).not.toBe(keyOf({}));
  expect(keyOf({ resources: [use('p'), use('q')] })).toBe(keyOf({ resources: [use('q'), use('p')] }));
  for (const other of [use('q'), use('p', 'write'), use('p', 'read', 2)])
    expect(keyOf({ resources: [use('p')] })).not.toBe(keyOf({ resources: [other] }));
});

it('names who is able, and why the others are not', () => {
  const agents = [
    agent('both', { capabilities: { math: 0.9, art: 0.8 }, latencyMs: { math: 700 } }),
    agent('none', { capabilities: { art: 0.8, math: 0 } }),
    agent('small', { capabilities: { '*': 1 }, contextTokens: 100 }),
    agent('shy', { capabilities: { '*': 1 } }),
  ];
  const wanted = {
    task: task('t', 1, [], { capabilities: ['math'], estimate: { inputTokens: 60, outputTokens: 41 } }),
    refusals: new Map([[agentId('shy'), 'not today']]),
  };
  const { class: found } = nodesOf(agents, [wanted]).of('t').queue;
  expect(found.eligible.map(({ agents: [first], latencyMs }) => [first?.profile.id, latencyMs])).toEqual([['both', 700]]);
  expect(found.excluded).toEqual([
    { agent: 1, why: 'has no math' },
    { agent: 2, why: 'its context of 100 tokens is too small for the 101 that the task needs' },
    { agent: 3, why: 'not today' },
  ]);
  const fits = nodesOf(agents, [task('t', 1, [], { capabilities: ['math', 'art'], estimate: { inputTokens: 60, outputTokens: 40 } })]).of(
    't',
  ).queue.class;
  expect(fits.eligible.map(({ agents: [first] }) => first?.profile.id)).toEqual(['both', 'small', 'shy']);
  expect(fits.skill).toBe('art+math');
});
