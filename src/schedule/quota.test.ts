import { describe, expect, it } from 'vitest';
import { Quota } from './quota.ts';

const DAY_MS = 86_400_000;

function drawn(quota: Quota, tokens: number, nowMs: number): number[] {
  const draws: number[] = [];
  quota.reserve(tokens, nowMs, draws, 0);
  return draws;
}

describe('a quota', () => {
  it('keeps to all of its windows: the longest wait counts', () => {
    const quota = new Quota('key', { requestsPerMinute: 2, requestsPerDay: 3, tokensPerMinute: 100, tokensPerDay: 250 });
    expect(quota.earliestMs(60, 0)).toBe(0);
    drawn(quota, 60, 0);
    // 60 more would be 120 within the minute.
    expect(quota.earliestMs(60, 1000)).toBe(60_000);
    expect(quota.earliestMs(40, 1000)).toBe(1000);
    drawn(quota, 40, 1000);
    // Two requests within the minute.
    expect(quota.earliestMs(0, 2000)).toBe(60_000);
    drawn(quota, 100, 61_000);
    // Three within the day; 250 tokens would be passed by 51 more, too.
    expect(quota.earliestMs(0, 200_000)).toBe(DAY_MS);
    const tokens = new Quota('key', { tokensPerDay: 250 });
    drawn(tokens, 200, 5000);
    expect(tokens.earliestMs(50, 6000)).toBe(6000);
    expect(tokens.earliestMs(51, 6000)).toBe(DAY_MS + 5000);
  });

  it('counts what was used instead of what was reserved, once that is known', () => {
    const quota = new Quota('key', { tokensPerMinute: 100 });
    const draws = drawn(quota, 100, 0);
    expect(quota.earliestMs(70, 10)).toBe(60_000);
    expect(quota.settle(draws, 0, 30, false)).toBe(2);
    expect(quota.earliestMs(70, 10)).toBe(10);
    expect(quota.earliestMs(71, 10)).toBe(60_000);
    const unknown = drawn(quota, 70, 20);
    quota.settle(unknown, 0, undefined, false);
    expect(quota.earliestMs(1, 30)).toBe(60_000);
  });

  it('finds its draws behind those of another limit', () => {
    const [first, second] = [new Quota('a', { tokensPerMinute: 100 }), new Quota('b', { tokensPerMinute: 100, tokensPerDay: 1000 })];
    const draws: number[] = [];
    second.reserve(100, 0, draws, first.reserve(100, 0, draws, 0));
    expect(draws).toHaveLength(2 + 3);
    expect(second.settle(draws, first.settle(draws, 0, 100, false), 0, false)).toBe(5);
    expect(first.earliestMs(1, 10)).toBe(60_000);
    expect(second.earliestMs(100, 10)).toBe(10);
  });

  it('holds no more at once than its concurrency', () => {
    const quota = new Quota('key', { concurrency: 1 });
    const draws = drawn(quota, 0, 0);
    expect(quota.earliestMs(0, 5)).toBe(Number.POSITIVE_INFINITY);
    quota.settle(draws, 0, 0, false);
    expect(quota.earliestMs(0, 5)).toBe(5);
  });

  it('takes a server at its word on requests and tokens, less what is under way, until they are there again', () => {
    const quota = new Quota('key', {});
    drawn(quota, 10, 0);
    quota.obey({ remainingRequests: 2, requestsResetMs: 5000, remainingTokens: 100, tokensResetMs: 9000 }, 1000);
    // One of the two is under way.
    expect(quota.earliestMs(100, 1000)).toBe(1000);
    expect(quota.earliestMs(101, 1000)).toBe(10_000);
    drawn(quota, 60, 1500);
    expect(quota.earliestMs(0, 2000)).toBe(6000);
    expect(quota.earliestMs(41, 6000)).toBe(10_000);
    expect(quota.earliestMs(41, 10_000)).toBe(10_000);
    // It may not say when: a minute. Below zero is no count.
    quota.obey({ remainingRequests: 0 }, 20_000);
    expect(quota.earliestMs(0, 20_000)).toBe(80_000);
    const other = new Quota('key', {});
    other.obey({ remainingRequests: -1, remainingTokens: -1, tokensResetMs: -5 }, 0);
    expect(other.earliestMs(10, 1)).toBe(1);
    other.obey({ remainingTokens: 0, tokensResetMs: -5 }, 100);
    expect(other.earliestMs(10, 101)).toBe(101);
  });

  it('rests longer with each refusal in a row, and for as long as it is told', () => {
    const quota = new Quota('key', {});
    expect(quota.foundPerMinute).toBe(Number.POSITIVE_INFINITY);
    quota.refused(0, undefined);
    expect(quota.earliestMs(0, 0)).toBe(250);
    quota.refused(300, undefined);
    expect(quota.earliestMs(0, 300)).toBe(300 + 500);
    quota.accepted(900);
    quota.refused(1000, undefined);
    expect(quota.earliestMs(0, 1000)).toBe(1000 + 250);
    quota.refused(2000, 7000);
    expect(quota.earliestMs(0, 2000)).toBe(9000);
    // What was told before is not forgotten for a shorter rest.
    quota.refused(3000, 10);
    expect(quota.earliestMs(0, 3000)).toBe(9000);
  });
});
