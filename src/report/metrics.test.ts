import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costRatioOf, metricsOf } from './metrics.ts';
import { type Attempt, agent, failed, recordOf, skipped, task } from './run-of.fixture.ts';

const ran = (id: string, by: string, startMs: number, endMs: number, more: Partial<Attempt> = {}): Attempt => ({
  task: id,
  agent: by,
  startMs,
  endMs,
  costUsd: 0,
  ...more,
});

describe('ten equal tasks on three agents with a slot each', () => {
  const team = ['x', 'y', 'z'].map((id) => agent(id));
  const names = Array.from({ length: 10 }, (_, index) => `t${index}`);
  const best = recordOf(
    names.map((name) => task(name)),
    names.map((name, index) => ran(name, 'xyz'[index % 3] ?? 'x', Math.floor(index / 3) * 100, Math.floor(index / 3) * 100 + 100)),
  );

  it('take four rounds, which no schedule beats: of ten tasks some agent does four', () => {
    const metrics = metricsOf(best, team);
    expect(metrics).toMatchObject({ makespanMs: 400, sequentialMs: 1000, speedup: 2.5, attempts: 10, retries: 0, reassignments: 0 });
    expect(metrics.lowerBoundMs).toBe(400);
  });

  it('keep every slot busy while there is more work than slots, and 83.3 % of them over the whole run', () => {
    const metrics = metricsOf(best, team);
    expect(metrics.utilization).toBe(1);
    expect(metrics.rawUtilization).toBeCloseTo(10 / 12, 9);
  });

  it('show a scheduler that leaves a slot idle', () => {
    const idle = recordOf(
      names.map((name) => task(name)),
      names.map((name, index) => ran(name, 'xy'[index % 2] ?? 'x', Math.floor(index / 2) * 100, Math.floor(index / 2) * 100 + 100)),
    );
    // Rounds 1 to 4 have 8, 6, 4 and 2 tasks waiting and one slot free: 2 of 3 are busy. In round 5 nothing waits.
    const metrics = metricsOf(idle, team);
    expect(metrics.utilization).toBeCloseTo(2 / 3, 9);
    expect(metrics.rawUtilization).toBeCloseTo(10 / 15, 9);
  });
});

describe('utilization', () => {
  it('is unknown when there never was more ready work than free slots', () => {
    const record = recordOf([task('a'), task('b', ['a'])], [ran('a', 'x', 1, 10), ran('b', 'x', 12, 20)]);
    expect(metricsOf(record, [agent('x', { slots: 2 })]).utilization).toBeNull();
  });

  it('looks only at slots that could do what waits', () => {
    const tasks = [task('m1', [], { capabilities: ['math'] }), task('m2', [], { capabilities: ['math'] })];
    const record = recordOf(tasks, [ran('m1', 'calc', 0, 10), ran('m2', 'calc', 10, 20)]);
    const team = [agent('calc', { capabilities: { math: 1 } }), agent('writer', { capabilities: { writing: 1 }, slots: 9 })];
    expect(metricsOf(record, team)).toMatchObject({ utilization: 1, rawUtilization: 1, lowerBoundMs: 20 });
  });

  it('does not hold the time between a failure and the next try against anyone', () => {
    const record = recordOf([task('a')], [ran('a', 'x', 0, 10, { error: 'busy' }), ran('a', 'x', 50, 60)]);
    expect(metricsOf(record, [agent('x')])).toMatchObject({ utilization: null, rawUtilization: 20 / 60, makespanMs: 60 });
  });

  it('counts a task as ready only from when it is planned and its compound dependency has ended', () => {
    const tasks = [task('box'), task('box/a'), task('box/b'), task('c', ['box']), task('d', ['box'])];
    // a and b: 0..10 and 10..20 on one slot (b waits: 10 ms busy of 10). c 20..30, d 30..40 (d waits: 10 of 10); then nothing.
    const one = recordOf(tasks, [ran('a', 'x', 0, 10), ran('b', 'x', 10, 20), ran('c', 'x', 20, 30), ran('d', 'x', 30, 40)]);
    expect(metricsOf(one, [agent('x')]).utilization).toBe(1);
    // The same with 5 ms before c: two tasks wait for one free slot, idle for 5 of 25 ms.
    const late = recordOf(tasks, [ran('a', 'x', 0, 10), ran('b', 'x', 10, 20), ran('c', 'x', 25, 35), ran('d', 'x', 35, 45)]);
    expect(metricsOf(late, [agent('x')]).utilization).toBeCloseTo(20 / 25, 9);
    const streamed = recordOf(
      [task('a')],
      [ran('a', 'x', 0, 10), ran('b', 'x', 101, 111), ran('c', 'x', 111, 121)],
      [[100, { type: 'tasks-planned', tasks: [task('b'), task('c')] }]],
    );
    // b and c are planned at 100: 1 ms idle, then 10 ms busy while c waits.
    expect(metricsOf(streamed, [agent('x')]).utilization).toBeCloseTo(10 / 11, 9);
  });
});

describe('the figures of failures', () => {
  const team = [agent('x', { price: { perAttemptUsd: 0.5 } }), agent('y', { price: { perAttemptUsd: 0.2 } })];

  it('count attempts, retries, reassignments and their cost', () => {
    const record = recordOf(
      [task('a'), task('b'), task('c')],
      [
        ran('a', 'x', 0, 10, { error: 'busy', costUsd: 0.5 }),
        ran('a', 'x', 10, 20, { error: 'busy', costUsd: 0.5 }),
        ran('a', 'y', 20, 30, { costUsd: 0.2 }),
        ran('b', 'x', 30, 40, { costUsd: 0.5 }),
        ran('c', 'y', 30, 35, { cancelled: 'stopped', costUsd: 0.2 }),
      ],
      [[40, failed('c', 'stopped')]],
    );
    expect(metricsOf(record, team)).toMatchObject({
      attempts: 5,
      retries: 2,
      reassignments: 1,
      successRate: 2 / 3,
      costUsd: 1.9,
      minimumCostUsd: 0.4,
      costRatio: 1.9 / 0.4,
      sequentialMs: 20,
      makespanMs: 40,
      rawUtilization: (10 + 10 + 10 + 10 + 5) / (2 * 40),
    });
  });

  it('are unknown when a cost or a price is', () => {
    const record = recordOf([task('a')], [ran('a', 'x', 0, 10, { costUsd: undefined })]);
    expect(metricsOf(record, [agent('x', { price: {} })])).toMatchObject({ costUsd: null, minimumCostUsd: null, costRatio: null });
  });

  it('are free when everything is free', () => {
    const record = recordOf([task('a')], [ran('a', 'x', 0, 10)]);
    expect(metricsOf(record, [agent('x')])).toMatchObject({ costUsd: 0, minimumCostUsd: 0, costRatio: 1 });
  });

  it('have no ratio to a least cost of nothing', () => {
    const record = recordOf([task('a')], [ran('a', 'x', 0, 10, { costUsd: 0.5 })]);
    const withAFreeOne = [agent('x', { price: { perAttemptUsd: 0.5 } }), agent('y', { price: { perAttemptUsd: 0 } })];
    expect(metricsOf(record, withAFreeOne)).toMatchObject({ costUsd: 0.5, minimumCostUsd: 0, costRatio: null });
    expect(costRatioOf(Number.MAX_VALUE, Number.MIN_VALUE)).toBeNull();
  });

  it('set what failed tasks cost against the least for those that succeeded', () => {
    const record = recordOf(
      [task('a'), task('b')],
      [ran('a', 'x', 0, 10, { costUsd: 0.1 }), ran('b', 'x', 10, 20, { error: 'no', costUsd: 0.3 })],
      [[20, failed('b', 'no')]],
    );
    const team = [agent('x', { price: { perAttemptUsd: 0.1 } })];
    expect(metricsOf(record, team)).toMatchObject({ costUsd: 0.4, minimumCostUsd: 0.1, costRatio: 4 });
    const nothing = recordOf([task('b')], [ran('b', 'x', 0, 10, { error: 'no', costUsd: 0.3 })], [[10, failed('b', 'no')]]);
    expect(metricsOf(nothing, team)).toMatchObject({ costUsd: 0.3, minimumCostUsd: null, costRatio: null });
  });

  it('price the tokens that were used at the rates of every capable agent', () => {
    const record = recordOf([task('a')], [ran('a', 'x', 0, 10, { tokens: [1000, 500], costUsd: 0.004 })]);
    const models = [
      agent('x', { price: { inputPerMillionUsd: 2, outputPerMillionUsd: 4 } }),
      agent('y', { price: { inputPerMillionUsd: 1, outputPerMillionUsd: 1 } }),
      agent('z', { price: {} }),
    ];
    expect(metricsOf(record, models).minimumCostUsd).toBeCloseTo(0.0015, 12);
  });

  it('are not there for a run that did nothing', () => {
    expect(metricsOf(recordOf([task('a')]), team)).toEqual({
      makespanMs: null,
      sequentialMs: null,
      speedup: null,
      lowerBoundMs: null,
      utilization: null,
      rawUtilization: null,
      successRate: null,
      costUsd: 0,
      minimumCostUsd: null,
      costRatio: null,
      attempts: 0,
      reassignments: 0,
      retries: 0,
    });
    expect(metricsOf(recordOf([task('a')], [], [[1, skipped('a', 'no')]]), team).successRate).toBe(0);
  });

  it('stand for a task whose agent has left the team', () => {
    const record = recordOf([task('a')], [ran('a', 'gone', 0, 10, { costUsd: 1 })]);
    expect(metricsOf(record, [])).toMatchObject({ makespanMs: 10, lowerBoundMs: 10, rawUtilization: 1, minimumCostUsd: 1 });
  });

  it('take a hedged task once', () => {
    const record = recordOf([task('a')], [ran('a', 'x', 0, 100, { cancelled: 'the other was first' }), ran('a', 'y', 50, 60)]);
    expect(metricsOf(record, team)).toMatchObject({ makespanMs: 100, sequentialMs: 10, lowerBoundMs: 10, rawUtilization: 110 / 200 });
  });
});

describe('lowerBoundMs', () => {
  it('takes a slow agent to be slow, not its tasks', () => {
    // y is five times slower. x alone needs 300 for three tasks; with y's help, 3 x 100 / (1 + 1/5) = 250.
    const team = [agent('x', { latencyMs: { '*': 100 } }), agent('y', { latencyMs: { '*': 500 } })];
    const record = recordOf([task('a'), task('b'), task('c')], [ran('a', 'x', 0, 100), ran('b', 'y', 0, 500), ran('c', 'x', 100, 200)]);
    expect(metricsOf(record, team).lowerBoundMs).toBeCloseTo(250, 3);
  });

  it('learns from the run itself who is slow when nobody says so, once it has seen enough', () => {
    // x takes 100 for each of three tasks, so d, which took y 500, would take x 100. Of y one task says too little: 4 x 100 / 2.
    const tasks = ['a', 'b', 'c', 'd'].map((name) => task(name));
    const attempts = [ran('a', 'x', 0, 100), ran('b', 'x', 100, 200), ran('c', 'x', 200, 300), ran('d', 'y', 0, 500)];
    const team = [agent('x'), agent('y')];
    expect(metricsOf(recordOf(tasks, attempts), team).lowerBoundMs).toBe(200);
    // Two tasks of x are too few: then d is a task of 500, on whichever agent.
    expect(metricsOf(recordOf(tasks, attempts.slice(1)), team).lowerBoundMs).toBe(500);
  });

  it('is never above the makespan, whatever happened', () => {
    const stint = fc.record({
      by: fc.nat(2),
      gap: fc.nat(9),
      takes: fc.nat(50),
      fails: fc.boolean(),
      needs: fc.array(fc.nat(5), { maxLength: 2 }),
    });
    const latencies = fc.array(fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(stint, { minLength: 1, maxLength: 6 }), latencies, (stints, pace) => {
        const freeAtMs = [0, 0, 0];
        const endMs: number[] = [];
        const attempts = stints.map(({ by, gap, takes, fails, needs }, index): Attempt => {
          const earliest = Math.max(freeAtMs[by] ?? 0, ...needs.filter((on) => on < index).map((on) => endMs[on] ?? 0));
          const startMs = earliest + gap;
          freeAtMs[by] = startMs + takes;
          endMs[index] = startMs + takes;
          return ran(`t${index}`, `a${by}`, startMs, startMs + takes, fails ? { error: 'no' } : {});
        });
        const tasks = stints.map(({ needs }, index) =>
          task(
            `t${index}`,
            needs.filter((on) => on < index).map((on) => `t${on}?`),
          ),
        );
        const team = pace.map((latencyMs, index) => agent(`a${index}`, latencyMs === undefined ? {} : { latencyMs: { '*': latencyMs } }));
        const { lowerBoundMs, makespanMs, utilization, rawUtilization } = metricsOf(recordOf(tasks, attempts), team);
        expect(lowerBoundMs ?? 0).toBeLessThanOrEqual(makespanMs ?? 0);
        for (const share of [utilization, rawUtilization]) expect(share ?? 0.5).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: 500 },
    );
  });
});
