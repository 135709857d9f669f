import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import { noiseFactor } from './noise.ts';
import { identicalAgents, type PlanSimulation, simulatePlan } from './simulate-plan.ts';

function task(id: string, durationMs: number, ...dependsOn: string[]): Task {
  return makeTask({
    id: taskId(id),
    instruction: id,
    estimate: { durationMs },
    dependsOn: dependsOn.map((name) => ({ task: taskId(name), optional: false })),
  });
}

const run = (tasks: readonly Task[], slots: number, noise = 0, seed = 1): PlanSimulation =>
  simulatePlan(tasks, { team: identicalAgents(slots), noise, seed, stopwatchMs: () => 0 });
const endMs = ({ schedule }: PlanSimulation): number => Math.max(...schedule.map((attempt) => attempt.endMs));

describe('simulatePlan', () => {
  it('runs a diamond on two slots in the length of its longer branch', () => {
    const simulation = run(
      [task('fetch', 10), task('draft', 50, 'fetch'), task('chart', 20, 'fetch'), task('publish', 5, 'draft', 'chart')],
      2,
    );
    expect(endMs(simulation)).toBe(10 + 50 + 5);
    expect(simulation.lowerBoundMs).toBe(65);
    expect(simulation.record.status).toBe('succeeded');
    expect([...simulation.record.tasks.values()].map(({ state }) => state.status)).toEqual([
      'succeeded',
      'succeeded',
      'succeeded',
      'succeeded',
    ]);
  });

  it('ends with more tasks that take no time than there are slots', () => {
    const tasks = Array.from({ length: 7 }, (_, index) => task(`t${index}`, 0));
    expect(endMs(run(tasks, 2))).toBe(0);
  });

  it('gives the same schedule for the same seed, and another for another', () => {
    const tasks = Array.from({ length: 20 }, (_, index) => task(`t${index}`, 100));
    expect(run(tasks, 3, 0.5, 7).schedule).toEqual(run(tasks, 3, 0.5, 7).schedule);
    expect(run(tasks, 3, 0.5, 7).schedule).not.toEqual(run(tasks, 3, 0.5, 8).schedule);
  });

  it('keeps precedence and one task a slot, whatever the plan', () => {
    const plans = fc.array(
      fc.record({ durationMs: fc.integer({ min: 0, max: 50 }), back: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }) }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 5 }), fc.double({ min: 0, max: 1, noNaN: true }), (list, slots, noise) => {
        const tasks = list.map(({ durationMs, back }, index) =>
          task(`t${index}`, durationMs, ...back.filter((step) => step <= index).map((step) => `t${index - step}`)),
        );
        const { schedule, lowerBoundMs } = run(tasks, slots, noise);
        const ends = new Map(schedule.map((attempt) => [attempt.task, attempt.endMs]));
        expect(schedule).toHaveLength(tasks.length);
        expect(lowerBoundMs).toBeLessThanOrEqual(Math.max(...schedule.map((attempt) => attempt.endMs)) + 1e-6);
        for (const { task: id, agent, startMs, endMs: untilMs } of schedule) {
          for (const dependency of tasks.find((one) => one.id === id)?.dependsOn ?? [])
            expect(ends.get(dependency.task)).toBeLessThanOrEqual(startMs);
          const beside = schedule.filter(
            (other) => other.agent === agent && other.task !== id && other.startMs < untilMs && startMs < other.endMs,
          );
          expect(beside).toEqual([]);
        }
      }),
    );
  });
});

describe('noise', () => {
  it('is 1 without spread', () => {
    expect(noiseFactor(0, 1, 'a')).toBe(1);
  });

  it('has the mean 1 and the spread asked for', () => {
    const factors = Array.from({ length: 20_000 }, (_, index) => noiseFactor(0.5, 42, `t${index}`));
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
    const logs = factors.map(Math.log);
    const logMean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - logMean) ** 2, 0) / logs.length);
    expect(mean).toBeCloseTo(1, 1);
    expect(deviation).toBeCloseTo(0.5, 1);
  });
});
