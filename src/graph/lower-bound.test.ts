import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactSchedule } from '../testing/oracles/exact-schedule.ts';
import { makespanMs, problemOf } from '../testing/oracles/problem.ts';
import { planAndTeam, type Row } from '../testing/oracles/problem-of.fixture.ts';
import { graphOf, type Sketch } from './graph-of.fixture.ts';
import { bottomLevels, topLevels } from './levels.ts';
import { lowerBound } from './lower-bound.ts';
import { type TaskGraph, taskGraph } from './task-graph.ts';
import { windowBoundMs } from './window-bound.ts';
import { identicalSlots, type Workforce, type WorkforceLimit } from './workforce.ts';

const NEVER = Number.POSITIVE_INFINITY;

describe('lowerBound on equal slots', () => {
  it('is the critical path when there are slots enough', () => {
    const { graph, durationsMs } = graphOf(['a', 5], ['b', 7, 'a'], ['c', 3, 'a']);
    expect(lowerBound(graph, identicalSlots(2, durationsMs))).toEqual({
      criticalPathMs: 5 + 7,
      workMs: (5 + 7 + 3) / 2,
      // b and c both start after 5; b alone: 5 + 7/2. b and c: 5 + 10/2 = 10. a: tail 7, 5/2.
      windowMs: 10,
      // Of the three tasks two share a slot: the shorter two, 3 and 5.
      pigeonholeMs: 8,
      limitMs: 0,
      boundMs: 12,
    });
  });

  it('is work over slots when there is more work than slots', () => {
    const { graph, durationsMs } = graphOf(['a', 5], ['b', 3], ['c', 4], ['d', 4], ['e', 4], ['f', 4]);
    expect(lowerBound(graph, identicalSlots(2, durationsMs)).boundMs).toBe(12);
  });

  it('sees that work between two narrow ends cannot use the slots at the ends', () => {
    // One task of 6 before, one of 6 after, four of 5 between, on 2 slots: 6 + 20/2 + 6.
    const middle: Sketch[] = ['w', 'x', 'y', 'z'].map((name) => [name, 5, 'first']);
    const { graph, durationsMs } = graphOf(['first', 6], ...middle, ['last', 6, 'w', 'x', 'y', 'z']);
    const bound = lowerBound(graph, identicalSlots(2, durationsMs));
    expect(bound).toEqual({
      criticalPathMs: 6 + 5 + 6,
      workMs: 32 / 2,
      windowMs: 6 + 20 / 2 + 6,
      pigeonholeMs: 6 + 5 + 5 + 6,
      limitMs: 0,
      boundMs: 22,
    });
  });

  it('sees that of more large tasks than slots two share a slot', () => {
    const large: Sketch[] = ['u', 'v', 'w', 'x'].map((name, index) => [name, 20 + index, 'first']);
    const { graph, durationsMs } = graphOf(['first', 1], ...large, ['last', 2, 'u', 'v', 'w', 'x']);
    // Four on three slots: 1, then 20 and 21 on one, then 2.
    expect(lowerBound(graph, identicalSlots(3, durationsMs)).boundMs).toBe(1 + 20 + 21 + 2);
  });

  it('is zero for nothing to do', () => {
    const { graph, durationsMs } = graphOf();
    expect(lowerBound(graph, identicalSlots(2, durationsMs)).boundMs).toBe(0);
  });
});

describe('lowerBound on agents that differ', () => {
  const team = (slots: number[], table: Record<string, number[]>, graph: TaskGraph): Workforce => ({
    slots,
    durationMs: (leaf, agent) => table[graph.tasks[leaf]?.id ?? '']?.[agent] ?? NEVER,
  });

  it('shares work that only some agents can do among those agents', () => {
    const { graph } = graphOf(['m1', 0], ['m2', 0], ['m3', 0], ['w', 0]);
    const bound = lowerBound(graph, team([1, 4], { m1: [10], m2: [10], m3: [10], w: [NEVER, 1] }, graph));
    expect(bound.boundMs).toBe(30);
  });

  it('takes each task on its fastest agent for the critical path', () => {
    const { graph } = graphOf(['a', 0], ['b', 0, 'a']);
    expect(lowerBound(graph, team([1, 1], { a: [10, 20], b: [30, 5] }, graph)).criticalPathMs).toBe(10 + 5);
  });

  it('counts a slow agent for as much as it can add', () => {
    // Twelve tasks; two agents take 100 ms, one takes 500: together 2/100 + 1/500 a millisecond, 12 / 0.022 = 545.45 ms.
    const names = Array.from({ length: 12 }, (_, index) => `t${index}`);
    const { graph } = graphOf(...names.map((name): Sketch => [name, 0]));
    const bound = lowerBound(graph, team([1, 1, 1], Object.fromEntries(names.map((name) => [name, [100, 100, 500]])), graph));
    expect(bound.boundMs).toBeCloseTo(12 / 0.022, 3);
  });

  it('leaves out tasks that nobody can do and agents without slots', () => {
    const { graph } = graphOf(['a', 0], ['b', 0, 'a'], ['c', 0, 'b']);
    expect(lowerBound(graph, team([0, 1], { a: [1, 9], b: [], c: [1, 4] }, graph)).boundMs).toBe(9 + 4);
  });
});

describe('lowerBound under limits', () => {
  const free = (agents: number[], rest: Partial<WorkforceLimit>): WorkforceLimit[] => [{ agents, windows: [], ...rest }];
  const requests = (capacity: number) => ({ lengthMs: 60_000, capacity, amount: () => 1 });
  const names = Array.from({ length: 10 }, (_, index) => `t${index}`);

  it('counts the windows that requests need', () => {
    const { graph } = graphOf(...names.map((name): Sketch => [name, 0]));
    // Ten requests, three a minute: the tenth starts after three minutes, and takes a second.
    const limits = free([0], { windows: [requests(3)] });
    expect(lowerBound(graph, { slots: [10], durationMs: () => 1000, limits }).boundMs).toBe(3 * 60_000 + 1000);
  });

  it('adds what comes before and after', () => {
    const { graph } = graphOf(['a', 0], ['b', 0, 'a'], ['c', 0, 'a'], ['d', 0, 'b', 'c']);
    // a takes its turn with b and c, one a minute: b and c start a minute apart, c is followed by d.
    const limits = free([0], { windows: [requests(1)] });
    const workforce = { slots: [4], durationMs: () => 1000, limits };
    expect(lowerBound(graph, workforce).limitMs).toBe(Math.max(3 * 60_000 + 1000, 1000 + 60_000 + 2000));
  });

  it('shares a concurrency limit among the agents behind it', () => {
    const { graph } = graphOf(...names.map((name): Sketch => [name, 0]));
    const limits = free([0, 1], { concurrency: 2 });
    // Ten seconds of work, two at once of agents 0 and 1, and one slot of agent 2.
    expect(lowerBound(graph, { slots: [5, 5, 1], durationMs: () => 1000, limits }).boundMs).toBeCloseTo(10_000 / 3, 3);
  });

  it('divides work between a limit and the slots of a slower agent', () => {
    const many = Array.from({ length: 600 }, (_, index): Sketch => [`t${index}`, 0]);
    const { graph } = graphOf(...many);
    // 60 a minute and 60 at once behind the limit, 6 a minute beside it: (600 - 60) / 66 minutes.
    const limits = free([0], { windows: [requests(60)] });
    const bound = lowerBound(graph, { slots: [100, 1], durationMs: (_, agent) => (agent === 0 ? 1000 : 10_000), limits });
    expect(bound.boundMs).toBeCloseTo((540 / 66) * 60_000, 0);
  });

  it('is never above the best of all schedules', () => {
    const duration = fc.option(fc.integer({ min: 0, max: 9 }), { nil: NEVER, freq: 5 });
    const rows = fc.array(
      fc.tuple(fc.tuple(duration, duration), fc.uniqueArray(fc.nat(4), { maxLength: 2 }), fc.integer({ min: 0, max: 40 })),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    const limit = fc.record(
      {
        requestsPerMinute: fc.integer({ min: 1, max: 3 }),
        tokensPerMinute: fc.integer({ min: 10, max: 60 }),
        concurrency: fc.integer({ min: 1, max: 2 }),
      },
      { requiredKeys: [] },
    );
    let tight = 0;
    fc.assert(
      fc.property(rows, limit, fc.boolean(), fc.integer({ min: 1, max: 3 }), (given, bounds, shared, slots) => {
        const { tasks, team } = planAndTeam(
          [slots, 1],
          given.map(([row, before], index): Row => [row.map((one) => one * 10_000), ...before.filter((one) => one < index)]),
          bounds,
        );
        for (const [index, task] of tasks.entries())
          Object.assign(task, { estimate: { inputTokens: given[index]?.[2] ?? 0, outputTokens: 0 } });
        const agents = team.agents.map((agent, index) => (shared || index === 0 ? agent : { ...agent, limits: [] }));
        const problem = problemOf(tasks, { ...team, agents });
        const best = exactSchedule(problem, team.limits);
        if (best === undefined) return;
        const graph = taskGraph(tasks);
        const { requestsPerMinute, tokensPerMinute, concurrency } = bounds;
        const windows = [
          ...(requestsPerMinute === undefined ? [] : [requests(requestsPerMinute)]),
          ...(tokensPerMinute === undefined
            ? []
            : [{ lengthMs: 60_000, capacity: tokensPerMinute, amount: (leaf: number) => given[leaf]?.[2] ?? 0 }]),
        ];
        const { boundMs } = lowerBound(graph, {
          slots: [slots, 1],
          durationMs: (leaf, agent) => problem.durationsMs[leaf]?.[agent] ?? NEVER,
          limits: [{ agents: shared ? [0, 1] : [0], windows, ...(concurrency === undefined ? {} : { concurrency }) }],
        });
        const bestMs = makespanMs(best);
        expect(boundMs).toBeLessThanOrEqual(bestMs);
        if (boundMs >= bestMs * (1 - 1e-6)) tight++;
      }),
      { numRuns: 1000 },
    );
    expect(tight).toBeGreaterThan(500);
  });
});

describe('windowBoundMs', () => {
  it('is what trying every pair of head and tail finds', () => {
    const member = fc.record({ head: fc.nat(20), tail: fc.nat(20), work: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(member, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (members, capacity) => {
        const found = windowBoundMs({
          members: Int32Array.from(members.keys()),
          headsMs: Float64Array.from(members, ({ head }) => head),
          tailsMs: Float64Array.from(members, ({ tail }) => tail),
          workMs: Float64Array.from(members, ({ work }) => work),
          capacity,
        });
        let expected = 0;
        for (const { head } of members) {
          for (const { tail } of members) {
            const inside = members.filter((other) => other.head >= head && other.tail >= tail);
            if (inside.length > 0) expected = Math.max(expected, head + tail + inside.reduce((sum, { work }) => sum + work, 0) / capacity);
          }
        }
        expect(found).toBeCloseTo(expected, 9);
      }),
      { numRuns: 500 },
    );
  });
});

describe('lowerBound beside the best of all schedules', () => {
  const instance = fc.record({
    edges: fc.uniqueArray(
      fc
        .tuple(fc.nat(3), fc.nat(3))
        .filter(([from, to]) => from !== to)
        .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const),
      { selector: String, maxLength: 5 },
    ),
    slots: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 2 }),
    durations: fc.array(fc.array(fc.option(fc.nat(9), { nil: NEVER }), { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 4 }),
  });

  const built = ({ edges, slots, durations }: { edges: (readonly [number, number])[]; slots: number[]; durations: number[][] }) => {
    const { graph } = graphOf(
      ...durations.map((_, task): Sketch => [`t${task}`, 0, ...edges.filter(([, to]) => to === task).map(([from]) => `t${from}`)]),
    );
    const workforce: Workforce = { slots, durationMs: (leaf, agent) => durations[leaf]?.[agent] ?? NEVER };
    return { graph, workforce };
  };

  it('is never above it', () => {
    fc.assert(
      fc.property(instance, (given) => {
        const { graph, workforce } = built(given);
        const bound = lowerBound(graph, workforce).boundMs;
        const best = bestMakespanMs(graph, workforce);
        if (best < NEVER) expect(bound).toBeLessThanOrEqual(best);
      }),
      { numRuns: 1500 },
    );
  });

  it('is reached by some of them', () => {
    let reached = 0;
    for (const given of fc.sample(instance, { numRuns: 200, seed: 7 })) {
      const { graph, workforce } = built(given);
      const best = bestMakespanMs(graph, workforce);
      if (best < NEVER && lowerBound(graph, workforce).boundMs >= best - 1e-6) reached++;
    }
    expect(reached).toBeGreaterThan(120);
  });
});

describe('heads and tails', () => {
  it('add up to the longest chain through a task', () => {
    const { graph, durationsMs } = graphOf(['a', 3], ['b', 4, 'a'], ['c', 9], ['d', 1, 'b', 'c']);
    const heads = topLevels(graph, durationsMs);
    const bottoms = bottomLevels(graph, durationsMs);
    expect(Array.from(heads, (head, node) => head + (bottoms[node] ?? 0))).toEqual([8, 8, 10, 10]);
  });
});

/** The makespan of the best schedule, by trying every order of the tasks and every agent for each. */
function bestMakespanMs(graph: TaskGraph, workforce: Workforce): number {
  const free = workforce.slots.map((slots) => Array.from({ length: slots }, () => 0));
  const endMs: (number | undefined)[] = Array.from({ length: graph.leafCount }, () => undefined);
  let best = NEVER;
  const place = (placed: number, makespanMs: number): void => {
    if (makespanMs >= best) return;
    if (placed === graph.leafCount) {
      best = makespanMs;
      return;
    }
    for (let leaf = 0; leaf < graph.leafCount; leaf++) {
      if (endMs[leaf] !== undefined) continue;
      const before = [...graph.predecessors.subarray(graph.predecessorStart[leaf], graph.predecessorStart[leaf + 1])];
      if (before.some((other) => endMs[other] === undefined)) continue;
      const readyMs = Math.max(0, ...before.map((other) => endMs[other] ?? 0));
      for (const [agent, slots] of free.entries()) {
        const durationMs = workforce.durationMs(leaf, agent);
        if (slots.length === 0 || durationMs === NEVER) continue;
        const slot = slots.indexOf(Math.min(...slots));
        const freeMs = slots[slot] ?? 0;
        const end = Math.max(readyMs, freeMs) + durationMs;
        slots[slot] = end;
        endMs[leaf] = end;
        place(placed + 1, Math.max(makespanMs, end));
        slots[slot] = freeMs;
        endMs[leaf] = undefined;
      }
    }
  };
  place(0, 0);
  return best;
}
