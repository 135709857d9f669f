import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberSpool } from './number-spool.ts';
import { exactQuantiles } from './quantiles.ts';
import { Workbench } from './workbench.ts';

const QUANTILES = [0, 0.25, 0.5, 0.9, 1];

/** By sorting. */
function bruteForce(values: readonly number[], quantile: number): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const position = quantile * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? 0;
  return below === above ? below : below + (above - below) * (position - Math.floor(position));
}

async function quantilesOf(groups: readonly (readonly number[])[], heldNumbers?: number): Promise<(number | undefined)[][]> {
  await using bench = new Workbench(new AbortController().signal, () => {});
  const spool = new NumberSpool(bench, heldNumbers);
  for (const [group, values] of groups.entries()) {
    for (const value of values) {
      spool.add(group);
      spool.add(value);
    }
    await spool.settle();
  }
  const found = await exactQuantiles(
    spool,
    groups.map((values) => values.length),
    QUANTILES,
  );
  await spool.close();
  return found;
}

describe('exact quantiles', () => {
  it('are those of a sorted list, for any numbers and groups', async () => {
    const values = fc.array(
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }), fc.integer({ min: -3, max: 3 })),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 4 }), async (groups) => {
        const found = await quantilesOf(groups);
        for (const [group, numbers] of groups.entries()) {
          for (const [index, quantile] of QUANTILES.entries()) {
            const expected = bruteForce(numbers, quantile);
            const received = found[group]?.[index];
            if (expected === undefined) expect(received).toBeUndefined();
            else expect(Math.abs((received ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-10 * Math.max(...numbers.map(Math.abs)));
          }
        }
      }),
    );
  });

  it('are the same from a scratch file as from memory', async () => {
    const groups = [
      Array.from({ length: 150_000 }, (_, index) => Math.sin(index) * 1000),
      Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 1000),
    ];
    expect(await quantilesOf(groups, 65_536)).toEqual(await quantilesOf(groups, 10_000_000));
  });
});
