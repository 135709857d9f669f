import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import { agentId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task } from '../testing/scene.ts';
import { shareOut } from './backlog.ts';
import type { RunTerms } from './messages.ts';

/** Codes and writes in a second. */
const both = agent('both', { capabilities: { coding: 1, writing: 1 }, latencyMs: { '*': 1000 } });
/** Codes in two. */
const coder = agent('coder', { capabilities: { coding: 1 }, latencyMs: { '*': 2000 } });
const half = (count: number, given: Partial<Task> = {}): Task[] =>
  Array.from({ length: count }, (_, index) =>
    task(`t${index}`, Number.NaN, [], { capabilities: [index % 2 === 0 ? 'coding' : 'writing'], ...given }),
  );

/** By the capability of the tasks, for how many each agent is meant; empty where each goes to its best. */
function sharesOf(
  tasks: readonly Task[],
  agents: AgentProfile[] = [both, coder],
  terms: Partial<RunTerms> = {},
  team: Partial<Team> = {},
): Record<string, number[]> {
  const { state } = nodesOf(agents, tasks, { objective: 'fastest', ...terms }, team);
  shareOut(state, 0);
  const queues = [...state.queues.values()].flat().filter(({ shares, size }) => shares !== undefined && size > 0);
  return Object.fromEntries(
    queues.map(({ class: { skill }, shares }) => [skill, Array.from(shares?.left ?? [], (left) => Math.round(left))]),
  );
}

describe('more work than slots', () => {
  it('is shared out so that it ends soonest', () => {
    // The first writes 60 and codes 20 in 80 s; the second codes 40 in 80 s.
    expect(sharesOf(half(120))).toEqual({ coding: [20, 40], writing: [60, 0] });
  });

  it('is shared out by slots, and as prices allow', () => {
    // With two slots the second codes all 60 in 60 s.
    expect(sharesOf(half(120), [both, { ...coder, slots: 2 }])).toEqual({ coding: [0, 60], writing: [60, 0] });
    // Gone or without slots it does nothing.
    expect(sharesOf(half(120), [both, { ...coder, slots: 0 }])).toEqual({ coding: [60, 0], writing: [60, 0] });
  });

  it('is shared out by what limits let through', () => {
    // The second may begin one a minute: of the codings it gets a few only.
    const shares = sharesOf(half(120), [both, { ...coder, limits: ['key'] }], {}, { limits: { key: { requestsPerMinute: 1 } } });
    expect(shares['writing']).toEqual([60, 0]);
    expect(shares['coding']?.[1]).toBeLessThanOrEqual(3);
    expect(shares['coding']?.reduce((sum, one) => sum + one, 0)).toBe(60);
  });

  it('is not shared out while there is little of it, where all agents are alike, or by one agent', () => {
    expect(sharesOf(half(40))).not.toEqual({});
    expect(
      sharesOf(half(34), [
        { ...both, slots: 6 },
        { ...coder, slots: 6 },
      ]),
    ).toEqual({});
    expect(
      sharesOf(half(36), [
        { ...both, slots: 6 },
        { ...coder, slots: 6 },
      ]),
    ).not.toEqual({});
    expect(sharesOf(half(120), [both, { ...both, id: agentId('twin') }])).toEqual({});
    expect(sharesOf(half(120), [both, { ...both, id: agentId('dear'), price: { perAttemptUsd: 1 } }])).not.toEqual({});
    expect(sharesOf(half(120), [both])).toEqual({});
  });

  it('is not shared out where money or quality is to be watched', () => {
    expect(sharesOf(half(120), [both, coder], { quality: 0.5 })).toEqual({});
    const paid = [both, { ...coder, price: { perAttemptUsd: 1 } }];
    expect(sharesOf(half(120), paid, { budgetUsd: 100 })).toEqual({});
    expect(sharesOf(half(120), paid, { budgetUsd: 1000 })).not.toEqual({});
  });

  it('leaves what is more urgent than most to whom it can get', () => {
    const urgent = task('now', Number.NaN, [], { capabilities: ['coding'], priority: 3 });
    const { state, of } = nodesOf([both, coder], [...half(120), urgent], { objective: 'fastest' });
    shareOut(state, 0);
    expect(of('now').queue.shares).toBeUndefined();
    expect(of('t0').queue.shares).toBeDefined();
    // What is less urgent is shared out with the rest.
    const later = nodesOf([both, coder], [...half(120), { ...urgent, priority: -3 }], { objective: 'fastest' });
    shareOut(later.state, 0);
    expect(later.of('now').queue.shares).toBeDefined();
  });

  it('is shared out anew when an eighth of it has been done, or something happened to the agents', () => {
    const { state } = nodesOf([both, coder], half(400), { objective: 'fastest' });
    shareOut(state, 0);
    const first = [...state.queues.values()].flat()[0]?.shares;
    const isSame = (): boolean => [...state.queues.values()].flat()[0]?.shares === first;
    state.started += 49;
    shareOut(state, 0);
    expect(isSame()).toBe(true);
    state.started += 1;
    shareOut(state, 0);
    expect(isSame()).toBe(false);
    const second = [...state.queues.values()].flat()[0]?.shares;
    state.backlog.isStale = true;
    shareOut(state, 0);
    expect([...state.queues.values()].flat()[0]?.shares).not.toBe(second);
  });
});
