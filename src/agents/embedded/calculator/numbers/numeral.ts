import Fraction from 'fraction.js';
import { Fault, quoted } from '../fault.ts';

/** No number has more decimal digits than this: nobody reads further, and 10^10^10 would not fit into any memory. */
export const MAX_DIGITS = 10_000;

export const tooLarge = (what: string): Fault =>
  new Fault('too-large', { what: `${what} is too large`, expected: `at most ${MAX_DIGITS} digits`, received: 'more' });

/** A whole number as a fraction. */
export function whole(value: bigint | number): Fraction {
  return new Fraction(BigInt(value), 1n);
}

/**
 * The exact value of a numeral: `12`, `0.1`, `.5`, `1.5e3`, `3/2`, `0xff`, `0b11`, `0o17`.
 *
 * @throws Fault `too-large` for more digits than can be written down.
 */
export function numeralValue(numeral: string): Fraction {
  if (numeral.length > MAX_DIGITS) throw tooLarge(quoted(numeral, 20));
  if (/^0[xbo]/.test(numeral)) return whole(BigInt(numeral));
  const [above = '0', below] = numeral.split('/');
  return below === undefined ? decimal(above) : decimal(above).div(decimal(below));
}

function decimal(numeral: string): Fraction {
  const [mantissa = '0', exponent = '0'] = numeral.split('e');
  const [digits = '', decimals = ''] = mantissa.split('.');
  const shift = Number(exponent) - decimals.length;
  if (Math.abs(shift) > MAX_DIGITS) throw tooLarge(quoted(numeral, 20));
  const all = BigInt(`${digits}${decimals}` || '0');
  return shift >= 0 ? new Fraction(all * 10n ** BigInt(shift), 1n) : new Fraction(all, 10n ** BigInt(-shift));
}
