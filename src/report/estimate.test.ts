import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskGraph } from '../graph/task-graph.ts';
import { Learner } from '../learn/learner.ts';
import { estimatePlan } from './estimate.ts';
import { expectedDurationMs } from './expected-work.ts';
import { listSchedule } from './list-schedule.ts';
import { agent, task } from './run-of.fixture.ts';

const teamOf = (...agents: ReturnType<typeof agent>[]) => ({ agents, limits: {}, resources: {} });
const timed = (name: string, durationMs: number, dependsOn: string[] = [], capabilities: string[] = []) =>
  task(name, dependsOn, { estimate: { durationMs }, capabilities });

describe('expectedDurationMs', () => {
  const slow = agent('x', { latencyMs: { math: 70, data: 90, '*': 40 } });

  it('believes the latencies of the agent, then the plan, then what the agent says of the task, then a prior', () => {
    const math = task('a', [], { capabilities: ['math', 'data'] });
    expect(expectedDurationMs({ ...math, estimate: { durationMs: 5 } }, slow, () => 6)).toBe(90);
    expect(expectedDurationMs({ ...math, estimate: { durationMs: 5 } }, agent('y'), () => 6)).toBe(5);
    expect(expectedDurationMs(math, agent('y'), () => 6)).toBe(6);
    expect(expectedDurationMs(task('b', [], { capabilities: ['constructor'] }), slow)).toBe(40);
    expect(expectedDurationMs(math, agent('y'))).toBe(200);
    expect(expectedDurationMs(math, agent('z', { kind: 'model' }))).toBe(10_000);
  });

  it('does not believe what is no length of time', () => {
    const model = agent('z', { kind: 'model' });
    for (const said of [Number.NaN, -1, Number.POSITIVE_INFINITY]) expect(expectedDurationMs(task('a'), model, () => said)).toBe(10_000);
  });
});

describe('estimatePlan', () => {
  it('goes by whom the scheduler would choose for the objective', () => {
    const plan = { tasks: [task('a'), task('b'), task('c', ['a', 'b'])] };
    const figures = (dearUsd: number, ...more: ('cheapest' | 'balanced' | 'fastest')[]) => {
      const team = teamOf(
        agent('cheap', { slots: 4, latencyMs: { '*': 400 }, price: { perAttemptUsd: 0.001 } }),
        agent('dear', { slots: 4, latencyMs: { '*': 200 }, price: { perAttemptUsd: dearUsd } }),
      );
      const { makespanMs, costUsd, sequentialMs } = estimatePlan(plan, team, undefined, undefined, ...more).figures;
      return [makespanMs, sequentialMs, costUsd];
    };
    // Half a dollar is three minutes at 10 USD an hour, and 1.8 s at 1000: more than the 0.2 s that the dear one saves.
    expect(figures(0.5)).toEqual([400, 600, 1.5]);
    for (const objective of ['cheapest', 'balanced', 'fastest'] as const) expect(figures(0.5, objective)).toEqual([800, 1200, 0.003]);
    // Two cents are 72 ms at 1000 USD an hour, and 7.2 s at 10.
    expect(figures(0.02, 'fastest')).toEqual([400, 600, 0.06]);
    expect(figures(0.02, 'balanced')).toEqual([800, 1200, 0.003]);
  });

  it('goes by what was learned of the agents: how long they take, and what they were paid', () => {
    const declared = agent('x', { capabilities: { math: 0.9 }, latencyMs: { math: 1000 }, price: { perAttemptUsd: 0.1 } });
    const learner = new Learner({ seed: 1, exploration: 0 });
    const skill = learner.skill(declared.id, 'math', 0.9);
    for (let index = 0; index < 99; index++)
      learner.observe(skill, { key: `r/t${index}/1`, atMs: 1, score: 1, latencyMs: 4000, declaredMs: 1000, costUsd: 0.3 });
    const plan = { tasks: [task('a', [], { capabilities: ['math'] }), task('b', ['a'], { capabilities: ['math'] })] };
    expect(estimatePlan(plan, teamOf(declared)).figures).toMatchObject({ makespanMs: 2000, costUsd: 0.2, minimumCostUsd: 0.2 });
    const { makespanMs, costUsd, minimumCostUsd } = estimatePlan(plan, teamOf(declared), undefined, learner).figures;
    expect(makespanMs).toBeGreaterThan(7000);
    expect(makespanMs).toBeLessThanOrEqual(8000);
    // One expectation by price beside 99 that were paid.
    expect(costUsd).toBeCloseTo(2 * ((0.1 + 99 * 0.3) / 100), 9);
    expect(minimumCostUsd).toBe(costUsd);
  });

  it('schedules a diamond on two slots', () => {
    const tasks = [
      timed('fetch', 10),
      timed('draft', 50, ['fetch']),
      timed('chart', 20, ['fetch']),
      timed('publish', 5, ['draft', 'chart']),
    ];
    const estimate = estimatePlan({ tasks }, teamOf(agent('x', { slots: 2 })));
    expect(estimate.criticalPath).toEqual(['fetch', 'draft', 'publish']);
    expect(estimate.figures).toEqual({ makespanMs: 65, sequentialMs: 85, lowerBoundMs: 65, costUsd: 0, minimumCostUsd: 0, costRatio: 1 });
  });

  it('takes what needs longest first', () => {
    const tasks = [timed('a', 3), timed('b', 3), timed('c', 6)];
    expect(estimatePlan({ tasks }, teamOf(agent('x', { slots: 2 }))).figures).toMatchObject({ makespanMs: 6, lowerBoundMs: 6 });
  });

  it('waits for a fast agent rather than give the last tasks to a slow one, and gives it some when there are many', () => {
    const fast = ['x', 'y'].map((id) => agent(id, { latencyMs: { '*': 100 } }));
    const team = teamOf(...fast, agent('slow', { latencyMs: { '*': 500 } }));
    const many = (count: number) => ({ tasks: Array.from({ length: count }, (_, index) => task(`t${index}`)) });
    expect(estimatePlan(many(3), team).figures.makespanMs).toBe(200);
    // Eleven in 600 ms would leave the slow one out; with one task it is done after 500, and the others share ten: 500.
    expect(estimatePlan(many(11), team).figures.makespanMs).toBe(500);
  });

  it('keeps tasks that only some agents can do from standing in the way of others', () => {
    const math = agent('calc', { capabilities: { math: 1 } });
    const words = agent('writer', { capabilities: { writing: 1 } });
    const tasks = [timed('m1', 10, [], ['math']), timed('m2', 10, [], ['math']), timed('w', 4, [], ['writing'])];
    expect(estimatePlan({ tasks }, teamOf(math, words)).figures).toMatchObject({ makespanMs: 20, sequentialMs: 24, lowerBoundMs: 20 });
  });

  it('prices the agents it chose, and the cheapest ones', () => {
    const dear = agent('dear', { price: { perAttemptUsd: 0.3 }, latencyMs: { '*': 10 } });
    const cheap = agent('cheap', { price: { perAttemptUsd: 0.1 }, latencyMs: { '*': 1000 } });
    expect(estimatePlan({ tasks: [task('a'), task('b', ['a'])] }, teamOf(dear, cheap)).figures).toMatchObject({
      makespanMs: 20,
      costUsd: 0.6,
      minimumCostUsd: 0.2,
    });
    expect(estimatePlan({ tasks: [task('a')] }, teamOf(agent('x', { price: {} }))).figures).toMatchObject({
      costUsd: null,
      minimumCostUsd: null,
    });
  });

  it('says so when nobody can do a task', () => {
    const estimate = estimatePlan({ tasks: [timed('a', 10, [], ['magic'])] }, teamOf(agent('x', { capabilities: { math: 1 } })));
    expect(estimate.durationsMs.has(task('a').id)).toBe(false);
    expect(estimate.figures).toEqual({
      makespanMs: 0,
      sequentialMs: 0,
      lowerBoundMs: 0,
      costUsd: null,
      minimumCostUsd: null,
      costRatio: null,
    });
  });

  it('goes through compound tasks of many parts', () => {
    const many = Array.from({ length: 30_000 }, (_, index) => index);
    const tasks = [task('first'), task('box', ['first']), task('end', ['box']), ...many.map((index) => timed(`box/p${index}`, 1))];
    expect(estimatePlan({ tasks }, teamOf(agent('x', { slots: 10, latencyMs: { '*': 1 } }))).figures.makespanMs).toBe(1 + 3000 + 1);
  });
});

describe('listSchedule', () => {
  it('keeps precedence and slots, and stays within its bounds', () => {
    const shapes = fc.array(
      fc.record({ needs: fc.array(fc.nat(9), { maxLength: 3 }), takes: fc.array(fc.nat(9), { minLength: 2, maxLength: 2 }) }),
      {
        minLength: 1,
        maxLength: 10,
      },
    );
    fc.assert(
      fc.property(shapes, fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 2, maxLength: 2 }), (tasks, slots) => {
        const graph = taskGraph(
          tasks.map(({ needs }, index) =>
            task(
              `t${index}`,
              needs.filter((on) => on < index).map((on) => `t${on}`),
            ),
          ),
        );
        const durationMs = (leaf: number, by: number): number => tasks[leaf]?.takes[by] ?? 0;
        const { agentOf, endMs, makespanMs } = listSchedule(graph, { slots, durationMs }, new Float64Array(graph.nodeCount));
        const startMs = tasks.map((_, leaf) => (endMs[leaf] ?? 0) - durationMs(leaf, agentOf[leaf] ?? 0));
        for (const [leaf, { needs }] of tasks.entries())
          for (const on of needs.filter((other) => other < leaf)) expect(startMs[leaf]).toBeGreaterThanOrEqual(endMs[on] ?? 0);
        for (const at of startMs)
          for (const [by, count] of slots.entries())
            expect(
              tasks.filter((_, leaf) => agentOf[leaf] === by && (startMs[leaf] ?? 0) <= at && (endMs[leaf] ?? 0) > at).length,
            ).toBeLessThanOrEqual(count);
        expect(makespanMs).toBe(Math.max(...endMs));
        expect(agentOf.every((by) => by >= 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
