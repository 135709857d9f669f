import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDurationMs } from './duration.ts';

describe('parseDurationMs', () => {
  it.each([
    ['250ms', 250],
    ['60s', 60_000],
    ['1.5h', 5_400_000],
    ['1h30m', 5_400_000],
    [' 1h 30m ', 5_400_000],
    ['2d', 172_800_000],
    ['1m1ms', 60_001],
    ['0', 0],
    ['1500', 1500],
    [1500, 1500],
  ])('reads %j', (text, durationMs) => {
    expect(parseDurationMs(text, 'timeout')).toBe(durationMs);
  });

  it.each(['', '  ', '-5', '-5s', 'soon', '5 apples', '.5s', '5S', 'ms', '1_000', 'NaN', 'Infinity', '1e400', `${'9'.repeat(400)}d`])(
    'refuses %j and says what it wants',
    (text) => {
      expect(() => parseDurationMs(text, '--deadline')).toThrow(/^--deadline: expected a length of time such as 250ms/);
    },
  );

  it('refuses numbers that are no length of time', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1]) expect(() => parseDurationMs(value, 'timeout')).toThrow('received');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [840, '840 ms'],
    [999.6, '1.0 s'],
    [3200, '3.2 s'],
    [59_949, '59.9 s'],
    [59_950, '1m 00s'],
    [245_000, '4m 05s'],
    [3_599_700, '1h 00m'],
    [7_800_000, '2h 10m'],
    [172_799_999, '2d 0h'],
    [Number.NaN, '?'],
    [Number.POSITIVE_INFINITY, '?'],
  ])('writes %d ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  it('never writes sixty of anything', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (durationMs) => !/\b60(\.0)?[ ]?[sm]\b/.test(formatDuration(durationMs))),
    );
  });
});
