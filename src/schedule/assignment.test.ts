import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cases } from '../testing/cases.ts';
import { bestAssignment } from './assignment.ts';

const NEVER = Number.NEGATIVE_INFINITY;

it.each<[number[][], number[]]>([
  [[[5]], [0]],
  // Both want the first column; the second row can do without it for less.
  [
    [
      [10, 9],
      [10, 1],
    ],
    [1, 0],
  ],
  [[[NEVER, 3, 7]], [2]],
  [
    [
      [NEVER, 1],
      [NEVER, 2],
    ],
    [-1, 1],
  ],
  [[], []],
])('of %j takes columns %j', (worth, expected) => {
  expect([...bestAssignment(worth, worth[0]?.length ?? 0)]).toEqual(expected);
});

it('ends, whatever the numbers are', () => {
  const worth = [
    [Number.NaN, Number.POSITIVE_INFINITY, 1],
    [1e300, NEVER, Number.NaN],
    [0, 0, -1e300],
  ];
  expect(new Set(bestAssignment(worth, 3)).size).toBe(3);
});

it('refuses more rows than columns', () => {
  expect(() => bestAssignment([[1], [2]], 1)).toThrow(new RangeError('2 rows do not fit 1 columns'));
});

function bruteForce(worth: readonly (readonly number[])[], columns: number): number {
  const best = (row: number, used: ReadonlySet<number>): number => {
    if (row === worth.length) return 0;
    let most = NEVER;
    for (let column = 0; column < columns; column++) {
      if (!used.has(column)) most = Math.max(most, (worth[row]?.[column] ?? 0) + best(row + 1, new Set([...used, column])));
    }
    return most;
  };
  return best(0, new Set());
}

it('is the best of all assignments', () => {
  const matrix = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 })).chain(([rows, more]) =>
    fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: rows + more, maxLength: rows + more }), {
      minLength: rows,
      maxLength: rows,
    }),
  );
  fc.assert(
    fc.property(matrix, (worth) => {
      const columns = worth[0]?.length ?? 0;
      const taken = bestAssignment(worth, columns);
      expect(new Set(taken).size).toBe(worth.length);
      const sum = taken.reduce((total, column, row) => total + (worth[row]?.[column] ?? 0), 0);
      expect(sum).toBe(bruteForce(worth, columns));
    }),
    { numRuns: cases(300) },
  );
});
