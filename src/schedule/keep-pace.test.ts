import { describe, expect, it } from 'vitest';
import type { Task } from '../core/task.ts';
import { simulate } from '../simulate/simulate.ts';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task, team } from '../testing/scene.ts';
import { succeeded, Told } from '../testing/told.ts';
import { keepPace } from './keep-pace.ts';
import type { RunTerms } from './messages.ts';
import { seeded } from './seeded.ts';

/** Ten seconds for a cent, or one second for a dollar: an hour sooner is to be had for 396 USD. */
const slow = agent('slow', { capabilities: { '*': 1 }, latencyMs: { '*': 10_000 }, price: { perAttemptUsd: 0.01 } });
const quick = agent('quick', { capabilities: { '*': 1 }, latencyMs: { '*': 1000 }, price: { perAttemptUsd: 1 } });
const chain = (length: number): Task[] =>
  Array.from({ length }, (_, index) => task(`t${index}`, Number.NaN, index === 0 ? [] : [`t${index - 1}`]));

function usdPerHour(tasks: readonly Task[], terms: Partial<RunTerms>): number {
  const { state, run } = nodesOf([slow, quick], tasks, { objective: 'cheapest', ...terms });
  keepPace(state, run, 0);
  return run.pace.usdPerHour;
}

describe('what time is worth to a run', () => {
  it('is what its objective says without a deadline, and with one that is far away', () => {
    expect(usdPerHour(chain(4), {})).toBe(0.01);
    // Four times ten seconds, and a quarter of that for what has to wait for a slot, are 0.85 of 58.8 s.
    expect(usdPerHour(chain(4), { deadlineAtMs: 58_900 })).toBe(0.01);
    expect(usdPerHour(chain(4), { deadlineAtMs: 58_900, objective: 'balanced' })).toBe(10);
  });

  it('grows until the longest chain fits: beyond 396 USD the quick agent is worth its price', () => {
    expect(usdPerHour(chain(4), { deadlineAtMs: 58_800 })).toBeCloseTo(0.01 * Math.SQRT2 ** 31);
    expect(usdPerHour(chain(4), { deadlineAtMs: 58_800, objective: 'balanced' })).toBeCloseTo(10 * Math.SQRT2 ** 11);
  });

  it('is no more than that of the fastest when nothing helps', () => {
    expect(usdPerHour(chain(4), { deadlineAtMs: 4000 })).toBe(1000);
    expect(usdPerHour(chain(4), { deadlineAtMs: 4000, objective: 'fastest' })).toBe(1000);
  });

  it('counts work that finds no slot, too', () => {
    const beside = (count: number): Task[] => Array.from({ length: count }, (_, index) => task(`t${index}`, Number.NaN));
    // Thirty one after the other take 300 s on the slow agent; both together, three by it and 27 by the quick one, 30.
    expect(usdPerHour(beside(30), { deadlineAtMs: 400_000 })).toBe(0.01);
    expect(usdPerHour(beside(30), { deadlineAtMs: 350_000 })).toBeCloseTo(0.01 * Math.SQRT2 ** 31);
    expect(usdPerHour(beside(30), { deadlineAtMs: 20_000 })).toBe(1000);
  });
});

describe('a run with a deadline', () => {
  it('pays for speed as long as it must, and saves again when there is time', () => {
    // Asked for a quality it is decided on task by task. Of the 18 s that are left after two tasks, 15 do not hold two of ten; of the 17 after three, one.
    const told = new Told([slow, quick]);
    const started = told.open(0, chain(4), { objective: 'cheapest', quality: 0.1, deadlineAtMs: 20_000 });
    for (let index = 0; index < 3; index++) started.push(...told.at((index + 1) * 1000, succeeded(`t${index}`)));
    expect(started).toEqual(['start t0/1 quick', 'start t1/1 quick', 'start t2/1 quick', 'start t3/1 slow']);
    expect(told.said.find((command) => command.type === 'start-attempt')).toMatchObject({
      decision: { why: expect.stringContaining('to keep to the deadline an hour counts as $463.4') },
    });
  });

  it('keeps to it wherever there is time, for no more than the fastest way costs', () => {
    const ratios = scenes().flatMap((of) => {
      const fastest = of({ objective: 'fastest' });
      return [{}, { quality: 0.1 }].map((quality) => {
        const kept = of({ objective: 'cheapest', deadlineAtMs: 1.5 * fastest.endMs, ...quality });
        expect(kept.done).toBe(30);
        return kept.costUsd / fastest.costUsd;
      });
    });
    // About a tenth is saved, of what the fastest way costs.
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.02);
    expect(mean(ratios)).toBeLessThan(0.93);
  });
});

describe('a run with a budget', () => {
  it('is what its objective says while there is enough, and less when the quick agent is too dear', () => {
    expect(usdPerHour(chain(4), { objective: 'fastest', budgetUsd: 100 })).toBe(1000);
    // All four for a cent each: the quick agent is not to be worth its price.
    expect(usdPerHour(chain(4), { objective: 'fastest', budgetUsd: 0.1 })).toBeCloseTo(1000 / Math.SQRT2 ** 3);
    // A budget comes before a deadline.
    expect(usdPerHour(chain(4), { objective: 'cheapest', budgetUsd: 0.1, deadlineAtMs: 20_000 })).toBeCloseTo(0.01 * Math.SQRT2 ** 30);
  });

  it('is done with all of its tasks, sooner than the cheapest way, where that leaves something', () => {
    const ratios = scenes().flatMap((of) => {
      const cheapest = of({ objective: 'cheapest' });
      return [{}, { quality: 0.1 }].map((quality) => {
        const budgetUsd = 1.4 * cheapest.costUsd;
        const kept = of({ objective: 'fastest', budgetUsd, ...quality });
        expect(kept.done).toBe(30);
        expect(kept.costUsd).toBeLessThanOrEqual(budgetUsd);
        return kept.endMs / cheapest.endMs;
      });
    });
    // In about half the time.
    expect(mean(ratios)).toBeLessThan(0.55);
  });
});

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

interface Outcome {
  readonly endMs: number;
  readonly costUsd: number;
  readonly done: number;
}

/** Thirty plans of thirty tasks, each on four agents that are the dearer the quicker they are. */
function scenes(): ((terms: Partial<RunTerms>) => Outcome)[] {
  return Array.from({ length: 30 }, (_, seed) => {
    const random = seeded(seed);
    const agents = Array.from({ length: 4 }, (_, index) => {
      const pace = 10 ** (random() - 0.5);
      const slots = 1 + Math.floor(random() * 2);
      return agent(`a${index}`, {
        capabilities: { '*': 1 },
        latencyMs: { '*': 10_000 * pace },
        price: { perAttemptUsd: 0.01 / pace },
        slots,
      });
    });
    const tasks = Array.from({ length: 30 }, (_, index) => {
      const needs = Array.from({ length: index }, (_, need) => `t${need}`).filter(() => random() < 0.06);
      return task(`t${index}`, Number.NaN, needs);
    });
    const byId = new Map(agents.map((one) => [one.id, one]));
    return (terms) => {
      const { schedule } = simulate({
        team: team(agents),
        runs: [{ tasks, terms }],
        happen: (_, id) => ({ durationMs: byId.get(id)?.latencyMs?.['*'] ?? 0, costUsd: byId.get(id)?.price.perAttemptUsd ?? 0 }),
      });
      return {
        endMs: Math.max(...schedule.map(({ endMs }) => endMs)),
        costUsd: schedule.reduce((sum, { costUsd }) => sum + costUsd, 0),
        done: schedule.filter(({ outcome }) => outcome === 'succeeded').length,
      };
    };
  });
}
