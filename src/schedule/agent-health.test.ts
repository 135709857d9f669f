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
    agentFailed(agent, 0.9, 0);
    agentFailed(agent, 0.9, 0);
    expect([agent.restUntilMs, freeSlots(agent)]).toEqual([0, 3]);
    agentFailed(agent, 0.9, 100);
    // Then it is tried with one task at a time.
    expect([agent.restUntilMs, freeSlots(agent), agent.pool.freeSlots]).toEqual([30_100, 1, 1]);
  });

  it('is given more tries the less is expected of it, and a perfect one no fewer than three', () => {
    // Half of its attempts should fail: seven in a row have a chance of 1 in 128.
    const half = agentOf(1);
    for (let count = 1; count <= 6; count++) agentFailed(half, 0.5, 0);
    expect(half.restUntilMs).toBe(0);
    agentFailed(half, 0.5, 0);
    expect(half.restUntilMs).toBe(30_000);
    const perfect = agentOf(1);
    agentFailed(perfect, 1, 0);
    agentFailed(perfect, 1, 0);
    expect(perfect.restUntilMs).toBe(0);
    agentFailed(perfect, 1, 0);
    expect(perfect.restUntilMs).toBe(30_000);
  });

  it('rests twice as long each time it fails after a rest, ten minutes at most; failures during a rest change nothing', () => {
    const agent = agentOf(1);
    for (let count = 0; count < 3; count++) agentFailed(agent, 0.9, 0);
    agentFailed(agent, 0.9, 10_000);
    expect(agent.restUntilMs).toBe(30_000);
    const rests: number[] = [];
    for (let count = 0; count < 6; count++) {
      const nowMs = agent.restUntilMs;
      agentFailed(agent, 0.9, nowMs);
      rests.push(agent.restUntilMs - nowMs);
    }
    expect(rests).toEqual([60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  });

  it('is back in full with its first success', () => {
    const agent = agentOf(3);
    for (let count = 0; count < 3; count++) agentFailed(agent, 0.9, 0);
    agentSucceeded(agent);
    expect([agent.onProbation, freeSlots(agent), agent.pool.freeSlots]).toEqual([false, 3, 3]);
    for (let count = 0; count < 3; count++) agentFailed(agent, 0.9, 100_000);
    expect(agent.restUntilMs).toBe(130_000);
  });
});
