import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedSpill } from './keyed-spill.ts';
import { RowSet } from './row-set.ts';
import { newScratchFolder, Workbench } from './workbench.ts';

describe('a keyed spill', () => {
  it('tells first occurrences from repeats, in memory and spilled', async () => {
    const texts = fc.array(fc.string({ maxLength: 2, unit: fc.constantFrom('a', 'b', ',') }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom(1, 5, 1000), async (rows, held) => {
        await using bench = new Workbench(new AbortController().signal, () => {});
        const spill = new KeyedSpill(bench, held);
        for (const [index, row] of rows.entries()) {
          spill.add(row, index);
          await spill.settle();
        }
        const [first, repeated] = [new RowSet(), new RowSet()];
        await spill.tellApart(
          (row) => first.add(row),
          (row) => repeated.add(row),
        );
        const expected = rows.map((row, index) => rows.indexOf(row) < index);
        expect(rows.map((_, index) => repeated.has(index))).toEqual(expected);
        expect(rows.map((_, index) => first.has(index))).toEqual(expected.map((repeats) => !repeats));
        expect(repeated.size + first.size).toBe(rows.length);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves nothing behind', async () => {
    const folder = newScratchFolder();
    {
      await using bench = new Workbench(new AbortController().signal, () => {}, folder);
      const spill = new KeyedSpill(bench, 1);
      spill.add('row', 0);
      await spill.settle();
      expect(existsSync(folder)).toBe(true);
    }
    expect(existsSync(folder)).toBe(false);
  });
});
