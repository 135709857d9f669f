import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderOfDate, readCompactDate, readDate } from './date-cell.ts';

describe('a date', () => {
  it.each([
    ['2024-01-31', '2024-01-31'],
    ['2024/1/5', '2024-01-05'],
    ['2024-01', '2024-01'],
    ['2024-01-31 08:30', '2024-01-31T08:30:00'],
    ['2024-01-31T08:30:15Z', '2024-01-31T08:30:15Z'],
    ['2024-01-31T23:30:00-02:00', '2024-02-01T01:30:00Z'],
    ['31.12.2024', '2024-12-31'],
    ['5 Jan 2024', '2024-01-05'],
    ['05-Jan-24', '2024-01-05'],
    ['Jan 5, 2024', '2024-01-05'],
    ['January 5th, 2024 3:04 pm', '2024-01-05T15:04:00'],
    ['Monday, 5 February 2024', '2024-02-05'],
    ['March 2024', '2024-03'],
    ['2024-02-29', '2024-02-29'],
    ['1/2/70', '1970-02-01'],
    ['1/2/69', '2069-02-01'],
  ])('"%s" is %s', (text, iso) => {
    expect(readDate(text, 'dmy')).toBe(iso);
  });

  it.each([
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '32.01.2024',
    '12:30',
    '2024',
    'May',
    'Maybe 5, 2024',
    '2024-01-05T25:00',
    'tomorrow',
    '',
  ])('"%s" is none', (text) => {
    expect(readDate(text, 'dmy')).toBeUndefined();
  });

  it('is read with the day or the month first as its column says', () => {
    expect(readDate('03/04/2024', 'dmy')).toBe('2024-04-03');
    expect(readDate('03/04/2024', 'mdy')).toBe('2024-03-04');
  });

  it('tells the order of its column where only one is possible', () => {
    expect(orderOfDate('13/04/2024')).toBe('dmy');
    expect(orderOfDate('04/13/2024')).toBe('mdy');
    expect(orderOfDate('03/04/2024')).toBe('either');
    expect(orderOfDate('03.04.2024')).toBe('dmy');
    expect(orderOfDate('04/04/2024')).toBe('fixed');
    expect(orderOfDate('2024-04-13')).toBe('fixed');
    expect(orderOfDate('99/99/2024')).toBeUndefined();
  });

  it('is read from eight digits when it is a plausible one', () => {
    expect(readCompactDate('20240131')).toBe('2024-01-31');
    expect(readCompactDate('20241331')).toBeUndefined();
    expect(readCompactDate('12345678')).toBeUndefined();
  });

  it('exists: every day that is read is a day of the calendar', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 1900, max: 2100 }),
        (day, month, year) => {
          const iso = readDate(`${day}.${month}.${year}`, 'dmy');
          const date = new Date(Date.UTC(year, month - 1, day));
          const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === year;
          expect(iso).toBe(exists ? date.toISOString().slice(0, 10) : undefined);
        },
      ),
    );
  });
});
