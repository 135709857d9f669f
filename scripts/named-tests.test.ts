import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemWith, rowsIn, testsIn } from './named-tests.ts';

const pageOf = (name: string): string => readFileSync(join(import.meta.dirname, '../docs', name), 'utf8');

describe.each([
  ['security.md', 'Threats', 15],
  ['guarantees.md', undefined, 15],
] as const)('docs/%s', (name, heading, least) => {
  it('names a test in every row of its table', () => {
    const rows = rowsIn(pageOf(name), heading);
    expect(rows.length).toBeGreaterThanOrEqual(least);
    expect(rows.filter(({ tests }) => tests.length === 0).map(({ title }) => title)).toEqual([]);
  });

  it('names tests that are there, and hold what it says', () => {
    expect(testsIn(pageOf(name)).flatMap((test) => problemWith(test) ?? [])).toEqual([]);
  });

  it('names every test by its whole path', () => {
    const short = pageOf(name).match(/`[\w-]+\.test\.ts`/g) ?? [];
    expect(short).toEqual([]);
  });
});

describe('a test that a page names', () => {
  it('is missed when it is not there, holds no tests, or has not the words', () => {
    expect(problemWith({ path: 'test/no-such.test.ts', words: [] })).toBe('test/no-such.test.ts is not there');
    expect(problemWith({ path: 'scripts/build.ts', words: [] })).toBe('scripts/build.ts holds no tests');
    const words = 'x'.repeat(40);
    expect(problemWith({ path: 'scripts/named-tests.test.ts', words: ['is missed', words] })).toBe(
      `scripts/named-tests.test.ts has no "${words}"`,
    );
    expect(problemWith({ path: 'scripts', words: ['is missed when'] })).toBeUndefined();
  });

  it('is read with its words, from the rows of a table', () => {
    const page =
      '# P\n\n## One\n\n| a | b |\n| --- | --- |\n| **x** | `test/a` ("u", "v"), `src/b.test.ts` |\n| y | none |\n\n## Two\n\n| z | w |\n';
    expect(rowsIn(page, 'One')).toEqual([
      {
        title: 'x',
        tests: [
          { path: 'test/a', words: ['u', 'v'] },
          { path: 'src/b.test.ts', words: [] },
        ],
      },
      { title: 'y', tests: [] },
    ]);
    expect(rowsIn(page, 'Three')).toEqual([]);
  });
});
