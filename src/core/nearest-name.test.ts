import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

describe('nearestName', () => {
  it.each([
    ['fecth', ['publish', 'fetch'], 'fetch'],
    ['dependson', ['id', 'dependsOn'], 'dependsOn'],
    ['depends_on', ['dependsOn', 'title'], 'dependsOn'],
    ['FETCH', ['fetch2', 'fetch'], 'fetch'],
    ['capabilites', ['capabilities'], 'capabilities'],
    ['ab', ['ac'], 'ac'],
  ])('takes %s for one of %j', (typed, known, meant) => {
    expect(nearestName(typed, known)).toBe(meant);
  });

  it.each([
    ['', ['a']],
    ['x', ['y']],
    ['report', ['fetch', 'draft']],
    ['fetch', []],
    ['a'.repeat(40) + 'b'.repeat(20), ['a'.repeat(60)]],
  ])('has no suggestion for %j among %j', (typed, known) => {
    expect(nearestName(typed, known)).toBeUndefined();
  });

  it('takes the first of two that are equally close', () => {
    expect(nearestName('task3', ['task1', 'task2'])).toBe('task1');
  });

  it('is quick for many long names', () => {
    const known = Array.from({ length: 20_000 }, (_, index) => `${'x'.repeat(190)}${index}`);
    expect(nearestName(`${'x'.repeat(189)}y19999`, known)).toBe(`${'x'.repeat(190)}19999`);
  });
});
