import { describe, expect, it } from 'vitest';
import { agentId } from '../../core/ids.ts';
import type { Team } from '../../core/team.ts';
import { nameOf } from '../../learn/record-file.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { RunStore } from '../../store/run-store.ts';
import { TeamMemory } from './team-memory.ts';

const team: Team = {
  agents: [
    { id: agentId('ann'), kind: 'scripted', description: '', capabilities: { math: 0.8 }, slots: 1, limits: [], price: {} },
    { id: agentId('bob'), kind: 'scripted', description: '', capabilities: { math: 0.6 }, slots: 1, limits: [], price: {} },
  ],
  limits: {},
  resources: {},
};

const open = (store: RunStore, complaints: string[] = []) =>
  new TeamMemory({ team, store, seed: 1, nowMs: 1000, complain: (message) => complaints.push(message) });

function sees(memory: TeamMemory, agent: string, scores: readonly number[], run: string): void {
  const skill = memory.learner.skill(agent, 'math', agent === 'ann' ? 0.8 : 0.6);
  for (const [index, score] of scores.entries())
    memory.learner.observe(skill, { key: `${run}/${index}`, atMs: index, score }, 'add 1 and 2');
}

describe('what is remembered of a team', () => {
  it('outlives the engine that learned it', async () => {
    const store = createMemoryStore();
    const first = open(store);
    sees(first, 'ann', [0, 0, 0, 0, 0], 'a');
    await first.keep();
    const later = open(store).learner.skill('ann', 'math', 0.8);
    expect(later.evidence).toMatchObject({ trials: 5, successes: 0 });
    expect(later.success).toBeLessThan(0.6);
  });

  it('adds up what two engines learn at once', async () => {
    const store = createMemoryStore();
    const [one, two] = [open(store), open(store)];
    sees(one, 'ann', [1, 1, 0], 'a');
    sees(two, 'ann', [0, 1], 'b');
    sees(two, 'bob', [1], 'b');
    await Promise.all([one.keep(), two.keep()]);
    sees(one, 'ann', [1], 'c');
    await one.keep();
    const { learner } = open(store);
    expect(learner.skill('ann', 'math', 0.8).evidence).toMatchObject({ trials: 6 });
    expect(learner.skill('ann', 'math', 0.8).evidence.successes).toBeCloseTo(4, 5);
    expect(learner.skill('bob', 'math', 0.6).evidence.trials).toBe(1);
  });

  it('leaves out what it cannot read, says so, and keeps the rest', async () => {
    const store = createMemoryStore();
    const memory = open(store);
    sees(memory, 'bob', [1, 0], 'a');
    await memory.keep();
    const ann = nameOf({ kind: 'skill', agent: 'ann', skill: 'math' });
    await store.changeLearned([ann, 'rating ["a","t"]'], (_, name) => (name === ann ? '{"kind":"skill","agent":"ann"' : 'good'));
    const complaints: string[] = [];
    expect(open(store, complaints).learner.skill('bob', 'math', 0.6).evidence.trials).toBe(2);
    expect(complaints).toEqual([expect.stringMatching(/\["ann","math"\].*is not JSON.*agents --reset/s)]);
  });
});
