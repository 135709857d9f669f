import { expect, it } from 'vitest';
import { agentId } from '../core/ids.ts';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task } from '../testing/scene.ts';
import { type Able, forEachAble } from './able.ts';
import type { TaskNode } from './task-node.ts';

const ableOf = (node: TaskNode): Record<string, Able> => {
  const found: Record<string, Able> = {};
  forEachAble(node, (pool, able) => {
    found[pool.agents[0]?.profile.id ?? ''] = { ...able };
  });
  return found;
};

it('says what to expect of each agent that can do the task', () => {
  const agents = [
    agent('a', { capabilities: { math: 0.8 }, price: { perAttemptUsd: 0.4 } }),
    agent('b', { capabilities: { math: 0.5 }, price: {}, latencyMs: { math: 9000 } }),
    agent('other', { capabilities: { art: 1 } }),
  ];
  const { of, state } = nodesOf(agents, [
    task('t', 4500, [], { capabilities: ['math'] }),
    task('untold', Number.NaN, [], { capabilities: ['math'] }),
  ]);
  // A botched task costs four times its length, by how likely it is: 0.2 and 0.5.
  expect(ableOf(of('t'))).toEqual({
    a: {
      durationMs: 4500,
      declaredMs: 4500,
      success: 0.8,
      botchedMs: expect.closeTo(3600, 6),
      attemptUsd: 0.4,
      paidUsd: expect.closeTo(0.5, 9),
    },
    // Its price is not known, and counts for nothing here.
    b: { durationMs: 9000, declaredMs: 9000, success: 0.5, botchedMs: 9000, attemptUsd: Number.NaN, paidUsd: 0 },
  });
  // Without an estimate the length is what the agent declares, or usual for the capability: a second.
  expect(ableOf(of('untold'))).toMatchObject({
    a: { durationMs: 1000, botchedMs: expect.closeTo(800, 6) },
    b: { durationMs: 9000, botchedMs: 18_000 },
  });
  const [first] = state.agents;
  const skill = first?.skills.get('math');
  if (first === undefined || skill === undefined) throw new Error('the first agent has the skill');
  skill.slowness = 2;
  expect(ableOf(of('t'))['a']).toMatchObject({ durationMs: 9000, declaredMs: 4500 });
  first.isGone = true;
  expect(Object.keys(ableOf(of('t')))).toEqual([agentId('b')]);
});

it('counts hardly any success as a hundredth of tries', () => {
  const { of } = nodesOf([agent('a', { capabilities: { '*': 0.001 }, price: { perAttemptUsd: 1 } })], [task('t', 0)]);
  expect(ableOf(of('t'))['a']?.paidUsd).toBe(100);
});
