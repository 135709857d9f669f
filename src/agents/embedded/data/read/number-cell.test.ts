import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumber, shapeOfNumber } from './number-cell.ts';

describe('a number with dots for decimals', () => {
  it.each([
    ['0', 0],
    ['-12', -12],
    ['12.50', 12.5],
    ['.5', 0.5],
    ['1,200.50', 1200.5],
    ['$1,200.50', 1200.5],
    ['-$1,200.50', -1200.5],
    ['$-5', -5],
    ['(1,200)', -1200],
    ['1200-', -1200],
    ['+7', 7],
    ['€ 3', 3],
    ['12 EUR', 12],
    ['USD 12.5', 12.5],
    ['12%', 12],
    ['1 234 567.8', 1234567.8],
    ["1'234.5", 1234.5],
    ['12,34,567', 1234567],
    ['1.5e3', 1500],
    ['1,234', 1234],
  ])('"%s" is %d', (text, value) => {
    expect(readNumber(text, 'dot')).toBe(value);
  });

  it.each([
    '',
    'abc',
    '1,2',
    '1.2.3',
    '12,50',
    '1-2',
    '--1',
    '(5',
    '5)',
    '$',
    '0x1F',
    'Infinity',
    '1e999',
    '$5€',
    '2024-01-05',
    '1 2',
    '=1+1',
  ])('"%s" is none', (text) => {
    expect(readNumber(text, 'dot')).toBeUndefined();
  });
});

describe('a number with commas for decimals', () => {
  it.each([
    ['1.234,56', 1234.56],
    ['12,5', 12.5],
    ['1.234', 1234],
    ['-1.234.567,8', -1234567.8],
    ['1 234,5', 1234.5],
    ['3,5 %', 3.5],
  ])('"%s" is %d', (text, value) => {
    expect(readNumber(text, 'comma')).toBe(value);
  });

  it.each(['1,234.5', '12.50', '1.5'])('"%s" is none', (text) => {
    expect(readNumber(text, 'comma')).toBeUndefined();
  });
});

describe('what the writing of a number tells', () => {
  it('leaves the style open where both read it', () => {
    expect(shapeOfNumber('1.234')?.style).toBe('either');
    expect(shapeOfNumber('1,234')?.style).toBe('either');
    expect(shapeOfNumber('1234')?.style).toBe('none');
  });

  it('tells the style by what only one of them reads', () => {
    expect(shapeOfNumber('0.123')?.style).toBe('dot');
    expect(shapeOfNumber('1,234,567')?.style).toBe('dot');
    expect(shapeOfNumber('12,5')?.style).toBe('comma');
    expect(shapeOfNumber('1.234.567')?.style).toBe('comma');
  });

  it('takes leading zeros and very long digits for codes', () => {
    expect(shapeOfNumber('00123')?.code).toBe(true);
    expect(shapeOfNumber('12345678901234567')?.code).toBe(true);
    expect(shapeOfNumber('0.5')?.code).toBe(false);
  });

  it('agrees with what is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.,-$€% ()eE'), maxLength: 14 }), (text) => {
        const shape = shapeOfNumber(text.trim());
        const read = [readNumber(text.trim(), 'dot'), readNumber(text.trim(), 'comma')];
        if (shape === undefined) expect(read).toEqual([undefined, undefined]);
        else expect(read.some((value) => value !== undefined)).toBe(true);
      }),
    );
  });

  it('reads back every number as JavaScript writes it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(readNumber(String(value), 'dot')).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
