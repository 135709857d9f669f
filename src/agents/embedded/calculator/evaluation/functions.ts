import { Fault } from '../fault.ts';
import type { Constant, FunctionName, Rounding } from '../language/syntax.ts';
import { notReal } from '../numbers/arithmetic.ts';
import { approximately, isZero, short, sign, wholeNumber } from '../numbers/number-size.ts';
import { isExact, type NumberValue } from '../numbers/number-text.ts';
import { tooLarge, whole } from '../numbers/numeral.ts';
import { dimensionOf, unitNamed } from '../units/unit.ts';
import { made, plainQuantity, type Quantities, type Quantity } from './quantity.ts';

/** Sines of larger numbers would need more digits of pi than are carried. */
const MOST_RADIANS = 1e15;

/** A function of one quantity. Angles without a unit are in radians. */
export function apply(name: FunctionName, value: Quantity, quantities: Quantities): Quantity {
  const { arithmetic } = quantities;
  const times = (factor: number): Quantity => quantities.multiply(value, plainQuantity(whole(factor)));
  switch (name) {
    case 'sqrt':
      return quantities.root(value, plainQuantity(whole(2)));
    case 'cbrt':
      return quantities.root(value, plainQuantity(whole(3)));
    case 'square':
      return quantities.power(value, plainQuantity(whole(2)));
    case 'cube':
      return quantities.power(value, plainQuantity(whole(3)));
    case 'reciprocal':
      return quantities.divide(plainQuantity(whole(1)), value);
    case 'double':
      return times(2);
    case 'triple':
      return times(3);
    case 'quadruple':
      return times(4);
    case 'negate':
      return { ...made(arithmetic.negate(value.number), value.unit, value), ...(value.percent === true ? { percent: true } : {}) };
    case 'abs':
      return made(arithmetic.absolute(value.number), value.unit, value);
    case 'floor':
    case 'ceiling':
      return made(wholeOf(value.number, name === 'floor' ? 'down' : 'up', quantities), value.unit, value);
    case 'factorial':
      return made(arithmetic.factorial(quantities.plain(value, 'a factorial')), [], value);
    default:
      return made(transcendental(name, value, quantities), [], value);
  }
}

type Transcendental = 'ln' | 'log10' | 'log2' | 'exp' | 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan';

function transcendental(name: Transcendental, value: Quantity, quantities: Quantities): NumberValue {
  const { arithmetic } = quantities;
  if (name === 'ln') return logarithm(value, undefined, quantities);
  if (name === 'log10' || name === 'log2') return logarithm(value, plainQuantity(whole(name === 'log2' ? 2 : 10)), quantities);
  if (name === 'sin' || name === 'cos' || name === 'tan') return trigonometric(name, value, quantities);
  const number = quantities.plain(value, `the argument of ${name}`);
  if (isZero(number)) return name === 'acos' ? constant('pi/2', quantities) : whole(name === 'exp' ? 1 : 0);
  if (name === 'exp') {
    if (Math.abs(approximately(number)) > 23_000) throw tooLarge(`e to the power of ${short(number)}`);
    return arithmetic.bounded(arithmetic.decimals().exp(arithmetic.toDecimal(number)));
  }
  if (name !== 'atan' && arithmetic.compare(arithmetic.absolute(number), whole(1)) > 0)
    throw notReal(`${name} of ${short(number)}`, 'a number from -1 to 1', short(number));
  return settled(arithmetic.decimals()[name](arithmetic.toDecimal(number)), quantities);
}

function trigonometric(name: 'sin' | 'cos' | 'tan', value: Quantity, quantities: Quantities): NumberValue {
  const { arithmetic } = quantities;
  const radian = unitNamed('rad');
  const isAngle = dimensionOf(value.unit) === 'A1' && radian !== undefined;
  const number = isAngle ? quantities.numberIn(value, [{ unit: radian, power: 1 }]) : quantities.plain(value, `the argument of ${name}`);
  if (Math.abs(approximately(number)) > MOST_RADIANS)
    throw new Fault('too-large', { what: 'the angle is too large', expected: `at most ${MOST_RADIANS} radians`, received: short(number) });
  const angle = arithmetic.toDecimal(number);
  const Decimals = arithmetic.decimals();
  if (name !== 'tan') return settled(Decimals[name](angle), quantities);
  if (isZero(settled(Decimals.cos(angle), quantities)))
    throw notReal(`the tangent of ${short(value.number)}`, 'an angle that is no odd multiple of 90°', short(value.number));
  return settled(Decimals.tan(angle), quantities);
}

/** Sines of multiples of pi are zero but for an error of rounding, and those of 30° are a half. */
function settled(value: NumberValue, quantities: Quantities): NumberValue {
  if (isExact(value)) return value;
  const Decimals = quantities.arithmetic.decimals();
  return value.toDecimalPlaces(Decimals.precision - 12);
}

/** To a base, or natural. Exact when the base is an exact number whose whole power it is. */
export function logarithm(value: Quantity, base: Quantity | undefined, quantities: Quantities): NumberValue {
  const { arithmetic } = quantities;
  const number = quantities.plain(value, 'the argument of a logarithm');
  const to = base === undefined ? undefined : quantities.plain(base, 'the base of a logarithm');
  if (sign(number) <= 0) throw notReal(`the logarithm of ${short(number)}`, 'a number above 0', short(number));
  if (to === undefined) return isExact(number) && number.n === number.d ? whole(0) : arithmetic.decimals().ln(arithmetic.toDecimal(number));
  if (sign(to) <= 0) throw notReal(`a logarithm to base ${short(to)}`, 'a base above 0', short(to));
  const divisor = arithmetic.decimals().ln(arithmetic.toDecimal(to));
  if (divisor.isZero())
    throw new Fault('division-by-zero', { what: 'there is no logarithm to base 1', expected: 'a base other than 1', received: '1' });
  const quotient = arithmetic.decimals().ln(arithmetic.toDecimal(number)).div(divisor);
  const nearest = whole(BigInt(quotient.toDecimalPlaces(0).toFixed(0)));
  const isWhole = quotient
    .minus(String(wholeNumber(nearest)))
    .abs()
    .lt(1e-30);
  return isWhole && arithmetic.compare(arithmetic.power(to, nearest), number) === 0 ? nearest : quotient;
}

export function constant(name: Constant | 'pi/2', quantities: Quantities): NumberValue {
  const Decimals = quantities.arithmetic.decimals();
  switch (name) {
    case 'pi':
      return Decimals.acos(-1);
    case 'pi/2':
      return Decimals.acos(0);
    case 'tau':
      return Decimals.acos(-1).times(2);
    case 'e':
      return Decimals.exp(1);
    case 'golden ratio':
      return Decimals.sqrt(5).plus(1).div(2);
  }
}

/** To a multiple of `step`, half away from zero (`nearest`), up, down, or towards zero (`off`). */
export function round(value: Quantity, step: Quantity, rounding: Rounding, quantities: Quantities): Quantity {
  const { arithmetic } = quantities;
  const size = step.unit.length === 0 ? step.number : quantities.numberIn(step, value.unit);
  if (sign(size) <= 0)
    throw new Fault('not-arithmetic', { what: 'nothing can be rounded to that', expected: 'a number above 0', received: short(size) });
  const quotient = arithmetic.divide(value.number, size);
  return made(arithmetic.multiply(wholeOf(quotient, rounding, quantities), size), value.unit, value);
}

function wholeOf(value: NumberValue, rounding: Rounding, quantities: Quantities): NumberValue {
  const { arithmetic } = quantities;
  const negative = sign(value) < 0;
  if (rounding === 'down') return arithmetic.floor(value);
  if (rounding === 'up') return arithmetic.negate(arithmetic.floor(arithmetic.negate(value)));
  const size = arithmetic.absolute(value);
  const half = rounding === 'nearest' ? arithmetic.divide(whole(1), whole(2)) : whole(0);
  const rounded = arithmetic.floor(rounding === 'off' ? size : arithmetic.add(size, half));
  return negative ? arithmetic.negate(rounded) : rounded;
}

/** How many ways there are to choose `count` of `from`. */
export function choose(from: Quantity, count: Quantity, quantities: Quantities): Quantity {
  const { arithmetic } = quantities;
  const [n, k] = [
    wholeNumber(quantities.plain(from, 'a number to choose from')),
    wholeNumber(quantities.plain(count, 'a number to choose')),
  ];
  if (n === undefined || k === undefined || n < 0n || k < 0n) {
    throw new Fault('not-arithmetic', {
      what: 'only whole numbers of things can be chosen',
      expected: 'whole numbers of at least 0',
      received: `${short(from.number)} choose ${short(count.number)}`,
    });
  }
  if (k > n) return plainQuantity(whole(0));
  const steps = k < n - k ? k : n - k;
  if (steps > 20_000n) throw tooLarge(`${short(from.number)} choose ${short(count.number)}`);
  let ways: NumberValue = whole(1);
  for (let step = 1n; step <= steps; step++) ways = arithmetic.divide(arithmetic.multiply(ways, whole(n - steps + step)), whole(step));
  return plainQuantity(ways);
}
