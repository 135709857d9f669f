import type Fraction from 'fraction.js';
import { exponentOf, isExact, type NumberValue, plain, significant } from './number-text.ts';

export function isZero(value: NumberValue): boolean {
  return isExact(value) ? value.n === 0n : value.isZero();
}

/** -1, 0 or 1 */
export function sign(value: NumberValue): number {
  if (isZero(value)) return 0;
  return isExact(value) ? Number(value.s) : value.isNegative() ? -1 : 1;
}

/** The nearest JavaScript number; infinite when it is too large for one. */
export function approximately(value: NumberValue): number {
  if (isExact(value) && value.d === 1n) return Number(value.s * value.n);
  return Number(significant(value, 18));
}

/** The whole number that a value is, or `undefined`. */
export function wholeNumber(value: NumberValue): bigint | undefined {
  return isExact(value) && value.d === 1n ? value.s * value.n : undefined;
}

/** The decimal logarithm of the size of a number other than zero, to a few digits. */
export function magnitude(value: NumberValue): number {
  const exponent = exponentOf(value);
  return Math.log10(Math.abs(Number(significant(value, 12).split('e')[0]))) + exponent;
}

const SMALL = 1n << 62n;

export function bits(value: bigint): number {
  return value < SMALL ? Math.ceil(Math.log2(Number(value) + 1)) : value.toString(16).length * 4;
}

/** What reducing a fraction of these to its lowest terms takes: many divisions, when both terms are long. */
export function cost(a: Fraction, b: Fraction): number {
  if (a.n < SMALL && b.n < SMALL && a.d < SMALL && b.d < SMALL) return 0;
  const above = (bits(a.n) + bits(b.n)) / 64;
  const below = (bits(a.d) + bits(b.d)) / 64;
  return 300 + above * 64 + Math.min(above, below) * (above + below) * 64;
}

/** A number for messages. */
export function short(value: NumberValue): string {
  const text = isExact(value) && value.d === 1n ? `${value.s < 0n ? '-' : ''}${value.n}` : plain(significant(value, 10));
  return text.length > 30 ? `${text.slice(0, 12)}… (${text.length} digits)` : text;
}
