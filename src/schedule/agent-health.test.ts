import { describe, expect, it } from 'vitest';
import { agentId } from '../core/ids.ts';
import { agentFailed, agentSucceeded } from './agent-health.ts';
import { createAgentNode } from './agent-node.ts';
import { createPool, freeSlots, recount } from './agent-pool.ts';

function agentOf(slots: number) {
  const pool = createPool(0);
  const profile = { id: agentId('a'), kind: 'model', description: '', capabilities: {}, slots, limits: [], price: {} } as const;
  const agent = createAgentNode(0, profile, pool, new Map());
  pool.agents.push(agent);
  recount(agent, 0);
  return agent;
}

describe('an agent that fails', () => {
  it('rests from the third failure in a row on, when it should succeed nine times of ten', () => {
    const agent = agentOf(3);
    agentFailed(agent, 0.9, 0, 0);
    agentFailed(agent, 0.9, 0, 0);
    expect([agent.restUntilMs, freeSlots(agent)]).toEqual([0, 3]);
    agentFailed(agent, 0.9, 100, 100);
    // Then it is tried with one task at a time.
    expect([agent.restUntilMs, freeSlots(agent), agent.pool.freeSlots]).toEqual([30_100, 1, 1]);
  });

  it('is given more tries the less is expected of it, and a perfect one no fewer than three', () => {
    // Half of its attempts should fail: seven in a row have a chance of 1 in 128.
    const half = agentOf(1);
    for (let count = 1; count <= 6; count++) agentFailed(half, 0.5, 0, 0);
    expect(half.restUntilMs).toBe(0);
    agentFailed(half, 0.5, 0, 0);
    expect(half.restUntilMs).toBe(30_000);
    const perfect = agentOf(1);
    agentFailed(perfect, 1, 0, 0);
    agentFailed(perfect, 1, 0, 0);
    expect(perfect.restUntilMs).toBe(0);
    agentFailed(perfect, 1, 0, 0);
    expect(perfect.restUntilMs).toBe(30_000);
  });

  it('rests twice as long each time it fails after a rest, ten minutes at most; what it began before the rest and fails at changes nothing', () => {
    const agent = agentOf(1);
    for (let count = 0; count < 3; count++) agentFailed(agent, 0.9, 0, 0);
    // Begun before the rest, one fails during it and one after it.
    agentFailed(agent, 0.9, -1, 10_000);
    agentFailed(agent, 0.9, -1, 40_000);
    expect([agent.restUntilMs, agent.failuresInARow]).toEqual([30_000, 3]);
    const rests: number[] = [];
    for (let count = 0; count < 6; count++) {
      const nowMs = agent.restUntilMs;
      agentFailed(agent, 0.9, nowMs, nowMs);
      rests.push(agent.restUntilMs - nowMs);
    }
    expect(rests).toEqual([60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  });

  it('is back in full with its first success', () => {
    const agent = agentOf(3);
    for (let count = 0; count < 3; count++) agentFailed(agent, 0.9, 0, 0);
    agentSucceeded(agent);
    expect([agent.onProbation, freeSlots(agent), agent.pool.freeSlots]).toEqual([false, 3, 3]);
    for (let count = 0; count < 3; count++) agentFailed(agent, 0.9, 100_000, 100_000);
    expect(agent.restUntilMs).toBe(130_000);
  });

  it('ends its rest with a success, also one that was under way when the rest began', () => {
    const agent = agentOf(3);
    for (let count = 0; count < 3; count++) agentFailed(agent, 0.9, 500, 1000);
    agentSucceeded(agent);
    expect([agent.restUntilMs, agent.onProbation, agent.rests, freeSlots(agent)]).toEqual([0, false, 0, 3]);
    // From then on failures count anew, as many as before the first rest.
    agentFailed(agent, 0.9, 500, 2000);
    agentFailed(agent, 0.9, 2000, 2500);
    expect(agent.restUntilMs).toBe(0);
    agentFailed(agent, 0.9, 2500, 3000);
    expect(agent.restUntilMs).toBe(33_000);
  });
});
