import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IndexHeap } from './index-heap.ts';

it('gives out the largest key first, of equal keys the smallest index, whatever comes in between', () => {
  const steps = fc.array(fc.option(fc.integer({ min: 0, max: 9 })), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (given) => {
      // A number is pushed under its place as index; a null asks for the first.
      const heap = new IndexHeap(Float64Array.from(given, (key) => key ?? 0));
      const inside: number[] = [];
      for (const [index, key] of given.entries()) {
        const first = inside.toSorted((a, b) => (given[b] ?? 0) - (given[a] ?? 0) || a - b)[0] ?? -1;
        expect(heap.peek()).toBe(first);
        expect(heap.size).toBe(inside.length);
        if (key === null) {
          expect(heap.pop()).toBe(first);
          if (first >= 0) inside.splice(inside.indexOf(first), 1);
        } else {
          heap.push(index);
          inside.push(index);
        }
      }
    }),
  );
});
