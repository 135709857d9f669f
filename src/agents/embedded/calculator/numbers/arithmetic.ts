import type { Decimal } from 'decimal.js';
import Fraction from 'fraction.js';
import { Fault } from '../fault.ts';
import { Effort } from './effort.ts';
import { approximately, bits, cost, isZero, magnitude, short, sign } from './number-size.ts';
import { isExact, type NumberValue } from './number-text.ts';
import { MAX_DIGITS, tooLarge, whole } from './numeral.ts';

/** Irrational numbers are carried with at least this many digits. */
const WORKING_DIGITS = 60;
/** The last digits of a decimal are not trusted: errors of earlier steps gather there. */
const GUARD_DIGITS = 15;
/** The library knows pi and ln 10 to 1025 digits. */
const MOST_WORKING_DIGITS = 1000;

const MAX_BITS = Math.ceil(MAX_DIGITS * Math.log2(10));
/** 3248! is the last factorial of at most 10,000 digits. */
const MAX_FACTORIAL = 3248n;

export type DecimalLibrary = typeof Decimal;

/** Thrown by a step that is irrational: it can be taken with decimals of so many digits. */
export class DigitsNeeded extends Error {
  readonly digits: number;

  constructor(digits: number) {
    super(`decimals of ${digits} digits are needed`);
    this.digits = digits;
  }
}

/**
 * Arithmetic that is exact as long as it can be. Numbers stay below 10,000 digits, and the work below a bound.
 * Made without decimals; a step that needs them (or more of their digits) throws `DigitsNeeded`, and the whole
 * calculation is done again with an arithmetic that has them. So most calculations never load them.
 */
export class Arithmetic {
  readonly #decimals: DecimalLibrary | undefined;
  readonly effort: Effort;

  constructor(decimals?: DecimalLibrary, effort: Effort = new Effort()) {
    this.#decimals = decimals;
    this.effort = effort;
  }

  /** The library of decimals, with at least so many trustworthy digits. */
  decimals(digits = WORKING_DIGITS - GUARD_DIGITS): DecimalLibrary {
    const needed = digits + GUARD_DIGITS;
    if (this.#decimals !== undefined && this.#decimals.precision >= needed) {
      this.effort.spend(this.#decimals.precision ** 2 * 20);
      return this.#decimals;
    }
    if (needed > MOST_WORKING_DIGITS) {
      const expected = `at most ${MOST_WORKING_DIGITS - GUARD_DIGITS} digits of an irrational number`;
      throw new Fault('too-large', { what: 'too many digits', expected, received: String(digits) });
    }
    throw new DigitsNeeded(Math.max(needed, WORKING_DIGITS));
  }

  toDecimal(value: NumberValue): Decimal {
    if (!isExact(value)) return value;
    const Decimals = this.decimals();
    return new Decimals((value.s * value.n).toString()).div(new Decimals(value.d.toString()));
  }

  add(a: NumberValue, b: NumberValue): NumberValue {
    return isExact(a) && isExact(b) ? this.#kept(a, b, () => a.add(b)) : this.#uncancelled(a, b, this.toDecimal(a).plus(this.toDecimal(b)));
  }

  subtract(a: NumberValue, b: NumberValue): NumberValue {
    return isExact(a) && isExact(b)
      ? this.#kept(a, b, () => a.sub(b))
      : this.#uncancelled(a, b, this.toDecimal(a).minus(this.toDecimal(b)));
  }

  multiply(a: NumberValue, b: NumberValue): NumberValue {
    return isExact(a) && isExact(b) ? this.#kept(a, b, () => a.mul(b)) : this.bounded(this.toDecimal(a).times(this.toDecimal(b)));
  }

  divide(a: NumberValue, b: NumberValue): NumberValue {
    if (isZero(b)) {
      throw new Fault('division-by-zero', { what: `division by zero: ${short(a)} / 0`, expected: 'a divisor other than 0', received: '0' });
    }
    return isExact(a) && isExact(b) ? this.#kept(a, b, () => a.div(b)) : this.bounded(this.toDecimal(a).div(this.toDecimal(b)));
  }

  /** The remainder with the sign of the divisor, as people count: -1 mod 3 is 2. */
  modulo(a: NumberValue, b: NumberValue): NumberValue {
    return this.subtract(a, this.multiply(b, this.floor(this.divide(a, b))));
  }

  negate(a: NumberValue): NumberValue {
    return isExact(a) ? a.neg() : a.negated();
  }

  absolute(a: NumberValue): NumberValue {
    return sign(a) < 0 ? this.negate(a) : a;
  }

  compare(a: NumberValue, b: NumberValue): number {
    if (!isExact(a) || !isExact(b)) return this.toDecimal(a).comparedTo(this.toDecimal(b));
    this.effort.spend(150 + cost(a, b));
    return a.compare(b);
  }

  /** Exact for whole exponents, and where roots come out. What would be too large is refused before it is worked out. */
  power(base: NumberValue, exponent: NumberValue): NumberValue {
    if (isZero(exponent)) return whole(1);
    if (isZero(base)) {
      if (sign(exponent) > 0) return whole(0);
      throw new Fault('division-by-zero', {
        what: 'division by zero: a negative power of 0',
        expected: 'a base other than 0',
        received: '0',
      });
    }
    this.#checkPower(base, exponent);
    if (isExact(base) && isExact(exponent)) {
      const exact = this.#exactPower(base, exponent);
      if (exact !== undefined) return exact;
    }
    if (sign(base) >= 0) return this.bounded(this.toDecimal(base).pow(this.toDecimal(exponent)));
    // (-8)^(1/3) is -2: a root of an odd degree.
    if (isExact(exponent) && exponent.d % 2n === 1n) {
      const size = this.power(this.negate(base), exponent);
      return exponent.n % 2n === 0n ? size : this.negate(size);
    }
    throw notReal(`${short(base)} to the power of ${short(exponent)}`, 'a base of at least 0', short(base));
  }

  #checkPower(base: NumberValue, exponent: NumberValue): void {
    if (isExact(base) && base.d === 1n && base.n === 1n) return;
    const digits = Math.abs(magnitude(base)) * Math.abs(approximately(exponent));
    // A fraction near one, such as 1.1, has far more digits than its size tells.
    const written =
      isExact(base) && isExact(exponent) && exponent.d === 1n
        ? Math.max(bits(base.n), bits(base.d)) * Math.abs(approximately(exponent))
        : 0;
    if (!(digits <= MAX_DIGITS) || written > MAX_BITS * 2) throw tooLarge(`${short(base)} to the power of ${short(exponent)}`);
    this.effort.spend(100 + (written / 32) ** 2 / 16);
  }

  #exactPower(base: Fraction, exponent: Fraction): NumberValue | undefined {
    const degree = exponent.d;
    if (base.s < 0n && degree % 2n === 0n) return undefined;
    if (degree > 10_000n) return undefined;
    const above = this.#wholeRoot(base.n, degree);
    const below = above === undefined ? undefined : this.#wholeRoot(base.d, degree);
    if (above === undefined || below === undefined) return undefined;
    const negative = base.s < 0n && exponent.n % 2n === 1n ? -1n : 1n;
    const top = negative * above ** exponent.n;
    const bottom = below ** exponent.n;
    return this.#bounded(exponent.s < 0n ? new Fraction(bottom * negative, above ** exponent.n) : new Fraction(top, bottom));
  }

  /** The root of a whole number when it is whole too. Newton's method. */
  #wholeRoot(value: bigint, degree: bigint): bigint | undefined {
    if (degree === 1n || value <= 1n) return value;
    const size = bits(value);
    if (degree >= BigInt(size)) return undefined;
    this.effort.spend(Math.max(1, size / 64) ** 2 * 200);
    let root = 1n << BigInt(Math.ceil(size / Number(degree)) + 1);
    for (;;) {
      const next = ((degree - 1n) * root + value / root ** (degree - 1n)) / degree;
      if (next >= root) break;
      root = next;
    }
    return root ** degree === value ? root : undefined;
  }

  /** The root of this degree: exact where it comes out, and of a negative number for odd degrees. */
  root(value: NumberValue, degree: NumberValue): NumberValue {
    if (sign(value) < 0 && isExact(degree) && (degree.d !== 1n || degree.n % 2n === 0n)) {
      throw notReal(
        `the ${short(degree) === '2' ? 'square root' : `root of degree ${short(degree)}`} of ${short(value)}`,
        'a number of at least 0',
        short(value),
      );
    }
    return this.power(value, this.divide(whole(1), degree));
  }

  factorial(value: NumberValue): NumberValue {
    if (!isExact(value) || value.d !== 1n || value.s < 0n) {
      throw new Fault('not-arithmetic', {
        what: `there is no factorial of ${short(value)}`,
        expected: 'a whole number of at least 0',
        received: short(value),
      });
    }
    if (value.n > MAX_FACTORIAL) throw tooLarge(`${short(value)}!`);
    this.effort.spend(Number(value.n) ** 2 + 100);
    let product = 1n;
    for (let factor = 2n; factor <= value.n; factor++) product *= factor;
    return whole(product);
  }

  /** The largest whole number that is not above. */
  floor(value: NumberValue): Fraction {
    if (isExact(value)) return value.d === 1n ? value : (value.floor() as Fraction);
    const Decimals = this.decimals(Math.max(value.e, 0) + WORKING_DIGITS - 2 * GUARD_DIGITS);
    // 1.999…, which is what sqrt(2)^2 comes to, is 2.
    return whole(
      BigInt(
        value
          .toSignificantDigits(Decimals.precision - GUARD_DIGITS)
          .floor()
          .toFixed(0),
      ),
    );
  }

  /** A number whose last digits may be wrong, without them: what is zero but for an error of rounding is zero. */
  #uncancelled(a: NumberValue, b: NumberValue, result: Decimal): NumberValue {
    if (result.isZero()) return whole(0);
    const largest = Math.max(isZero(a) ? -Infinity : this.toDecimal(a).e, isZero(b) ? -Infinity : this.toDecimal(b).e);
    return largest - result.e > this.decimals().precision - GUARD_DIGITS ? whole(0) : this.bounded(result);
  }

  /** @throws Fault `too-large` for a number that cannot be written down. */
  bounded(value: Decimal): Decimal {
    if (!value.isFinite() || Math.abs(value.e) > MAX_DIGITS) throw tooLarge('the result');
    return value;
  }

  #kept(a: Fraction, b: Fraction, operation: () => Fraction): Fraction {
    this.effort.spend(300 + cost(a, b));
    return this.#bounded(operation());
  }

  #bounded(value: Fraction): Fraction {
    if (bits(value.n) > MAX_BITS || bits(value.d) > MAX_BITS) throw tooLarge('the result');
    return value;
  }
}

export function notReal(what: string, expected: string, received: string): Fault {
  return new Fault('not-a-real-number', { what: `${what} is not a real number`, expected, received });
}
