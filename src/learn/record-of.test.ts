import { describe, expect, it } from 'vitest';
import { agentId, taskId } from '../core/ids.ts';
import { makeTask } from '../core/task.ts';
import { agent } from '../testing/scene.ts';
import { Learner } from './learner.ts';
import { expectedSuccess, learnedMs, recordOf } from './record-of.ts';

const task = makeTask({ id: taskId('t'), instruction: 'add 1 and 2', capabilities: ['math'] });
const adder = agent('adder', { capabilities: { math: 0.9 } });

/** Tries of ten seconds each where one was declared; every fifth failed. */
function learnerOf(tries: number): Learner {
  const learner = new Learner({ seed: 1, exploration: 0 });
  const skill = learner.skill(adder.id, 'math', 0.9);
  for (let index = 0; index < tries; index++)
    learner.observe(skill, {
      key: `r/t${index}/1`,
      atMs: index,
      score: index % 5 === 0 ? 0 : 1,
      latencyMs: 10_000,
      declaredMs: 1000,
      costUsd: 0.5,
    });
  return learner;
}

describe('what is known of an agent at a task', () => {
  it('is nothing before it was tried, nor of another agent or at other work', () => {
    expect(recordOf(undefined, task, adder)).toBeUndefined();
    expect(recordOf(learnerOf(0), task, adder)).toBeUndefined();
    expect(recordOf(learnerOf(9), task, { ...adder, id: agentId('other') })).toBeUndefined();
    expect(recordOf(learnerOf(9), { ...task, capabilities: ['art'] }, adder)).toBeUndefined();
    expect(recordOf(learnerOf(9), task, adder)?.evidence.trials).toBe(9);
  });

  it('has it take as much longer than stated as it took before, and what it took before where nothing is stated', () => {
    const known = recordOf(learnerOf(40), task, adder);
    expect(learnedMs(known, 2000)).toBeGreaterThan(15_000);
    expect(learnedMs(known, 2000)).toBeLessThan(20_000.1);
    expect(learnedMs(known, undefined)).toBeCloseTo(10_000, 6);
    expect(learnedMs(undefined, 2000)).toBe(2000);
    expect(learnedMs(undefined, undefined)).toBeUndefined();
  });

  it('expects success by the record, between what was declared and what was seen', () => {
    expect(expectedSuccess(learnerOf(0), task, adder)).toBeCloseTo(0.9, 1);
    const seen = expectedSuccess(learnerOf(40), task, adder);
    expect(seen).toBeGreaterThan(0.78);
    expect(seen).toBeLessThan(0.9);
  });
});
