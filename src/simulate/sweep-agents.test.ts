import { describe, expect, it } from 'vitest';
import { taskId } from '../core/ids.ts';
import { makeTask } from '../core/task.ts';
import { sweepAgents, sweepSizes } from './sweep-agents.ts';

const chances = { noise: 0, seed: 1, stopwatchMs: () => 0 };

describe('sweepSizes', () => {
  it('tries small numbers one by one and larger ones in steps that grow, with both ends', () => {
    expect(sweepSizes(2, 5)).toEqual([2, 3, 4, 5]);
    expect(sweepSizes(15, 40)).toEqual([15, 16, 20, 25, 32, 40]);
    expect(sweepSizes(7, 7)).toEqual([7]);
  });
});

describe('sweepAgents', () => {
  it('finds where more agents stop helping', () => {
    // Six tasks of a second: 6 s, 3 s, 2 s, 2 s, 2 s, 1 s, 1 s.
    const tasks = Array.from({ length: 6 }, (_, index) =>
      makeTask({ id: taskId(`t${index}`), instruction: 't', estimate: { durationMs: 1000 } }),
    );
    const sweep = sweepAgents(tasks, sweepSizes(1, 7), chances);
    expect(sweep.points.map(({ makespanMs }) => makespanMs)).toEqual([6000, 3000, 2000, 2000, 2000, 1000, 1000]);
    expect(sweep.enough).toBe(6);
    expect(sweep.points[3]).toEqual({ agents: 4, makespanMs: 2000, lowerBoundMs: 2000, speedup: 3, rawUtilization: 0.75 });
  });

  it('needs one agent for a chain', () => {
    const chain = ['a', 'b', 'c'].map((name, index, all) =>
      makeTask({
        id: taskId(name),
        instruction: name,
        estimate: { durationMs: 100 },
        dependsOn: index === 0 ? [] : [{ task: taskId(all[index - 1] ?? ''), optional: false }],
      }),
    );
    expect(sweepAgents(chain, [1, 2, 3], chances).enough).toBe(1);
  });
});
