import type { Decimal } from 'decimal.js';
import Fraction from 'fraction.js';

/** A number: exact as long as arithmetic allows it, and from the first irrational step on a decimal of many digits. */
export type NumberValue = Fraction | Decimal;

export const isExact = (value: NumberValue): value is Fraction => value instanceof Fraction;

/** All decimal digits of a fraction, or `undefined` when they never end. */
export function endingDigits(value: Fraction): string | undefined {
  let rest = value.d;
  let tens = 0;
  let twos = 0;
  let fives = 0;
  for (; rest % 10n === 0n; tens++) rest /= 10n;
  for (; rest % 2n === 0n; twos++) rest /= 2n;
  for (; rest % 5n === 0n; fives++) rest /= 5n;
  if (rest !== 1n) return undefined;
  const places = tens + Math.max(twos, fives);
  const scaled = ((value.n * 10n ** BigInt(places)) / value.d).toString();
  return `${value.s < 0n ? '-' : ''}${withPoint(scaled, places)}`;
}

function withPoint(digits: string, places: number): string {
  const padded = digits.padStart(places + 1, '0');
  const decimals = padded.slice(padded.length - places).replace(/0+$/, '');
  const above = padded.slice(0, padded.length - places);
  return places === 0 || decimals === '' ? above : `${above}.${decimals}`;
}

/** To so many significant digits, half away from zero: `1.4142e+0`. Zero is `0`. */
export function significant(value: NumberValue, digits: number): string {
  if (!isExact(value)) return value.toExponential(digits - 1, 4);
  if (value.n === 0n) return '0';
  let exponent = exponentOf(value);
  const shift = digits - 1 - exponent;
  const above = value.n * tenTo(shift);
  const below = value.d * tenTo(-shift);
  let rounded = ((2n * above + below) / (2n * below)).toString();
  if (rounded.length > digits) {
    exponent++;
    rounded = rounded.slice(0, digits);
  }
  const mantissa = digits === 1 ? rounded : `${rounded.slice(0, 1)}.${rounded.slice(1)}`;
  return `${value.s < 0n ? '-' : ''}${mantissa}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

/** The power of ten at which the first digit of a number other than zero stands. */
export function exponentOf(value: NumberValue): number {
  if (!isExact(value)) return value.e;
  const guess = value.n.toString().length - value.d.toString().length;
  return value.n * tenTo(-guess) < value.d * tenTo(guess) ? guess - 1 : guess;
}

const tenTo = (exponent: number): bigint => (exponent > 0 ? 10n ** BigInt(exponent) : 1n);

/** `6.213711922e+0` as people write it, unless it is far from one: `6.213711922`. */
export function plain(scientific: string): string {
  const [mantissa = '', exponent = '0'] = scientific.split('e');
  const power = Number(exponent);
  const [sign, digits] = mantissa.startsWith('-') ? ['-', mantissa.slice(1)] : ['', mantissa];
  const figures = digits.replace('.', '');
  if (power > 25 || power < -9) return `${sign}${digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits}e${exponent}`;
  if (power < 0) return `${sign}${withPoint(figures, figures.length - 1 - power)}`;
  const padded = figures.padEnd(power + 1, '0');
  return `${sign}${withPoint(padded, padded.length - 1 - power)}`;
}
