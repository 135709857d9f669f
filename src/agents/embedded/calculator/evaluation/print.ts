import type Fraction from 'fraction.js';
import { Fault } from '../fault.ts';
import { endingDigits, isExact, type NumberValue, plain, significant } from '../numbers/number-text.ts';
import { numeralValue } from '../numbers/numeral.ts';
import { withUnit } from '../units/unit.ts';
import type { Quantity } from './quantity.ts';

/** What never ends is written with a unit to this many digits. */
export const MEASURED_DIGITS = 10;
/** A measure with more digits than this is rounded, even if it ends. */
const MOST_MEASURED_DIGITS = 25;
/** What was worked out from rounded numbers is good to about this many digits. */
const CARRIED_DIGITS = 15;

/**
 * A result as JSON. A plain number is a number when that says it exactly, and else all its digits as a string. A number that
 * never ends (100 / 7, a root) is the nearest JavaScript number: right to 15 digits at least. With a unit it is a string such as
 * `6.213711922 mi` or `$36`, exact when it ends within 25 digits, else to 10; as a percentage or a fraction, `25%` or `3/4`.
 */
export function printed(quantity: Quantity): number | string {
  const { number, unit, form, rounded } = quantity;
  if (form === 'fraction') return fraction(number);
  if (form === 'percentage') return `${measured(isExact(number) ? number.mul(100n) : number.times(100), rounded)}%`;
  if (unit.length > 0) return withUnit(measured(number, rounded), unit);
  if (!isExact(number)) return nearest(number, 17);
  if (rounded === 'carried') return nearest(number, CARRIED_DIGITS);
  const digits = endingDigits(number);
  if (digits === undefined) return nearest(number, 17);
  const value = Number(digits);
  const says = Number.isInteger(value) ? Number.isSafeInteger(value) && String(value) === digits : isText(value, number);
  return says ? value : digits;
}

/** The shortest text of a JavaScript number is this fraction to the last digit. */
function isText(value: number, number: Fraction): boolean {
  return Number.isFinite(value) && numeralValue(String(Math.abs(value))).equals(number.abs());
}

function measured(number: NumberValue, rounded: Quantity['rounded']): string {
  const digits = isExact(number) && rounded !== 'carried' ? endingDigits(number) : undefined;
  if (digits !== undefined && digits.replace(/\D/g, '').replace(/^0+/, '').length <= MOST_MEASURED_DIGITS) return digits;
  const text = plain(significant(number, rounded === 'carried' ? MEASURED_DIGITS - 1 : MEASURED_DIGITS));
  return /e|^-?\d+$/.test(text) ? text : text.replace(/\.?0+$/, '');
}

function fraction(number: NumberValue): string {
  if (isExact(number)) return `${number.s < 0n ? '-' : ''}${number.n}${number.d === 1n ? '' : `/${number.d}`}`;
  throw new Fault('not-arithmetic', {
    what: 'an irrational number is no fraction',
    expected: 'a rational number',
    received: plain(significant(number, 10)),
  });
}

/** The nearest JavaScript number; what is too large or too small for one, as text. */
function nearest(number: NumberValue, digits: number): number | string {
  const text = significant(number, Math.max(digits, 18));
  const value = digits > 16 ? Number(text) : Number(significant(number, digits));
  const exact = Number.isInteger(value) && !Number.isSafeInteger(value);
  return Number.isFinite(value) && !exact && (value !== 0 || text === '0' || /^-?0(?:\.0+)?e/.test(text))
    ? value
    : significant(number, digits).replace(/\.?0+e/, 'e');
}
