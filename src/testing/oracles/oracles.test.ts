import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactSchedule } from './exact-schedule.ts';
import { fastestAgentFirst } from './fastest-agent-first.ts';
import { heft } from './heft.ts';
import { makespanMs, type Placement, type Problem, problemOf, upwardRanksMs } from './problem.ts';
import { planAndTeam, type Row } from './problem-of.fixture.ts';
import { replay } from './replay.ts';

const NEVER = Number.POSITIVE_INFINITY;

function problem(slots: readonly number[], ...rows: Row[]): Problem {
  const { tasks, team } = planAndTeam(slots, rows);
  return problemOf(tasks, team);
}

const spans = (placements: readonly Placement[]) => placements.map(({ task, agent, startMs, endMs }) => [task, agent, startMs, endMs]);

describe('heft', () => {
  // The example of the paper (figure 2 and table 1), its communication costs left out.
  const paper = problem(
    [1, 1, 1],
    [[14, 16, 9]],
    [[13, 19, 18], 0],
    [[11, 13, 19], 0],
    [[13, 8, 17], 0],
    [[12, 13, 10], 0],
    [[13, 16, 9], 0],
    [[7, 15, 11], 2],
    [[5, 11, 14], 1, 3, 5],
    [[18, 12, 20], 1, 3, 4],
    [[21, 7, 16], 6, 7, 8],
  );

  it('ranks tasks by the mean of their durations, upwards from the end', () => {
    const ranks = upwardRanksMs(paper);
    // The last task: (21 + 7 + 16) / 3; task 8 before it: (18 + 12 + 20) / 3 more.
    expect(ranks[9]).toBeCloseTo(44 / 3, 9);
    expect(ranks[8]).toBeCloseTo((50 + 44) / 3, 9);
    expect(ranks[0]).toBeCloseTo((39 + 50 + 50 + 44) / 3, 9);
  });

  it('puts a task into a gap that an earlier one left', () => {
    // Agent 1 can only do task 1, which waits for task 0: task 2, on agent 1 or not at all, fits before it.
    const gap = problem([1, 1], [[10, NEVER]], [[NEVER, 20], 0], [[NEVER, 5]]);
    expect(spans(heft(gap))).toEqual([
      [0, 0, 0, 10],
      [1, 1, 10, 30],
      [2, 1, 0, 5],
    ]);
  });

  it('waits for a fast agent where a slow one would end later', () => {
    const two = problem([1, 1], [[10, 100]], [[10, 100]]);
    expect(makespanMs(heft(two))).toBe(20);
  });
});

describe('fastestAgentFirst', () => {
  it('gives a slow agent work as soon as it is free', () => {
    const two = problem([1, 1], [[10, 100]], [[10, 100]]);
    expect(spans(fastestAgentFirst(two))).toEqual([
      [0, 0, 0, 10],
      [1, 1, 0, 100],
    ]);
  });

  it('takes the fastest agent that is free', () => {
    const one = problem([1, 1, 1], [[30, 10, 20]]);
    expect(spans(fastestAgentFirst(one))).toEqual([[0, 1, 0, 10]]);
  });
});

describe('replay', () => {
  it('keeps agents and order, and starts each task when what it waits for has really ended', () => {
    const chain = problem([1, 1], [[10, NEVER]], [[NEVER, 20], 0], [[NEVER, 5]]);
    // Task 0 takes twice as long, task 2 the half: task 1 starts at 20.
    const really = replay(chain, heft(chain), (task, agent) => (chain.durationsMs[task]?.[agent] ?? 0) * ([2, 1, 0.5][task] ?? 1));
    expect(spans(really)).toEqual([
      [2, 1, 0, 2.5],
      [0, 0, 0, 20],
      [1, 1, 20, 40],
    ]);
  });
});

describe('exactSchedule', () => {
  it('finds what neither of the others does', () => {
    // Longest first puts 3 and 3 side by side, then 2 and 2, then 2 more: 7. Two lots of six are the optimum.
    const lots = problem([1, 1], [[3, 3]], [[3, 3]], [[2, 2]], [[2, 2]], [[2, 2]]);
    expect(makespanMs(heft(lots))).toBe(7);
    expect(makespanMs(exactSchedule(lots) ?? [])).toBe(6);
  });

  it('has no answer when there is a task that nobody can do', () => {
    expect(exactSchedule(problem([1], [[NEVER]]))).toBeUndefined();
  });

  it('keeps to requests per minute', () => {
    const { tasks, team } = planAndTeam([3], [[[1000]], [[1000]], [[1000]]], { requestsPerMinute: 2 });
    const placements = exactSchedule(problemOf(tasks, team), team.limits) ?? [];
    expect(placements.map(({ startMs }) => startMs)).toEqual([0, 0, 60_000]);
  });

  it('keeps to tokens and concurrency', () => {
    const rows: Row[] = [[[1000]], [[1000]], [[1000]], [[1000]]];
    const tokens = planAndTeam([4], rows, { tokensPerMinute: 25 });
    expect(makespanMs(exactSchedule(problemOf(tokens.tasks, tokens.team), tokens.team.limits) ?? [])).toBe(61_000);
    const narrow = planAndTeam([4], rows, { concurrency: 3 });
    expect(makespanMs(exactSchedule(problemOf(narrow.tasks, narrow.team), narrow.team.limits) ?? [])).toBe(2000);
  });

  it('is never longer than the others, and the shortest of all assignments tried one by one', () => {
    const duration = fc.option(fc.integer({ min: 1, max: 9 }), { nil: NEVER, freq: 4 });
    const rows = fc.array(
      fc.tuple(
        fc.tuple(duration, duration).filter((row) => row.some(Number.isFinite)),
        fc.uniqueArray(fc.nat(4), { maxLength: 2 }),
      ),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(rows, fc.tuple(fc.integer({ min: 1, max: 2 }), fc.constant(1)), (given, slots) => {
        const made = problem(slots, ...given.map(([row, before], index): Row => [row, ...before.filter((one) => one < index)]));
        const best = makespanMs(exactSchedule(made) ?? []);
        expect(best).toBeLessThanOrEqual(Math.min(makespanMs(heft(made)), makespanMs(fastestAgentFirst(made))));
        expect(best).toBe(bestOfAll(made));
      }),
      { numRuns: 200 },
    );
  });
});

/** Every agent for each task and every order of starting, without any pruning. */
function bestOfAll({ agents, durationsMs, predecessors, tasks }: Problem): number {
  let best = NEVER;
  const ends = tasks.map(() => Number.NaN);
  const free = agents.map(({ slots }) => Array.from({ length: slots }, () => 0));
  const go = (left: number, untilMs: number): void => {
    if (left === 0) best = Math.min(best, untilMs);
    for (const task of tasks.keys()) {
      if (!Number.isNaN(ends[task])) continue;
      const readyMs = Math.max(0, ...(predecessors[task] ?? []).map((before) => ends[before] ?? 0));
      if (Number.isNaN(readyMs)) continue;
      for (const [agent, lanes] of free.entries()) {
        const durationMs = durationsMs[task]?.[agent] ?? NEVER;
        if (durationMs === NEVER) continue;
        const lane = lanes.indexOf(Math.min(...lanes));
        const freeMs = lanes[lane] ?? 0;
        const endMs = Math.max(readyMs, freeMs) + durationMs;
        lanes[lane] = endMs;
        ends[task] = endMs;
        go(left - 1, Math.max(untilMs, endMs));
        lanes[lane] = freeMs;
        ends[task] = Number.NaN;
      }
    }
  };
  go(tasks.length, 0);
  return best;
}
