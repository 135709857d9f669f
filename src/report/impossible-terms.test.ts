import { describe, expect, it } from 'vitest';
import { impossibleTerms } from './impossible-terms.ts';

const least = { lowerBoundMs: 40_000, fastestMs: 45_000, minimumCostUsd: 0.3 };

describe('impossibleTerms', () => {
  it('says nothing of terms that can be kept', () => {
    expect(impossibleTerms({ deadlineMs: 40_000, budgetUsd: 0.1 + 0.2 }, least)).toEqual([]);
    expect(impossibleTerms({}, least)).toEqual([]);
    expect(impossibleTerms({ budgetUsd: 0 }, { ...least, minimumCostUsd: null })).toEqual([]);
  });

  it('names the least that would do', () => {
    expect(impossibleTerms({ deadlineMs: 1500, budgetUsd: 0.29 }, least)).toEqual([
      'A deadline of 1.5 s cannot be met: by the estimates no schedule on this team is quicker than 40.0 s, and about 45.0 s is what it takes.',
      'A budget of $0.29 is not enough: by the estimates the least is $0.3, each task once at its cheapest agent.',
    ]);
  });
});
