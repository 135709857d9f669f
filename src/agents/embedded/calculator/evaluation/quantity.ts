import { Fault } from '../fault.ts';
import type { Form } from '../language/syntax.ts';
import type { Arithmetic } from '../numbers/arithmetic.ts';
import { isZero, short, sign, wholeNumber } from '../numbers/number-size.ts';
import { isExact, type NumberValue } from '../numbers/number-text.ts';
import { numeralValue, whole } from '../numbers/numeral.ts';
import { dimensionOf, quantityName, symbolOf, type UnitPower, withUnit } from '../units/unit.ts';

/** A number with the unit it counts in; none for a plain number. */
export interface Quantity {
  readonly number: NumberValue;
  readonly unit: readonly UnitPower[];
  /** It was written with a % sign: 50 + 10% is 55. */
  readonly percent?: true;
  /** It was written as a fraction in words: to "reduce by a third" is by a third of it. */
  readonly part?: true;
  readonly form?: Form;
  /** `given`: as a JavaScript number gave it, rounded to its 16 or 17 digits; `carried`: worked out from such. */
  readonly rounded?: 'given' | 'carried';
}

export const plainQuantity = (number: NumberValue): Quantity => ({ number, unit: [] });

/** Arithmetic of quantities: units are converted, multiplied and cancelled, percentages taken of what they are added to. */
export class Quantities {
  readonly arithmetic: Arithmetic;

  constructor(arithmetic: Arithmetic) {
    this.arithmetic = arithmetic;
  }

  add(a: Quantity, b: Quantity): Quantity {
    return this.#sum(a, b, (left, right) => this.arithmetic.add(left, right));
  }

  subtract(a: Quantity, b: Quantity): Quantity {
    return this.#sum(a, b, (left, right) => this.arithmetic.subtract(left, right));
  }

  #sum(a: Quantity, b: Quantity, operation: (left: NumberValue, right: NumberValue) => NumberValue): Quantity {
    if (b.percent === true && a.percent !== true)
      return made(this.arithmetic.multiply(a.number, operation(whole(1), b.number)), a.unit, a, b);
    const sum = made(operation(a.number, this.numberIn(b, a.unit)), a.unit, a, b);
    return a.percent === true && b.percent === true ? { ...sum, percent: true } : sum;
  }

  multiply(a: Quantity, b: Quantity): Quantity {
    return this.#scaled(this.arithmetic.multiply(a.number, b.number), a, b, 1);
  }

  divide(a: Quantity, b: Quantity): Quantity {
    return this.#scaled(this.arithmetic.divide(a.number, b.number), a, b, -1);
  }

  /** Merges the units of a product; of each kind the unit that came first stays. */
  #scaled(number: NumberValue, a: Quantity, b: Quantity, direction: 1 | -1): Quantity {
    if (b.unit.length === 0) return made(number, a.unit, a, b);
    if (a.unit.length > 0) for (const { unit } of [...a.unit, ...b.unit]) if (unit.offset !== undefined) throw scaleFault(unit.symbol);
    const powers = [...a.unit];
    let result = number;
    for (const { unit, power } of b.unit) {
      const index = powers.findIndex((one) => dimensionOf([{ unit: one.unit, power: 1 }]) === dimensionOf([{ unit, power: 1 }]));
      const like = powers[index];
      if (like === undefined) {
        powers.push({ unit, power: power * direction });
        continue;
      }
      const ratio = this.arithmetic.divide(this.sizeOf([{ unit, power: 1 }]), this.sizeOf([{ unit: like.unit, power: 1 }]));
      result = this.arithmetic.multiply(result, this.arithmetic.power(ratio, whole(power * direction)));
      powers[index] = { unit: like.unit, power: like.power + power * direction };
    }
    const left = powers.filter(({ power }) => power !== 0);
    // 50 Hz * 2 s is 100.
    return dimensionOf(left) === '' && left.length > 0
      ? made(this.arithmetic.multiply(result, this.sizeOf(left)), [], a, b)
      : made(result, left, a, b);
  }

  power(base: Quantity, exponent: Quantity): Quantity {
    const power = this.plain(exponent, 'an exponent');
    const number = this.arithmetic.power(base.number, power);
    return base.unit.length === 0 ? made(number, [], base, exponent) : this.#raised(number, base, power, exponent);
  }

  root(base: Quantity, degree: Quantity): Quantity {
    const power = this.plain(degree, 'the degree of a root');
    const number = this.arithmetic.root(base.number, power);
    return base.unit.length === 0
      ? made(number, [], base, degree)
      : this.#raised(number, base, this.arithmetic.divide(whole(1), power), degree);
  }

  #raised(number: NumberValue, base: Quantity, exponent: NumberValue, by: Quantity): Quantity {
    const powers = base.unit.map(({ unit, power }) => {
      if (unit.offset !== undefined) throw scaleFault(unit.symbol);
      const raised = wholeNumber(this.arithmetic.multiply(whole(power), exponent));
      if (raised === undefined || raised > 99n || raised < -99n) {
        throw new Fault('not-arithmetic', {
          what: `${symbolOf(base.unit)} has no power of ${short(exponent)}`,
          expected: 'a power that leaves whole powers of the unit',
          received: short(exponent),
        });
      }
      return { unit, power: Number(raised) };
    });
    return made(
      number,
      powers.filter(({ power }) => power !== 0),
      base,
      by,
    );
  }

  /** `by` of it more (`up`) or less: a share of it when `by` is a percentage or a part. */
  change(base: Quantity, by: Quantity, direction: 'up' | 'down'): Quantity {
    const amount = by.percent === true || by.part === true ? this.multiply(base, plainQuantity(by.number)) : by;
    return direction === 'up' ? this.add(base, amount) : this.subtract(base, amount);
  }

  compare(a: Quantity, b: Quantity): number {
    return this.arithmetic.compare(a.number, this.numberIn(b, a.unit));
  }

  /** @throws Fault `not-arithmetic` when it cannot be counted in that unit. */
  convert(quantity: Quantity, unit: readonly UnitPower[]): Quantity {
    if (quantity.unit.length === 0) {
      throw new Fault('not-arithmetic', {
        what: `${short(quantity.number)} has no unit`,
        expected: `${quantityName(unit)}, such as "${withUnit(short(quantity.number), unit)}"`,
        received: 'a number without a unit',
      });
    }
    return made(this.numberIn(quantity, unit), unit, quantity);
  }

  /** How many of these units it is. */
  numberIn(quantity: Quantity, unit: readonly UnitPower[]): NumberValue {
    const [from, to] = [symbolOf(quantity.unit), symbolOf(unit)];
    if (from === to) return quantity.number;
    if (dimensionOf(quantity.unit) !== dimensionOf(unit)) throw kindFault(quantity, unit);
    const { multiply, divide, add, subtract } = bound(this.arithmetic);
    const [source, target] = [scaleOf(quantity.unit), scaleOf(unit)];
    const shifted = source === undefined ? quantity.number : add(quantity.number, numeralValue(source));
    const converted = divide(multiply(shifted, this.sizeOf(quantity.unit)), this.sizeOf(unit));
    return target === undefined ? converted : subtract(converted, numeralValue(target));
  }

  /** The size of a compound unit in base units. */
  sizeOf(powers: readonly UnitPower[]): NumberValue {
    let size: NumberValue = whole(1);
    for (const { unit, power } of powers) {
      for (const text of unit.sizes) size = this.arithmetic.multiply(size, this.arithmetic.power(this.#size(text), whole(power)));
    }
    return size;
  }

  #size(text: string): NumberValue {
    if (text !== 'radian') return numeralValue(text);
    const Decimals = this.arithmetic.decimals();
    return new Decimals(180).div(Decimals.acos(-1));
  }

  /** The number of a quantity that must have no unit. */
  plain(quantity: Quantity, what: string): NumberValue {
    if (quantity.unit.length === 0) return quantity.number;
    throw new Fault('not-arithmetic', {
      what: `${what} has no unit`,
      expected: 'a plain number',
      received: withUnit(short(quantity.number), quantity.unit),
    });
  }

  /** -1, 0 or 1 */
  signOf(quantity: Quantity): number {
    return sign(quantity.number);
  }

  isZero(quantity: Quantity): boolean {
    return isZero(quantity.number);
  }
}

/** A result, which is as little exact as what it was made of. */
export function made(number: NumberValue, unit: readonly UnitPower[], ...from: readonly Quantity[]): Quantity {
  return from.some(({ rounded }) => rounded !== undefined) && isExact(number) ? { number, unit, rounded: 'carried' } : { number, unit };
}

/** Where the scale of a lone unit starts: `273.15` for °C. */
function scaleOf(powers: readonly UnitPower[]): string | undefined {
  const [only] = powers;
  return powers.length === 1 && only?.power === 1 ? only.unit.offset : undefined;
}

function bound(arithmetic: Arithmetic): Pick<Arithmetic, 'add' | 'subtract' | 'multiply' | 'divide'> {
  return {
    add: (a, b) => arithmetic.add(a, b),
    subtract: (a, b) => arithmetic.subtract(a, b),
    multiply: (a, b) => arithmetic.multiply(a, b),
    divide: (a, b) => arithmetic.divide(a, b),
  };
}

function kindFault(quantity: Quantity, unit: readonly UnitPower[]): Fault {
  const currencies = /^[A-Z]{3}1$/;
  const money = currencies.test(dimensionOf(quantity.unit)) && currencies.test(dimensionOf(unit));
  return new Fault('not-arithmetic', {
    what: money ? 'exchange rates are not known here' : 'these do not go together',
    expected: quantityName(unit),
    received:
      quantity.unit.length === 0
        ? `${short(quantity.number)} without a unit`
        : `${quantityName(quantity.unit)}: ${withUnit(short(quantity.number), quantity.unit)}`,
  });
}

const scaleFault = (symbol: string): Fault =>
  new Fault('not-arithmetic', {
    what: `temperatures in ${symbol} cannot be multiplied with units`,
    expected: 'kelvin',
    received: symbol,
  });
