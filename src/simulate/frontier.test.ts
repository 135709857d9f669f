import { describe, expect, it } from 'vitest';
import { scriptedAgent } from '../agents/scripted/scripted-agent.ts';
import { agentId, taskId } from '../core/ids.ts';
import { makeTask } from '../core/task.ts';
import { Learner } from '../learn/learner.ts';
import { type FrontierPoint, frontier, undominated } from './frontier.ts';
import { teamVariants } from './team-variants.ts';

const quick = scriptedAgent({ id: 'quick', capabilities: { '*': 0.9 }, slots: 2 }, { latencyMs: 1000, costUsd: 1 });
const cheap = scriptedAgent({ id: 'cheap', capabilities: { '*': 0.9 }, slots: 1 }, { latencyMs: 10_000, costUsd: 0.1 });
const tasks = Array.from({ length: 4 }, (_, index) => makeTask({ id: taskId(`t${index}`), instruction: 't' }));

const teamOf = (...agents: ReturnType<typeof scriptedAgent>[]) => ({
  agents: agents.map(({ profile }) => profile),
  limits: {},
  resources: {},
});
const frontierOf = (...agents: ReturnType<typeof scriptedAgent>[]) =>
  frontier(tasks, { team: teamOf(...agents), agents, noise: 0, seed: 1 });

describe('frontier', () => {
  it('goes from the quickest way to the cheapest one', () => {
    const { points } = frontierOf(quick, cheap);
    // Four tasks at once on four quick slots; at the other end all on the cheap agent's one slot, or on four of them.
    expect(points[0]).toMatchObject({ makespanMs: 1000, costUsd: 4 });
    expect(points.at(-1)?.costUsd).toBeCloseTo(0.4, 9);
    for (const [index, point] of points.entries()) {
      const next = points[index + 1];
      if (next === undefined) continue;
      expect(next.makespanMs).toBeGreaterThan(point.makespanMs);
      expect(next.costUsd).toBeLessThan(point.costUsd);
    }
  });

  it('goes by what was learned: who is slow and dear is no choice any more', () => {
    const profile = (id: string, latencyMs: number, perAttemptUsd: number) =>
      ({ ...cheap.profile, id: agentId(id), kind: 'model', slots: 1, latencyMs: { '*': latencyMs }, price: { perAttemptUsd } }) as const;
    const team = { agents: [profile('steady', 2000, 0.2), profile('boaster', 1000, 0.1)], limits: {}, resources: {} };
    const learner = new Learner({ seed: 1, exploration: 0 });
    const skill = learner.skill('boaster', '*', 0.9);
    for (let index = 0; index < 200; index++)
      learner.observe(skill, { key: `r/t${index}/1`, atMs: 1, score: 1, latencyMs: 20_000, declaredMs: 1000, costUsd: 2 });
    const cheapestUsd = (known?: Learner): number | undefined =>
      frontier(tasks, { team, agents: [], noise: 0, seed: 1, learner: known, failures: false }).presentTeam.at(-1)?.costUsd;
    expect(cheapestUsd()).toBeCloseTo(0.4, 9);
    expect(cheapestUsd(learner)).toBeCloseTo(0.8, 9);
  });

  it('has ways between the quickest and the cheapest: budgets for the team as it is', () => {
    const chain = tasks.map((task, index) => ({
      ...task,
      dependsOn: tasks.slice(Math.max(0, index - 1), index).map(({ id }) => ({ task: id, optional: false })),
    }));
    const sure = { '*': 1 };
    const agents = [
      scriptedAgent({ id: 'quick', capabilities: sure, slots: 1 }, { latencyMs: 1000, costUsd: 1 }),
      scriptedAgent({ id: 'cheap', capabilities: sure, slots: 1 }, { latencyMs: 10_000, costUsd: 0.1 }),
    ];
    const { presentTeam } = frontier(chain, { team: teamOf(...agents), agents, noise: 0, seed: 1 });
    // 4 and 0.4 USD; for 2.2, two by the quick one and two by the cheap one; for 1.3, one and three.
    expect(presentTeam.map(({ makespanMs, costUsd, budgetUsd }) => [makespanMs, Number(costUsd.toFixed(6)), budgetUsd])).toEqual([
      [4000, 4, undefined],
      [22_000, 2.2, 2.2],
      [31_000, 1.3, 1.3],
      [40_000, 0.4, undefined],
    ]);
  });

  it('leaves out ways in which a task is not done, and says so', () => {
    const broken = scriptedAgent({ id: 'broken', capabilities: { '*': 0.9 } }, { success: 0, costUsd: 0 });
    const { points, unfinished, tried } = frontierOf(broken);
    expect(points).toEqual([]);
    expect(unfinished).toBe(tried);
  });

  it('leaves out ways whose price is not known', () => {
    const { profile } = quick;
    const team = { agents: [{ ...profile, kind: 'model' as const, price: {} }], limits: {}, resources: {} };
    expect(frontier(tasks, { team, agents: [], noise: 0, seed: 1 })).toMatchObject({ points: [], unpriced: ['quick'] });
  });
});

describe('undominated', () => {
  const [present, other] = teamVariants(teamOf(quick, cheap));
  const point = (makespanMs: number, costUsd: number, variant = present): FrontierPoint => {
    if (variant === undefined) throw new Error('a team has variants');
    return { makespanMs, costUsd, objective: 'balanced', variant };
  };

  it('drops what another way beats', () => {
    const kept = undominated([point(30, 1), point(10, 5), point(20, 6), point(20, 3), point(40, 1)]);
    expect(kept.map(({ makespanMs, costUsd }) => [makespanMs, costUsd])).toEqual([
      [10, 5],
      [20, 3],
      [30, 1],
    ]);
  });

  it('keeps the team as it is where another comes to the same', () => {
    expect(undominated([point(10, 5, other), point(10, 5, present)]).map(({ variant }) => variant.distance)).toEqual([0]);
  });
});

describe('teamVariants', () => {
  it('begins with the team as it is, and tells each from all others', () => {
    expect(teamVariants(teamOf(quick, cheap)).map(({ words, team }) => [words, team.agents.map(({ slots }) => slots)])).toEqual([
      ['the team as it is', [2, 1]],
      ['half the slots', [1, 1]],
      ['twice the slots', [4, 2]],
      ['four times the slots', [8, 4]],
      ['without quick', [1]],
      ['without cheap', [2]],
    ]);
  });
});
