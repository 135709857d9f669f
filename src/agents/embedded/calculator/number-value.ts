import { Decimal as DecimalBase } from 'decimal.js';
import Fraction from 'fraction.js';
import { TerminalError } from '../../../core/agent-error.ts';

/** Irrational results are carried with this many digits. */
export const Decimal = DecimalBase.clone({ precision: 60 });
type Decimal = DecimalBase;

/** A number: exact as long as the arithmetic allows it, a decimal of 60 digits from the first irrational step on. */
export type NumberValue = Fraction | Decimal;

/** No number grows beyond this many decimal digits: nobody reads further, and 10^10^10 would not fit into any memory. */
const MAX_DIGITS = 10_000;
const MAX_BITS = Math.ceil(MAX_DIGITS * Math.log2(10));
/** 3248! is the last factorial of fewer digits. */
const MAX_FACTORIAL = 3248n;

export const tooLarge = (what: string): TerminalError =>
  new TerminalError('too-large', `${what} has more than ${MAX_DIGITS} digits: expected a result that can be written down`, { for: 'task' });

const isExact = (value: NumberValue): value is Fraction => value instanceof Fraction;

/** An integer, exactly. */
export function exact(value: bigint | number): Fraction {
  return new Fraction(BigInt(value), 1n);
}

/**
 * Reads a decimal numeral such as `12`, `0.1`, `.5`, `1.5e3`, exactly.
 *
 * @throws TerminalError `too-large` for an exponent beyond what can be written down.
 */
export function numeral(text: string): Fraction {
  const [mantissa = '0', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', decimals = ''] = mantissa.split('.');
  const shift = Number(exponent) - decimals.length;
  if (Math.abs(shift) > MAX_DIGITS || mantissa.length > MAX_DIGITS) throw tooLarge(text.length > 40 ? `${text.slice(0, 40)}…` : text);
  const digits = BigInt(`${whole}${decimals}` || '0');
  return shift >= 0 ? new Fraction(digits * 10n ** BigInt(shift), 1n) : new Fraction(digits, 10n ** BigInt(-shift));
}

export function toDecimal(value: NumberValue): Decimal {
  return isExact(value) ? new Decimal((value.s * value.n).toString()).div(new Decimal(value.d.toString())) : value;
}

function bounded(value: NumberValue): NumberValue {
  if (isExact(value)) {
    if (bitLength(value.n) > MAX_BITS || bitLength(value.d) > MAX_BITS) throw tooLarge('the result');
  } else if (!value.isFinite() || Math.abs(value.e) > MAX_DIGITS) {
    throw tooLarge('the result');
  }
  return value;
}

const bitLength = (value: bigint): number => value.toString(16).length * 4;

export function add(a: NumberValue, b: NumberValue): NumberValue {
  return bounded(isExact(a) && isExact(b) ? a.add(b) : toDecimal(a).plus(toDecimal(b)));
}

export function subtract(a: NumberValue, b: NumberValue): NumberValue {
  return bounded(isExact(a) && isExact(b) ? a.sub(b) : toDecimal(a).minus(toDecimal(b)));
}

export function multiply(a: NumberValue, b: NumberValue): NumberValue {
  return bounded(isExact(a) && isExact(b) ? a.mul(b) : toDecimal(a).times(toDecimal(b)));
}

export function divide(a: NumberValue, b: NumberValue): NumberValue {
  if (isZero(b)) throw new TerminalError('division-by-zero', `division by zero: ${display(a)} / 0 has no value`, { for: 'task' });
  return bounded(isExact(a) && isExact(b) ? a.div(b) : toDecimal(a).div(toDecimal(b)));
}

/** The remainder with the sign of the divisor, as people count: -1 mod 3 is 2. */
export function modulo(a: NumberValue, b: NumberValue): NumberValue {
  const quotient = divide(a, b);
  return subtract(a, multiply(b, floor(quotient)));
}

export function negate(a: NumberValue): NumberValue {
  return isExact(a) ? a.neg() : a.negated();
}

/** A power. Exact for whole exponents, and for roots that come out; refused before it is worked out when it would be too large. */
export function power(base: NumberValue, exponent: NumberValue): NumberValue {
  if (isZero(base) && compare(exponent, exact(0)) < 0)
    throw new TerminalError('division-by-zero', 'division by zero: zero has no negative powers', { for: 'task' });
  const size = Math.max(isExact(base) ? bitLength(base.n) : 64, isExact(base) ? bitLength(base.d) : 64);
  const times = Math.abs(toDecimal(exponent).toNumber());
  const trivial = isExact(base) && base.d === 1n && base.n <= 1n;
  if (!trivial && times * Math.max(1, size - 4) > MAX_BITS * 2) throw tooLarge(`${display(base)} to the power of ${display(exponent)}`);
  if (isExact(base) && isExact(exponent) && exponent.d <= 64n) {
    const result = exponent.d === 1n ? wholePower(base, exponent) : base.pow(exponent);
    if (result !== null) return bounded(result);
  }
  const result = toDecimal(base).pow(toDecimal(exponent));
  if (result.isNaN())
    throw new TerminalError('not-a-real-number', `${display(base)} to the power of ${display(exponent)} is not a real number`, {
      for: 'task',
    });
  return bounded(result);
}

function wholePower(base: Fraction, exponent: Fraction): Fraction {
  const sign = base.s < 0n && exponent.n % 2n === 1n ? -1n : 1n;
  const top = sign * base.n ** exponent.n;
  const bottom = base.d ** exponent.n;
  return exponent.s < 0n ? new Fraction(sign * bottom, base.n ** exponent.n) : new Fraction(top, bottom);
}

/** The n-th root: exact when it comes out, and of a negative number for odd n. */
export function root(value: NumberValue, degree: bigint): NumberValue {
  if (compare(value, exact(0)) < 0 && degree % 2n === 1n) return negate(root(negate(value), degree));
  if (compare(value, exact(0)) < 0)
    throw new TerminalError('not-a-real-number', `${display(value)} has no real root of degree ${degree}`, { for: 'task' });
  return power(value, new Fraction(1n, degree));
}

export function factorial(value: NumberValue): NumberValue {
  if (!isExact(value) || value.d !== 1n || value.s < 0n)
    throw new TerminalError('not-arithmetic', `the factorial of ${display(value)} is not defined: expected a whole number >= 0`, {
      for: 'task',
    });
  if (value.n > MAX_FACTORIAL) throw tooLarge(`${value.n}!`);
  let product = 1n;
  for (let factor = 2n; factor <= value.n; factor++) product *= factor;
  return exact(product);
}

export function floor(value: NumberValue): NumberValue {
  return isExact(value) ? value.floor() : exact(BigInt(value.floor().toFixed(0)));
}

export function ceiling(value: NumberValue): NumberValue {
  return negate(floor(negate(value)));
}

/** Half away from zero, as people round. */
export function round(value: NumberValue, decimals = 0): NumberValue {
  const scale = power(exact(10), exact(decimals));
  const scaled = multiply(absolute(value), scale);
  const rounded = divide(floor(add(scaled, new Fraction(1n, 2n))), scale);
  return compare(value, exact(0)) < 0 ? negate(rounded) : rounded;
}

export function absolute(value: NumberValue): NumberValue {
  return compare(value, exact(0)) < 0 ? negate(value) : value;
}

export function compare(a: NumberValue, b: NumberValue): number {
  return isExact(a) && isExact(b) ? a.compare(b) : toDecimal(a).comparedTo(toDecimal(b));
}

function isZero(value: NumberValue): boolean {
  return isExact(value) ? value.n === 0n : value.isZero();
}

/** Short, for messages. */
export function display(value: NumberValue): string {
  const text = String(toJson(value));
  return text.length > 40 ? `${text.slice(0, 20)}…(${text.length} digits)` : text;
}

/**
 * The result as JSON: a number when a number says it exactly, else its digits as text. A result that never ends
 * (100 / 7, a root) is the nearest JavaScript number, good to about 16 digits.
 */
export function toJson(value: NumberValue): number | string {
  if (!isExact(value)) return nearestNumber(value);
  const digits = terminatingDigits(value);
  if (digits === undefined) return nearestNumber(toDecimal(value));
  const number = Number(digits);
  if (Number.isInteger(number) ? Number.isSafeInteger(number) && String(number) === digits : String(number) === digits) return number;
  return digits;
}

function nearestNumber(value: Decimal): number | string {
  const number = Number(value.toString());
  return Number.isFinite(number) && (number !== 0 || value.isZero()) ? number : value.toSignificantDigits(17).toString();
}

/** All decimal digits of a fraction, or `undefined` when they never end. */
function terminatingDigits(value: Fraction): string | undefined {
  let rest = value.d;
  let places = 0;
  for (const prime of [10n, 5n, 2n])
    while (rest % prime === 0n) {
      rest /= prime;
      places++;
    }
  if (rest !== 1n) return undefined;
  const scaled = ((value.n * 10n ** BigInt(places)) / value.d).toString().padStart(places + 1, '0');
  const whole = scaled.slice(0, scaled.length - places);
  const decimals = scaled.slice(scaled.length - places).replace(/0+$/, '');
  return `${value.s < 0n ? '-' : ''}${whole}${decimals === '' ? '' : `.${decimals}`}`;
}
