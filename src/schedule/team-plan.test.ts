import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../testing/cases.ts';
import { seeded } from './seeded.ts';
import { draftOf, freeSlots, type TeamProblem } from './team-plan.ts';
import { greedyPlan } from './team-plan-greedy.ts';
import { searchTeamPlan } from './team-plan-search.ts';
import { firstCandidates } from './team-plan-start.ts';
import { NEVER, problemOf } from './team-problem.fixture.ts';

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

describe('what becomes of an assignment', () => {
  it('is a start and an end for each task, and a value of time and money', () => {
    // The second waits for the first, on another agent; the third shares the agent of the first and has a larger place than it.
    const problem = {
      ...problemOf(
        [
          [10, NEVER],
          [NEVER, 20],
          [4, NEVER],
        ],
        [[], [0], []],
        [1, 1],
      ),
      costsUsd: Float64Array.from([1, 0, 0, 2, 4, 0]),
      usdPerMs: 3,
    };
    const draft = draftOf(problem, { agents: Int32Array.of(0, 1, 0), order: Float64Array.of(1, 0, 2) });
    expect([...draft.startsMs]).toEqual([4, 14, 0]);
    expect([...draft.endsMs]).toEqual([14, 34, 4]);
    expect(draft.makespanMs).toBe(34);
    // The mean end counts for half a hundredth.
    expect(draft.valueUsd).toBeCloseTo((34 + 0.005 * ((14 + 34 + 4) / 3)) * 3 + 1 + 2 + 4, 9);
  });

  it('uses the slot that was free last of those that are free in time, so that the others stay good for what is earlier', () => {
    // Two slots, free at 10 and 30. What may begin at 30 goes behind the second; what may begin at once then finds the first.
    const problem = problemOf([[10], [30], [5], [20]], [[], [], [1], []], [2]);
    const order = Float64Array.of(9, 8, 7, 6);
    expect([...draftOf(problem, { agents: new Int32Array(4), order }).startsMs]).toEqual([0, 0, 30, 10]);
    // Where none is free in time, the first to be.
    const early = problemOf([[30], [10], [5]], [[], [], []], [2]);
    expect([...draftOf(early, { agents: new Int32Array(3), order }).startsMs]).toEqual([0, 0, 10]);
    const three = problemOf([[10], [20], [40], [5]], [[], [], [], [1]], [3]);
    expect([...draftOf(three, { agents: new Int32Array(4), order }).startsMs]).toEqual([0, 0, 0, 20]);
    expect([...draftOf({ ...three, tasks: 4 }, { agents: new Int32Array(4), order: Float64Array.of(9, 8, 7, 9) }).startsMs]).toEqual([
      0, 0, 0, 20,
    ]);
  });

  it('waits for all that a task depends on, and for what is under way', () => {
    const problem = {
      ...problemOf([[NEVER], [20], [7], [1]], [[], [], [0], [0, 1, 2]], [2]),
      underWayOn: Int32Array.of(0, -1, -1, -1),
      endsMs: Float64Array.of(5, 0, 0, 0),
    };
    const draft = draftOf(problem, { agents: new Int32Array(4), order: Float64Array.of(0, 1, 2, 3) });
    expect([...draft.startsMs]).toEqual([0, 0, 5, 20]);
    expect([...draft.endsMs]).toEqual([5, 20, 12, 21]);
  });

  it('is worth nothing when something is left undone', () => {
    const undone = problemOf([[10], [10]], [[], [0]], [0]);
    expect(draftOf(undone, { agents: new Int32Array(2), order: new Float64Array(2) }).valueUsd).toBe(NEVER);
    const none = problemOf([], [], [1]);
    expect(draftOf(none, { agents: new Int32Array(0), order: new Float64Array(0) }).valueUsd).toBe(0);
  });

  it('counts a slot as taken by what is under way, however soon it ends, and no more slots than there are', () => {
    const problem = {
      ...problemOf(
        [
          [9, 9],
          [9, 9],
          [9, 9],
          [9, 9],
        ],
        [[], [], [], []],
        [2, 1],
      ),
      underWayOn: Int32Array.of(0, 1, 1, -1),
      endsMs: Float64Array.of(0, 7, 8, 0),
    };
    expect(freeSlots(problem)).toEqual([[Number.MIN_VALUE, 0], [7]]);
    expect(freeSlots({ ...problem, slots: Int32Array.of(3, -1) })).toEqual([[Number.MIN_VALUE, 0, 0], []]);
  });
});

describe('goals', () => {
  // Two tasks, each 9 ms by the first agent and 4 by the second, for 1 and 3 USD; a ms is worth 1 USD.
  const problem = problemOf(
    [
      [9, 4],
      [9, 4],
    ],
    [[], []],
    [1, 1],
  );
  const goals = (endMs: number, usd: number) => ({ ...problem, goals: { endMs, usd, pricesUsd: Float64Array.of(1, 3, 1, 3) } });
  const both = (one: number, other: number) => ({ agents: Int32Array.of(one, other), order: new Float64Array(2) });

  it('say what is paid, and count what goes beyond them more than anything else', () => {
    expect(draftOf(goals(100, 100), both(1, 1))).toMatchObject({
      makespanMs: 8,
      paidUsd: 6,
      valueUsd: draftOf(problem, both(1, 1)).valueUsd,
    });
    const beyond = (given: TeamProblem, agents: ReturnType<typeof both>): number =>
      draftOf(given, agents).valueUsd - draftOf(problem, agents).valueUsd;
    expect(beyond(goals(100, 5), both(1, 1))).toBeCloseTo(1e4, 6);
    expect(beyond(goals(7.5, 100), both(1, 1))).toBeCloseTo(0.5, 6);
    expect(beyond(goals(8, 6), both(1, 1))).toBe(0);
  });

  it('are kept to by the search', () => {
    const found = (endMs: number, usd: number) => searchTeamPlan(goals(endMs, usd), 10_000)?.draft;
    expect(found(100, 100)).toMatchObject({ makespanMs: 8, paidUsd: 6 });
    expect(found(100, 5)).toMatchObject({ makespanMs: 9, paidUsd: 4 });
    expect(found(100, 3)).toMatchObject({ makespanMs: 18, paidUsd: 2 });
  });

  it('are looked for from a plan that is known, when it is better', () => {
    expect(searchTeamPlan(goals(100, 3), 0, both(0, 0))?.draft).toMatchObject({ paidUsd: 2 });
  });
});

describe('the plans to start from', () => {
  const makespansOf = (problem: TeamProblem): number[] => firstCandidates(problem).map(({ draft }) => draft.makespanMs);

  it('rank tasks by the mean, the least and the second of their lengths: each where it ends soonest, then to the fastest that is free', () => {
    // The first has 1 and 9, mean 5; the second 4 twice. The least puts the second in front: it takes the fast agent from the first, which
    // ends at 5 behind it, or at 9 when it takes whom it can get.
    expect(
      makespansOf(
        problemOf(
          [
            [1, 9],
            [4, 4],
          ],
          [[], []],
          [1, 1],
        ),
      ),
    ).toEqual([4, 4, 5, 9, 4, 4]);
    // Lengths 2, 3, 10 against 4, 4, 4: the mean puts the first in front, least and second the second. The one behind goes to the third agent or waits.
    expect(
      makespansOf(
        problemOf(
          [
            [2, 3, 10],
            [4, 4, 4],
          ],
          [[], []],
          [1, 0, 1],
        ),
      ),
    ).toEqual([4, 4, 6, 10, 6, 10]);
  });

  it('rank by the longest chain that follows, not by what comes first', () => {
    // One agent: 1 and then 50, beside 10. Whoever begins with the 10 ends at 61 with the second agent idle.
    const problem = problemOf(
      [
        [10, NEVER],
        [1, NEVER],
        [NEVER, 50],
      ],
      [[], [], [1]],
      [1, 1],
    );
    expect(makespansOf(problem)).toEqual([51, 51, 51, 51, 51, 51]);
    // Of two that follow, the longer counts.
    const two = problemOf(
      [
        [10, NEVER],
        [1, NEVER],
        [NEVER, 50],
        [NEVER, 2],
      ],
      [[], [], [1], [1]],
      [1, 1],
    );
    expect(makespansOf(two)).toEqual([53, 53, 53, 53, 53, 53]);
  });

  it('fill a gap that is long enough, where placing looks ahead; the greedy one begins at once', () => {
    const gap = (lengthMs: number) =>
      makespansOf(
        problemOf(
          [
            [NEVER, 10],
            [20, NEVER],
            [lengthMs, NEVER],
          ],
          [[], [0], []],
          [1, 1],
        ),
      );
    expect(gap(10)).toEqual([30, 30, 30, 30, 30, 30]);
    expect(gap(11)).toEqual([41, 31, 41, 31, 41, 31]);
  });

  it('fill gaps in the middle too, and keep what is there in the order of time', () => {
    // On the first agent 0 to 5 and 10 to 30 are taken; 5 fits between, and the last 5 goes behind.
    const problem = problemOf(
      [
        [5, NEVER],
        [NEVER, 10],
        [20, NEVER],
        [5, NEVER],
        [5, NEVER],
      ],
      [[], [], [1], [0], [3]],
      [1, 1],
    );
    const [first] = firstCandidates(problem);
    expect([...(first?.draft.startsMs ?? [])]).toEqual([0, 0, 10, 5, 30]);
  });

  it('go round what is under way, and know nothing of its length', () => {
    // Under way on the first agent until 6; the other takes 9 for what the first does in 4: 6 + 4 is later than 9.
    const problem = {
      ...problemOf(
        [
          [NEVER, NEVER],
          [4, 9],
          [4, 9],
        ],
        [[], [], []],
        [1, 1],
      ),
      underWayOn: Int32Array.of(0, -1, -1),
      endsMs: Float64Array.of(6, 0, 0),
    };
    expect(makespansOf(problem)).toEqual([10, 10, 10, 10, 10, 10]);
    for (const { assignment, draft } of firstCandidates(problem)) {
      expect([...assignment.agents]).toEqual([0, 1, 0]);
      expect([...draft.startsMs]).toEqual([0, 0, 6]);
    }
  });

  it('weigh what an agent costs', () => {
    const problem = { ...problemOf([[10, 20]], [[]], [1, 1]), costsUsd: Float64Array.of(11, 0) };
    expect(firstCandidates(problem)[0]?.assignment.agents[0]).toBe(1);
    expect(firstCandidates({ ...problem, usdPerMs: 2 })[0]?.assignment.agents[0]).toBe(0);
  });

  it('leave a task undone that nobody can do', () => {
    expect(makespansOf(problemOf([[NEVER], [5]], [[], []], [1])).every((makespanMs) => !Number.isFinite(makespanMs))).toBe(true);
  });
});

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

  it('gives what is ready first to whoever is free, and begins the rest when somebody is', () => {
    // Two slots on the first agent and one on the second. The fourth finds nobody until 3, when two end at once and the longest chain goes first.
    const problem = problemOf(
      [
        [3, 9],
        [3, 9],
        [NEVER, 7],
        [4, 9],
        [2, 9],
        [1, 1],
      ],
      [[], [], [], [], [], [0, 3]],
      [2, 1],
    );
    const plan = greedyPlan(problem, Float64Array.of(9, 8, 7, 6, 5, 1));
    expect([...draftOf(problem, plan).startsMs]).toEqual([0, 0, 0, 3, 3, 7]);
    // It was placed when both of those before it had ended, on the first that was as fast.
    expect([...plan.agents]).toEqual([0, 0, 1, 0, 0, 0]);
    expect([...plan.order]).toEqual([-1, -2, -3, -4, -5, -6]);
  });

  it('passes over a task that only busy agents can do, and comes back to it', () => {
    const problem = problemOf(
      [
        [5, NEVER],
        [4, NEVER],
        [9, 6],
      ],
      [[], [], []],
      [1, 1],
    );
    const plan = greedyPlan(problem, Float64Array.of(3, 2, 1));
    expect([...draftOf(problem, plan).startsMs]).toEqual([0, 5, 0]);
    expect([...plan.agents]).toEqual([0, 0, 1]);
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

  it('comes well below the rules that it starts from, in few drafts', () => {
    // Twelve problems of twenty tasks that three agents do in 1 to 100 ms each; seven in ten have something to wait for.
    let foundMs = 0;
    let startedFromMs = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const random = seeded(seed);
      const rows = Array.from({ length: 20 }, () => Array.from({ length: 3 }, () => Math.ceil(random() * 100)));
      const before = rows.map((_, task) => rows.flatMap((_, other) => (other < task && random() < 0.7 / (task + 1) ? [other] : [])));
      const problem = problemOf(rows, before, [1, 1, 1]);
      const best = Math.min(...firstCandidates(problem).map(({ draft }) => draft.makespanMs));
      const found = searchTeamPlan(problem, 300 * (20 + 1))?.draft.makespanMs ?? NEVER;
      expect(found).toBeLessThanOrEqual(best);
      startedFromMs += best;
      foundMs += found;
    }
    expect(foundMs).toBeLessThanOrEqual(0.975 * startedFromMs);
  });

  it('gives tasks to others than it does, never what is under way, nor to those without slots', () => {
    // The second agent would be fastest and has no slot; the first task is under way on the third until 50.
    const problem = {
      ...problemOf(
        [
          [9, 1, 9],
          [40, 1, 30],
          [40, 1, 30],
          [40, 1, 30],
        ],
        [[], [], [], []],
        [1, 0, 1],
      ),
      underWayOn: Int32Array.of(2, -1, -1, -1),
      endsMs: Float64Array.of(50, 0, 0, 0),
    };
    const found = searchTeamPlan(problem, 5000);
    // One behind the other on the first and one behind what is under way.
    expect(found?.draft.makespanMs).toBe(80);
    expect(found?.assignment.agents[0]).toBe(2);
    expect([...(found?.assignment.agents ?? [])].slice(1).toSorted()).toEqual([0, 0, 2]);
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
