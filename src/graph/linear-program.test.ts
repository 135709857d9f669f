import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maximize } from './linear-program.ts';

const vector = (...values: number[]) => Float64Array.from(values);

describe('maximize', () => {
  it('finds the corner where two limits meet', () => {
    // x + 2y <= 14, 3x + y <= 12: they meet at (2, 6), where x + y = 8.
    expect([...maximize([vector(1, 2), vector(3, 1)], vector(14, 12), vector(1, 1)).point]).toEqual([2, 6]);
  });

  it('stays at zero when nothing is to be gained', () => {
    expect([...maximize([vector(1, 1)], vector(5), vector(-1, 0)).point]).toEqual([0, 0]);
  });

  it('ends on the example that cycles without a rule', () => {
    // Beale (1955): the largest gain is 1/20, at (1/25, 0, 1, 0).
    const rows = [vector(1 / 4, -60, -1 / 25, 9), vector(1 / 2, -90, -1 / 50, 3), vector(0, 0, 1, 0)];
    const point = maximize(rows, vector(0, 0, 1), vector(3 / 4, -150, 1 / 50, -6)).point;
    expect(point[0]).toBeCloseTo(1 / 25, 9);
    expect(point[2]).toBeCloseTo(1, 9);
  });

  it('is allowed, and beaten by no point of a fine grid', () => {
    const whole = fc.integer({ min: 0, max: 6 });
    const row = fc.tuple(whole, whole);
    fc.assert(
      fc.property(fc.array(fc.tuple(row, whole), { minLength: 1, maxLength: 4 }), fc.tuple(whole, whole), (given, gains) => {
        // Bounded by x + y <= 8.
        const rows = [...given.map(([cells]) => vector(...cells)), vector(1, 1)];
        const limits = vector(...given.map(([, limit]) => limit), 8);
        const allowed = (x: number, y: number): boolean => rows.every(([a = 0, b = 0], at) => a * x + b * y <= (limits[at] ?? 0) + 1e-9);
        const [x = 0, y = 0] = maximize(rows, limits, vector(...gains)).point;
        expect(x >= 0 && y >= 0 && allowed(x, y)).toBe(true);
        for (let i = 0; i <= 32; i++)
          for (let j = 0; j <= 32; j++)
            if (allowed(i / 4, j / 4)) expect(gains[0] * x + gains[1] * y).toBeGreaterThanOrEqual((gains[0] * i + gains[1] * j) / 4 - 1e-9);
      }),
    );
  });
});
