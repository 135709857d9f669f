import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DuplicateFinder } from './duplicate-finder.ts';
import { newScratchFolder, Workbench } from './workbench.ts';

describe('the duplicate finder', () => {
  it('finds every row that repeats an earlier one, in memory and spilled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ maxLength: 2, unit: fc.constantFrom('a', 'b', ',') }), { maxLength: 60 }),
        fc.constantFrom(1, 5, 1000),
        async (rows, held) => {
          await using bench = new Workbench(new AbortController().signal, () => {});
          const finder = new DuplicateFinder(bench, held);
          for (const row of rows) {
            finder.add(row);
            await finder.settle();
          }
          const found = await finder.duplicates();
          const expected = rows.map((row, index) => rows.indexOf(row) < index);
          expect(rows.map((_, index) => found.has(index))).toEqual(expected);
          expect(found.size).toBe(expected.filter(Boolean).length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('leaves nothing behind', async () => {
    const folder = newScratchFolder();
    {
      await using bench = new Workbench(new AbortController().signal, () => {}, folder);
      const finder = new DuplicateFinder(bench, 1);
      finder.add('row');
      await finder.settle();
      expect(existsSync(folder)).toBe(true);
    }
    expect(existsSync(folder)).toBe(false);
  });
});
