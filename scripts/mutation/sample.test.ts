import { describe, expect, it } from 'vitest';
import { isSampled } from './sample.ts';
import { scoresOf, totalText } from './score.ts';

const changes = Array.from({ length: 20_000 }, (_, line) => ({
  fileName: `src/file-${line % 7}.ts`,
  mutatorName: 'ConditionalExpression',
  replacement: 'true',
  location: { start: { line, column: 3 } },
}));
const sampled = (share: number, seed: number) => new Set(changes.filter((change) => isSampled(change, share, seed)));

describe('a sample of the changes', () => {
  it('is of the size that was asked for, the same for the same seed and another for another', () => {
    // Of 20,000 at 0.1 each: 2,000, give or take four standard deviations of 42.
    expect(Math.abs(sampled(0.1, 1).size - 2000)).toBeLessThan(170);
    expect(sampled(0.1, 1)).toEqual(sampled(0.1, 1));
    expect(sampled(0.1, 2)).not.toEqual(sampled(0.1, 1));
    expect(sampled(1, 1).size).toBe(20_000);
  });

  it('is part of every larger one', () => {
    const larger = sampled(0.3, 1);
    expect([...sampled(0.1, 1)].every((change) => larger.has(change))).toBe(true);
  });
});

describe('the score', () => {
  const of = (fileName: string, ...statuses: string[]) => statuses.map((status) => ({ fileName, status }));

  it('counts what ran out of time as noticed, what no test reaches as not, and the rest neither way', () => {
    const scores = scoresOf([
      ...of('a.ts', 'Killed', 'Timeout', 'CompileError'),
      ...of('b.ts', 'Survived', 'NoCoverage', 'Killed', 'Ignored'),
    ]);
    expect(scores).toEqual([
      { fileName: 'b.ts', noticed: 1, tried: 3 },
      { fileName: 'a.ts', noticed: 2, tried: 2 },
    ]);
    expect(totalText(scores, false)).toBe('3 of 5 changes were noticed: 60.0 %.');
  });

  it('of a sample says how far off it may be', () => {
    // Wilson's interval for 80 of 100 at z = 1.6449.
    expect(totalText([{ fileName: 'a.ts', noticed: 80, tried: 100 }], true)).toBe(
      '80 of 100 changes were noticed: 80.0 % (with 90 % probability 72.7 to 85.7 % of all of them).',
    );
    expect(totalText([], true)).toBe('No change was tried.');
  });
});
