import { Fault } from '../fault.ts';
import type { Pair, Statistic } from '../language/syntax.ts';
import { approximately, short, wholeNumber } from '../numbers/number-size.ts';
import { whole } from '../numbers/numeral.ts';
import { made, plainQuantity, type Quantities, type Quantity } from './quantity.ts';

/**
 * A statistic over a list, exact where it can be. Several for a mode that is shared.
 *
 * @throws Fault `no-operands` for too short a list.
 */
export function statistic(name: Statistic, list: readonly Quantity[], quantities: Quantities): readonly Quantity[] {
  if (name === 'count') return [plainQuantity(whole(list.length))];
  if (name === 'mode') return modes(list, quantities);
  return [single(name, list, quantities)];
}

function single(name: Exclude<Statistic, 'count' | 'mode'>, list: readonly Quantity[], quantities: Quantities): Quantity {
  const [first, ...rest] = list;
  if (first === undefined) throw tooFew(name, 'at least one number', 'none');
  const count = plainQuantity(whole(list.length));
  const sum = (): Quantity => rest.reduce((total, one) => quantities.add(total, one), withoutPercent(first));
  switch (name) {
    case 'sum':
      return sum();
    case 'product':
      return rest.reduce((total, one) => quantities.multiply(total, one), first);
    case 'mean':
      return quantities.divide(sum(), count);
    case 'median':
      return median(list, quantities);
    case 'min':
      return rest.reduce((least, one) => (quantities.compare(one, least) < 0 ? one : least), first);
    case 'max':
      return rest.reduce((most, one) => (quantities.compare(one, most) > 0 ? one : most), first);
    case 'range':
      return quantities.subtract(single('max', list, quantities), single('min', list, quantities));
    case 'sample variance':
    case 'population variance':
      return variance(list, name === 'sample variance', quantities);
    case 'sample deviation':
    case 'population deviation':
      return quantities.root(variance(list, name === 'sample deviation', quantities), plainQuantity(whole(2)));
    case 'geometric mean':
      return quantities.root(single('product', list, quantities), count);
    case 'gcd':
    case 'lcm':
      return plainQuantity(whole(divisor(name, list, quantities)));
  }
}

/** In a list, 10% is 0.1 and not a share of what stands before it. */
function withoutPercent({ number, unit, rounded }: Quantity): Quantity {
  return { number, unit, ...(rounded === undefined ? {} : { rounded }) };
}

function median(list: readonly Quantity[], quantities: Quantities): Quantity {
  const sorted = list.toSorted((a, b) => quantities.compare(a, b));
  const lower = sorted[(sorted.length - 1) >> 1];
  const upper = sorted[sorted.length >> 1];
  if (lower === undefined || upper === undefined) throw tooFew('median', 'at least one number', 'none');
  return lower === upper ? lower : quantities.divide(quantities.add(withoutPercent(lower), withoutPercent(upper)), plainQuantity(whole(2)));
}

/** All values that come most often, smallest first. */
function modes(list: readonly Quantity[], quantities: Quantities): readonly Quantity[] {
  const sorted = list.toSorted((a, b) => quantities.compare(a, b));
  let best: Quantity[] = [];
  let most = 0;
  for (let start = 0; start < sorted.length; ) {
    const value = sorted[start];
    if (value === undefined) break;
    let end = start + 1;
    for (let other = sorted[end]; other !== undefined && quantities.compare(other, value) === 0; other = sorted[end]) end++;
    if (end - start > most) best = [];
    if (end - start >= most) best.push(value);
    most = Math.max(most, end - start);
    start = end;
  }
  if (best.length === 0) throw tooFew('mode', 'at least one number', 'none');
  return best;
}

function variance(list: readonly Quantity[], sample: boolean, quantities: Quantities): Quantity {
  const divisor = sample ? list.length - 1 : list.length;
  if (divisor < 1)
    throw tooFew(
      sample ? 'sample variance' : 'population variance',
      sample ? 'at least two numbers' : 'at least one number',
      String(list.length),
    );
  const mean = single('mean', list, quantities);
  const squares = list.map((one) => {
    const distance = quantities.subtract(withoutPercent(one), mean);
    return quantities.multiply(distance, distance);
  });
  return quantities.divide(single('sum', squares, quantities), plainQuantity(whole(divisor)));
}

function divisor(name: 'gcd' | 'lcm', list: readonly Quantity[], quantities: Quantities): bigint {
  const numbers = list.map((one) => {
    const value = wholeNumber(quantities.plain(one, name));
    if (value === undefined)
      throw new Fault('not-arithmetic', {
        what: `the ${name} is of whole numbers`,
        expected: 'a whole number',
        received: short(one.number),
      });
    quantities.arithmetic.effort.spend(value.toString(16).length ** 2);
    return value < 0n ? -value : value;
  });
  const gcd = (a: bigint, b: bigint): bigint => {
    let [larger, smaller] = [a, b];
    while (smaller > 0n) [larger, smaller] = [smaller, larger % smaller];
    return larger;
  };
  if (name === 'gcd') return numbers.reduce(gcd);
  const multiple = numbers.reduce((a, b) => {
    if (a === 0n || b === 0n) return 0n;
    const product = quantities.arithmetic.multiply(whole(a), whole(b / gcd(a, b)));
    return wholeNumber(product) ?? 0n;
  });
  return multiple;
}

/** Of two numbers in order; `share`, `rise` and `fall` in percent. */
export function pair(name: Pair, list: readonly Quantity[], quantities: Quantities): Quantity {
  if (name === 'subtract' && list.length > 2) return list.reduce((left, right) => quantities.subtract(left, right));
  const [a, b] = list;
  if (a === undefined || b === undefined || list.length > 2) {
    throw new Fault('no-operands', {
      what: `a ${PAIR_NAMES[name]} is of two numbers`,
      expected: 'two numbers',
      received: String(list.length),
    });
  }
  const percent = (part: Quantity, of: Quantity): Quantity => quantities.multiply(quantities.divide(part, of), plainQuantity(whole(100)));
  switch (name) {
    case 'distance': {
      const difference = quantities.subtract(a, b);
      return made(quantities.arithmetic.absolute(difference.number), difference.unit, difference);
    }
    case 'subtract':
      return quantities.subtract(a, b);
    case 'divide':
      return quantities.divide(a, b);
    case 'remainder':
      return made(quantities.arithmetic.modulo(a.number, quantities.numberIn(b, a.unit)), a.unit, a, b);
    case 'share':
      return percent(a, b);
    case 'rise':
      return percent(quantities.subtract(b, a), a);
    case 'fall':
      return percent(quantities.subtract(a, b), a);
  }
}

const PAIR_NAMES: Readonly<Record<Pair, string>> = {
  distance: 'difference',
  subtract: 'difference',
  divide: 'quotient',
  remainder: 'remainder',
  share: 'percentage',
  rise: 'percentage change',
  fall: 'percentage change',
};

function tooFew(name: string, expected: string, received: string): Fault {
  return new Fault('no-operands', { what: `too few numbers for the ${name}`, expected, received });
}

/** The whole numbers between two, both included: at most 100,000. */
export function span(from: Quantity, to: Quantity, quantities: Quantities): readonly Quantity[] {
  const first = wholeNumber(quantities.plain(from, 'the start of a row'));
  const last = wholeNumber(quantities.plain(to, 'the end of a row'));
  if (first === undefined || last === undefined) {
    throw new Fault('not-arithmetic', {
      what: 'a row is of whole numbers',
      expected: 'whole numbers',
      received: `${short(from.number)} to ${short(to.number)}`,
    });
  }
  if (last < first || last - first >= 100_000n) {
    const received = last < first ? `${short(from.number)} to ${short(to.number)}` : `${approximately(whole(last - first + 1n))}`;
    const expected = last < first ? 'an end that is not below the start' : 'at most 100000 numbers in a row';
    throw new Fault(last < first ? 'not-arithmetic' : 'too-large', {
      what: last < first ? 'the row is empty' : 'the row is too long',
      expected,
      received,
    });
  }
  return Array.from({ length: Number(last - first) + 1 }, (_, index) => plainQuantity(whole(first + BigInt(index))));
}
