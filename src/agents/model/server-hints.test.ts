import { describe, expect, it } from 'vitest';
import { rateLimitOf, retryAfterOf } from './server-hints.ts';

/** 2026-01-01T00:00:10Z by the server, a minute later by this machine. */
const date = 'Thu, 01 Jan 2026 00:00:10 GMT';
const nowMs = Date.parse(date) + 60_000;

describe('retryAfterOf', () => {
  it.each([
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT', date }, 20_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT', date }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m1.5s' }, 61_500],
    [{ 'x-ratelimit-remaining-requests': '5', 'x-ratelimit-reset-requests': '6m0s' }, undefined],
    [{ 'anthropic-ratelimit-tokens-remaining': '0', 'anthropic-ratelimit-tokens-reset': '2026-01-01T00:00:25Z', date }, 15_000],
  ])('reads %o', (headers, expected) => {
    expect(retryAfterOf(headers, undefined, nowMs)).toBe(expected);
  });

  it('reads the body where the headers do not say', () => {
    const gemini = JSON.stringify({ error: { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }] } });
    expect(retryAfterOf({}, gemini, nowMs)).toBe(1500);
    expect(retryAfterOf({}, 'Rate limit reached. Please try again in 1m2.5s. Visit ...', nowMs)).toBe(62_500);
    expect(retryAfterOf({}, 'Please try again in 20ms.', nowMs)).toBe(20);
    expect(retryAfterOf({ 'retry-after': '2' }, gemini, nowMs)).toBe(2000);
  });
});

describe('rateLimitOf', () => {
  it('reads what OpenAI and those like it say', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-tokens': '6m0s',
    };
    expect(rateLimitOf(headers, nowMs)).toEqual({
      remainingRequests: 59,
      requestsResetMs: 1000,
      remainingTokens: 149_984,
      tokensResetMs: 360_000,
    });
  });

  it('reads instants by the clock of the server', () => {
    expect(rateLimitOf({ 'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:12Z', date }, nowMs)).toEqual({ requestsResetMs: 2000 });
    const atMs = Date.parse(date);
    expect(rateLimitOf({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(atMs + 500), date }, nowMs)).toEqual({
      remainingRequests: 0,
      requestsResetMs: 500,
    });
    expect(rateLimitOf({ 'x-ratelimit-reset': String(atMs / 1000 + 3), date }, nowMs)).toEqual({ requestsResetMs: 3000 });
  });

  it('says nothing of what makes no sense', () => {
    expect(rateLimitOf({}, nowMs)).toBeUndefined();
    expect(rateLimitOf({ 'x-ratelimit-remaining-requests': '', 'x-ratelimit-reset-requests': 'soon' }, nowMs)).toBeUndefined();
    expect(rateLimitOf({ 'x-ratelimit-remaining-requests': '-4' }, nowMs)).toBeUndefined();
  });
});
