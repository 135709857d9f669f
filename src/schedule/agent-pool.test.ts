import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task } from '../testing/scene.ts';
import type { AgentNode, RunningAttempt } from './agent-node.ts';
import { earliestEndMs, expectedEndMs, freeSlots, justAfterMs, occupy, poolKeyOf, recount, vacate } from './agent-pool.ts';
import { createState } from './state.ts';

const attemptOf = (agent: AgentNode, startedAtMs: number, expectedMs: number) =>
  ({ agent, startedAtMs, expectedMs, place: -1 }) as RunningAttempt;

/** More than 32 agents: those declared alike are one pool. */
const crowd = (given: Partial<AgentProfile> = {}) => Array.from({ length: 33 }, (_, index) => agent(`a${index}`, { slots: 2, ...given }));

describe('agents declared alike', () => {
  it('are one pool in a team of more than 32, but for those that share a processor', () => {
    const poolsIn = (agents: AgentProfile[]) => createState({ agents, limits: {}, resources: {} }, false).pools.length;
    expect(poolsIn(crowd().slice(1))).toBe(32);
    expect(poolsIn(crowd())).toBe(1);
    expect(poolsIn(crowd({ kind: 'embedded' }))).toBe(33);
    expect(
      poolsIn([
        ...crowd(),
        agent('b', { slots: 3 }),
        agent('c', { slots: 2, price: { perAttemptUsd: 1 } }),
        agent('d', { slots: 2, latencyMs: { '*': 5 } }),
      ]),
    ).toBe(4);
    expect(poolKeyOf(agent('a'), 32)).toBe('a');
    expect(poolKeyOf(agent('a', { slots: 2 }), 33)).not.toBe(poolKeyOf(agent('a', { slots: 1 }), 33));
  });

  it('are counted together, and each class of tasks counts the pools with a free slot', () => {
    const { state, of } = nodesOf(crowd().slice(0, 2), [task('t', 10)]);
    const [first, second] = state.agents;
    if (first === undefined || second === undefined) throw new Error('two agents');
    const { class: taskClass } = of('t').queue;
    expect([taskClass.freePools, first.pool.freeSlots, first.pool.free.length]).toEqual([2, 2, 1]);
    const [one, two] = [attemptOf(first, 0, 100), attemptOf(first, 0, 50)];
    occupy(one);
    expect([taskClass.freePools, first.pool.freeSlots, first.pool.free.length]).toEqual([2, 1, 1]);
    occupy(two);
    expect([taskClass.freePools, first.pool.freeSlots, first.pool.free.length, first.freePlace]).toEqual([1, 0, 0, -1]);
    expect([first.pool.expectedMs, earliestEndMs(first.pool, 0)]).toEqual([150, 50]);
    vacate(one);
    expect([taskClass.freePools, first.pool.freeSlots, first.pool.free, first.freePlace]).toEqual([2, 1, [first], 0]);
    // The other has taken its place among the attempts.
    expect([first.pool.attempts, two.place, first.pool.expectedMs]).toEqual([[two], 0, 50]);
    vacate(two);
    expect([first.pool.expectedMs, first.busy, earliestEndMs(first.pool, 0)]).toEqual([0, 0, Number.POSITIVE_INFINITY]);
  });

  it('leave and enter the list of those that are free, whoever is in between', () => {
    const { agents, pools } = createState({ agents: crowd({ slots: 1 }), limits: {}, resources: {} }, false);
    const [pool] = pools;
    const attempts = agents.map((one) => attemptOf(one, 0, 10));
    const free = (): number[] => (pool?.free.map(({ index }) => index) ?? []).toSorted((a, b) => a - b);
    for (const index of [3, 32, 0, 17]) occupy(attempts[index] ?? attemptOf(agents[0] as AgentNode, 0, 0));
    expect(free()).toEqual(Array.from({ length: 33 }, (_, index) => index).filter((index) => ![3, 32, 0, 17].includes(index)));
    for (const one of pool?.free ?? []) expect(pool?.free[one.freePlace]).toBe(one);
    expect(pool?.freeSlots).toBe(29);
    vacate(attempts[17] as RunningAttempt);
    expect(free()).toContain(17);
    expect(pool?.attempts.map(({ place }) => place)).toEqual([0, 1, 2]);
  });

  it('have no less than no free slot, and one at a time on probation', () => {
    const { agents } = createState({ agents: [agent('a', { slots: 3 })], limits: {}, resources: {} }, false);
    const [one] = agents;
    if (one === undefined) throw new Error('one agent');
    expect(freeSlots(one)).toBe(3);
    one.busy = 2;
    expect(freeSlots(one)).toBe(1);
    expect(freeSlots({ ...one, onProbation: true })).toBe(0);
    expect(freeSlots({ ...one, slots: 1 })).toBe(0);
    expect(freeSlots({ ...one, busy: 0, onProbation: true })).toBe(1);
    expect(freeSlots({ ...one, busy: 0, slots: 0, onProbation: true })).toBe(0);
    one.slots = 0;
    recount(one, 3);
    expect([one.pool.freeSlots, one.pool.free]).toEqual([0, []]);
  });
});

describe('the end of an attempt', () => {
  const [one] = createState({ agents: [agent('a')], limits: {}, resources: {} }, false).agents;
  const attempt = attemptOf(one as AgentNode, 1000, 500);

  it('is expected after its length, or after half as long again as it has taken, and later than now', () => {
    expect([1000, 1499, 1500, 2000].map((nowMs) => expectedEndMs(attempt, nowMs))).toEqual([1500, 1500, 1750, 2500]);
    expect(expectedEndMs({ ...attempt, expectedMs: 0 }, 1000)).toBe(1001);
    expect(expectedEndMs({ ...attempt, expectedMs: 0 }, 1001)).toBe(1002);
  });

  it('is later by as much as makes a difference', () => {
    expect(justAfterMs(5)).toBe(6);
    expect(justAfterMs(1e18)).toBeGreaterThan(1e18);
  });
});
