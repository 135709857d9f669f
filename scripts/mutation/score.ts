import { intervalOf } from '../../src/learn/belief.ts';

/** What became of one change to the code. */
export interface Tried {
  readonly fileName: string;
  readonly status: string;
}

export interface Score {
  readonly fileName: string;
  /** Changes that a test noticed. */
  readonly noticed: number;
  readonly tried: number;
}

const NOTICED: ReadonlySet<string> = new Set(['Killed', 'Timeout']);
const UNNOTICED: ReadonlySet<string> = new Set(['Survived', 'NoCoverage']);

/** The scores of the files, the worst first. Changes that were left out or do not run count neither way. */
export function scoresOf(results: readonly Tried[]): Score[] {
  const scores = new Map<string, Score>();
  for (const { fileName, status } of results) {
    if (!NOTICED.has(status) && !UNNOTICED.has(status)) continue;
    const { noticed, tried } = scores.get(fileName) ?? { noticed: 0, tried: 0 };
    scores.set(fileName, { fileName, noticed: noticed + (NOTICED.has(status) ? 1 : 0), tried: tried + 1 });
  }
  return [...scores.values()].sort((a, b) => a.noticed / a.tried - b.noticed / b.tried);
}

/** The score of all files together, in a sentence with its interval. */
export function totalText(scores: readonly Score[], isSample: boolean): string {
  const noticed = scores.reduce((sum, score) => sum + score.noticed, 0);
  const tried = scores.reduce((sum, score) => sum + score.tried, 0);
  if (tried === 0) return 'No change was tried.';
  const share = `${noticed} of ${tried} changes were noticed: ${((100 * noticed) / tried).toFixed(1)} %`;
  if (!isSample) return `${share}.`;
  const [low, high] = intervalOf({ good: noticed, bad: tried - noticed });
  return `${share} (with 90 % probability ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} % of all of them).`;
}
