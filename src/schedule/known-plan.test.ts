import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import { runId, taskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task } from '../testing/scene.ts';
import { improveOrder } from './known-plan.ts';
import { createRunNode } from './task-node.ts';

const five = [3, 3, 2, 2, 2].map((durationMs, index) => task(`t${index}`, durationMs));
const alike = [agent('a'), agent('b')];

/** Whether the order of a plan is looked at, and the levels afterwards. */
function levels(tasks: readonly Task[], agents: AgentProfile[] = alike, team: Partial<Team> = {}): readonly number[] | undefined {
  const { state, run, of } = nodesOf(agents, tasks, {}, team);
  return improveOrder(state, run, ({ task: { estimate } }) => estimate?.durationMs ?? 0)
    ? tasks.map(({ id }) => of(id).levelMs)
    : undefined;
}

describe('the order of a plan that is known', () => {
  it('is improved so that given out by it the plan takes less', () => {
    // Longest first: 4, then 2 and 2 behind 3 and 3, or the like, until 8. Half of all work is 7: 4 and 3 on one slot, 3, 2 and 2 on the other.
    const found = levels([3, 3, 2, 4, 2].map((durationMs, index) => task(`t${index}`, durationMs)));
    // What is left of the 7 when each begins.
    expect(found?.toSorted((a, b) => b - a)).toEqual([7, 7, 4, 3, 2]);
  });

  it('keeps to dependencies', () => {
    const chained = [...five, task('last', 1, ['t2', 't3', 't4'])];
    // 3, 3, 1 and 2, 2, 2 with the last behind them.
    expect(Math.max(...(levels(chained) ?? []))).toBe(7);
    expect(levels([task('a', 1), task('b', 1, ['a']), task('c', 1, ['b'])])).toEqual([3, 2, 1]);
  });

  it('is looked at where everything is alike, and nothing else holds tasks back', () => {
    const [first = task('t', 1), ...rest] = five;
    const looked = (given: Partial<Task>): boolean => levels([{ ...first, ...given }, ...rest]) !== undefined;
    expect(looked({})).toBe(true);
    expect(looked({ priority: 1 })).toBe(false);
    expect(looked({ resources: [{ name: 'file', access: 'read', units: 1 }] })).toBe(false);
    expect(levels([...five, task('part', 1, [], { parent: taskId('t0') })])).toBeUndefined();
    expect(levels(five, [agent('a'), agent('b', { capabilities: { '*': 0.8 } })])).toBeUndefined();
    expect(levels(five, [agent('a'), agent('b', { latencyMs: { '*': 5 } })])).toBeUndefined();
    expect(levels(five, [agent('a', { limits: ['key'] }), agent('b')], { limits: { key: { concurrency: 9 } } })).toBeUndefined();
    expect(
      levels(
        five.map((one) => ({ ...one, capabilities: ['math'] })),
        [agent('a', { capabilities: { math: 0.9 } }), agent('b', { capabilities: { art: 0.9 } })],
      ),
    ).toBeUndefined();
  });

  it('is left alone where there are no more tasks than slots, or no slots', () => {
    expect(levels(five, [agent('a', { slots: 5 })])).toBeUndefined();
    expect(levels(five, [agent('a', { slots: 4 })])).toEqual([3, 3, 2, 2, 2]);
    expect(levels(five, [agent('a', { slots: 0 })])).toBeUndefined();
  });

  it('is left alone beside another run, and when something has begun', () => {
    const beside = nodesOf(alike, five);
    const other = createRunNode({ run: runId('other'), objective: 'balanced', priority: 0 }, 1, 0, 0);
    beside.state.runs.set(other.terms.run, other);
    expect(improveOrder(beside.state, beside.run, () => 1)).toBe(false);
    for (const given of [{ attempts: 1 }, { settled: 'succeeded' as const }]) {
      const begun = nodesOf(alike, five);
      Object.assign(begun.of('t0'), given);
      expect(improveOrder(begun.state, begun.run, () => 1)).toBe(false);
    }
    const busy = nodesOf(alike, five);
    const [first] = busy.state.agents;
    if (first !== undefined) first.busy = 1;
    expect(improveOrder(busy.state, busy.run, () => 1)).toBe(false);
  });
});
