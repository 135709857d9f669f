import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import type { Task } from '../core/task.ts';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task } from '../testing/scene.ts';
import { matchTasks } from './match.ts';
import type { RunTerms } from './messages.ts';

/** Paints in 10 s and writes in 10 s. */
const able = agent('able', { latencyMs: { art: 10_000, writing: 10_000 } });
/** Paints in 11 s and writes in 18 s. */
const painter = agent('painter', { latencyMs: { art: 11_000, writing: 18_000 } });

const paint = (id: string, given: Partial<Task> = {}) => task(id, 10_000, [], { capabilities: ['art'], ...given });
const write = (id: string, given: Partial<Task> = {}) => task(id, 10_000, [], { capabilities: ['writing'], ...given });

/** Whom each task is meant for; empty where taking them in turn is as good. */
function matched(agents: AgentProfile[], tasks: readonly Task[], terms: Partial<RunTerms> = {}): Record<string, string> {
  const { state } = nodesOf(agents, tasks, { objective: 'fastest', ...terms });
  state.forecast.begin(0);
  return Object.fromEntries(
    [...matchTasks(state, 0)]
      .map(([node, to]): [string, string] => [node.task.id, to.profile.id])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

describe('tasks that are ready together', () => {
  it('are matched with agents so that the sum is best: who loses least by it leaves the best agent', () => {
    expect(matched([able, painter], [paint('p'), write('w')])).toEqual({ p: 'painter', w: 'able' });
    // With two slots each the best agent does both.
    expect(matched([{ ...able, slots: 2 }, painter], [paint('p'), write('w')])).toEqual({});
  });

  it('count by the cube of the work behind them', () => {
    // Writing elsewhere costs 8 s, painting elsewhere 1 s: the painting stays where it is when 5 s of 15 wait for it ...
    expect(matched([able, painter], [paint('p'), write('w'), task('after', 5000, ['p'], { capabilities: ['art'] })])).toEqual({
      p: 'painter',
      w: 'able',
    });
    // ... and when so much waits for it that 8 s of the writing are less: (10 / 100)^3 of them.
    expect(matched([able, painter], [paint('p'), write('w'), task('after', 90_000, ['p'], { capabilities: ['art'] })])).toEqual({});
  });

  it('are matched while they are of one urgency, and none of them needs a resource', () => {
    const urgent = paint('p', { priority: 1 });
    expect(matched([able, painter], [urgent, write('w')])).toEqual({});
    const file = [{ name: 'file', access: 'read', units: 1 } as const];
    expect(matched([able, painter], [paint('p', { resources: file }), write('w')])).toEqual({});
  });

  it('stay with who can do them', () => {
    const third = agent('third', { capabilities: { writing: 0.9 }, latencyMs: { '*': 10_000 } });
    expect(matched([able, third], [paint('p'), write('w')])).toEqual({});
    expect(matched([able], [paint('p'), write('w')])).toEqual({});
  });

  it('leave the queues as they were', () => {
    const { state, of } = nodesOf([able, painter], [paint('p'), write('w')], { objective: 'fastest' });
    state.forecast.begin(0);
    matchTasks(state, 0);
    expect([of('p').queue.size, of('w').queue.size]).toEqual([1, 1]);
    expect(state.pools.map((pool) => state.forecast.nextFreeMs(pool))).toEqual([0, 0]);
  });
});
