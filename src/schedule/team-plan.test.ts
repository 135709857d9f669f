import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../testing/cases.ts';
import { draftOf, type TeamProblem } from './team-plan.ts';
import { greedyPlan } from './team-plan-greedy.ts';
import { searchTeamPlan } from './team-plan-search.ts';

const NEVER = Number.POSITIVE_INFINITY;
const USD_PER_MS = 1;

/** Rows of durations by agent, with what each task waits for. Money plays no part. */
function problemOf(rows: readonly (readonly number[])[], before: readonly (readonly number[])[], slots: readonly number[]): TeamProblem {
  return {
    tasks: rows.length,
    agents: slots.length,
    slots: Int32Array.from(slots),
    durationsMs: Float64Array.from(rows.flat()),
    costsUsd: new Float64Array(rows.length * slots.length),
    usdPerMs: USD_PER_MS,
    predecessors: before,
    successors: rows.map((_, task) => before.flatMap((list, index) => (list.includes(task) ? [index] : []))),
    underWayOn: new Int32Array(rows.length).fill(-1),
    endsMs: new Float64Array(rows.length),
  };
}

/** Every order and every assignment. */
function leastMakespanMs(problem: TeamProblem): number {
  const { tasks, agents: count, durationsMs, predecessors } = problem;
  let least = NEVER;
  const agents = new Int32Array(tasks);
  const order = new Float64Array(tasks);
  const place = (placed: number, taken: ReadonlySet<number>): void => {
    if (placed === tasks) {
      least = Math.min(least, draftOf(problem, { agents, order }).makespanMs);
      return;
    }
    for (let task = 0; task < tasks; task++) {
      if (taken.has(task) || predecessors[task]?.some((one) => !taken.has(one))) continue;
      for (let agent = 0; agent < count; agent++) {
        if (!Number.isFinite(durationsMs[task * count + agent] ?? NEVER)) continue;
        agents[task] = agent;
        order[task] = -placed;
        place(placed + 1, new Set([...taken, task]));
      }
    }
  };
  place(0, new Set());
  return least;
}

describe('the greedy plan', () => {
  it('never waits for a better agent', () => {
    // Of the first two the one with more behind it has the fast agent, the other the slow one; what comes after finds the fast one free again.
    const problem = problemOf(
      [
        [1, 5],
        [1, 100],
        [2, 3],
      ],
      [[], [], [0]],
      [1, 1],
    );
    const plan = greedyPlan(problem, Float64Array.of(3, 1, 2));
    expect([...plan.agents]).toEqual([0, 1, 0]);
    expect([...draftOf(problem, plan).startsMs]).toEqual([0, 0, 1]);
  });

  it('goes round what is under way', () => {
    const problem = { ...problemOf([[9], [4]], [[], []], [1]), underWayOn: Int32Array.of(0, -1), endsMs: Float64Array.of(6, 0) };
    expect([...draftOf(problem, greedyPlan(problem, Float64Array.of(9, 4))).endsMs]).toEqual([6, 10]);
  });
});

describe('the search for a plan', () => {
  it('leaves an agent idle for a task that is about to become ready', () => {
    // The second task is worth waiting for on the second agent: 1326 + 1357 + 11349; begun at once, the third would keep it busy until 9854.
    const problem = problemOf(
      [
        [1326, 6362],
        [16_057, 1357],
        [16_057, 9854],
        [11_349, 12_557],
      ],
      [[], [0], [], [1]],
      [1, 1],
    );
    expect(searchTeamPlan(problem, 20_000)?.draft.makespanMs).toBe(14_032);
  });

  it('uses what is free now and waits for what is under way', () => {
    const problem = problemOf([[100], [50]], [[], []], [1]);
    const busy = { ...problem, underWayOn: Int32Array.from([0, -1]), endsMs: Float64Array.from([30, 0]) };
    const found = searchTeamPlan(busy, 1000);
    expect([...(found?.draft.startsMs ?? [])]).toEqual([0, 30]);
    expect(found?.draft.makespanMs).toBe(80);
  });

  it('finds nothing where nobody can do a task', () => {
    expect(searchTeamPlan(problemOf([[100], [NEVER]], [[], []], [1]), 1000)).toBeUndefined();
    expect(searchTeamPlan(problemOf([[100]], [[]], [0]), 1000)).toBeUndefined();
  });

  it('weighs money against time', () => {
    const problem = problemOf([[100, 200]], [[]], [1, 1]);
    const dear = { ...problem, costsUsd: Float64Array.from([150, 0]) };
    expect(searchTeamPlan(problem, 100)?.assignment.agents[0]).toBe(0);
    expect(searchTeamPlan(dear, 100)?.assignment.agents[0]).toBe(1);
  });

  it('finds the optimum of small problems, or comes within a hundredth of it', () => {
    const duration = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 100 }) }, { weight: 1, arbitrary: fc.constant(NEVER) });
    const given = fc.record({
      rows: fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), duration), { minLength: 1, maxLength: 5 }),
      edges: fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 4 }),
      slots: fc.tuple(fc.constantFrom(1, 2), fc.constant(1)),
    });
    fc.assert(
      fc.property(given, ({ rows, edges, slots }) => {
        const before = rows.map((_, task) => [...new Set(edges.filter(([from, to]) => to === task && from < task).map(([from]) => from))]);
        const problem = problemOf(rows, before, slots);
        const found = searchTeamPlan(problem, 3000 * (rows.length + 1));
        // The mean end counts for half a hundredth.
        expect(found?.draft.makespanMs).toBeLessThanOrEqual(leastMakespanMs(problem) * 1.01);
      }),
      { numRuns: cases(60) },
    );
  });
});
