import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import { simulate } from '../simulate/simulate.ts';
import { identicalAgents } from '../simulate/simulate-plan.ts';
import { cases } from '../testing/cases.ts';
import { improvedLevels } from './improve.ts';
import { seeded } from './seeded.ts';

interface Small {
  readonly durations: readonly number[];
  readonly needs: readonly (readonly number[])[];
  readonly slots: number;
}

const small: fc.Arbitrary<Small> = fc
  .record({
    tasks: fc.array(
      fc.record({ durationMs: fc.integer({ min: 1, max: 20 }), back: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }) }),
      {
        minLength: 1,
        maxLength: 20,
      },
    ),
    slots: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ tasks, slots }) => ({
    durations: tasks.map(({ durationMs }) => durationMs),
    needs: tasks.map(({ back }, index) => back.filter((steps) => steps <= index).map((steps) => index - steps)),
    slots,
  }));

function bottomLevels({ durations, needs }: Small): Float64Array {
  const levels = Float64Array.from(durations);
  for (let task = durations.length - 1; task >= 0; task--)
    for (const [other, list] of needs.entries())
      if (list.includes(task)) levels[task] = Math.max(levels[task] ?? 0, (durations[task] ?? 0) + (levels[other] ?? 0));
  return levels;
}

/** List scheduling, as plainly as it can be said: at each instant, the ready task of the largest level takes a free slot. */
function plainMakespanMs({ durations, needs, slots }: Small, levels: Float64Array): number {
  const ends = new Map<number, number>();
  for (let nowMs = 0; ends.size < durations.length; nowMs++) {
    const ready = durations
      .keys()
      .filter((task) => !ends.has(task) && (needs[task] ?? []).every((need) => (ends.get(need) ?? Number.POSITIVE_INFINITY) <= nowMs))
      .toArray()
      .sort((a, b) => (levels[b] ?? 0) - (levels[a] ?? 0) || a - b);
    const free = slots - [...ends.values()].filter((end) => end > nowMs).length;
    for (const task of ready.slice(0, free)) ends.set(task, nowMs + (durations[task] ?? 0));
  }
  return Math.max(...ends.values());
}

const planOf = ({ durations, needs, slots }: Small) => ({
  durationsMs: Float64Array.from(durations),
  predecessors: needs,
  successors: durations.map((_, task) => needs.flatMap((list, other) => (list.includes(task) ? [other] : []))),
  slots,
});

const tasksOf = ({ durations, needs }: Small): Task[] =>
  durations.map((durationMs, index) =>
    makeTask({
      id: taskId(`t${index}`),
      instruction: 't',
      estimate: { durationMs },
      dependsOn: (needs[index] ?? []).map((need) => ({ task: taskId(`t${need}`), optional: false })),
    }),
  );

describe('improvedLevels', () => {
  it('finds nothing to improve where the longest chain first is optimal', () => {
    const given = { durations: [3, 2, 2], needs: [[], [], []], slots: 2 };
    expect(improvedLevels(planOf(given), bottomLevels(given))).toBeUndefined();
  });

  it('leads to a shorter schedule whenever it gives an order, and to no level below the chain behind a task', () => {
    fc.assert(
      fc.property(small, (given) => {
        const levels = bottomLevels(given);
        const improved = improvedLevels(planOf(given), levels);
        if (improved === undefined) return;
        expect(plainMakespanMs(given, improved)).toBeLessThan(plainMakespanMs(given, levels));
        for (const [task, level] of levels.entries()) expect(improved[task]).toBeGreaterThanOrEqual(level);
      }),
      { numRuns: cases(500) },
    );
  });
});

/** The shortest of the schedules that list scheduling leads to, in whatever order. */
function shortestMs(given: Small): number {
  const count = given.durations.length;
  const levels = new Float64Array(count);
  const search = (place: number): number => {
    if (place === count) return plainMakespanMs(given, levels);
    let least = Number.POSITIVE_INFINITY;
    for (let task = 0; task < count; task++) {
      if (levels[task] !== 0) continue;
      levels[task] = count - place;
      least = Math.min(least, search(place + 1));
      levels[task] = 0;
    }
    return least;
  };
  return search(0);
}

it('improvedLevels finds the shortest list schedule of six tasks in all but one of 150 plans', () => {
  const random = seeded(7);
  const upTo = (most: number): number => Math.floor(random() * most);
  let shortest = 0;
  for (let instance = 0; instance < 150; instance++) {
    const durations = Array.from({ length: 6 }, () => 1 + upTo(9));
    const needs = durations.map((_, task) => Array.from({ length: task }, (_, need) => need).filter(() => random() < 0.25));
    const given: Small = { durations, needs, slots: 2 + upTo(2) };
    const levels = bottomLevels(given);
    const improved = improvedLevels(planOf(given), levels);
    if (plainMakespanMs(given, improved ?? levels) === shortestMs(given)) shortest++;
  }
  expect(shortest).toBeGreaterThanOrEqual(149);
});

describe('on equal slots, the scheduler', () => {
  it('is never behind list scheduling, and is as far as it when nothing better is found', () => {
    fc.assert(
      fc.property(small, (given) => {
        const { schedule } = simulate({
          team: identicalAgents(given.slots),
          runs: [{ tasks: tasksOf(given) }],
          happen: (task) => ({ durationMs: task.estimate?.durationMs ?? 0 }),
        });
        const levels = bottomLevels(given);
        const better = improvedLevels(planOf(given), levels) ?? levels;
        const plain = plainMakespanMs(given, levels);
        const ours = Math.max(...schedule.map(({ endMs }) => endMs));
        expect(ours).toBeLessThanOrEqual(plain);
        // A plan no larger than the team is not looked at: everything starts when it can.
        expect(ours).toBe(given.durations.length <= given.slots ? plain : plainMakespanMs(given, better));
      }),
      { numRuns: cases(300) },
    );
  });
});
