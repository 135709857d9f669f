import type Fraction from 'fraction.js';
import { Fault } from '../fault.ts';
import { readInstruction } from '../language/read-instruction.ts';
import type { Node } from '../language/syntax.ts';
import { numeralValue, whole } from '../numbers/numeral.ts';
import { MEASURED_DIGITS } from './print.ts';
import type { Quantity } from './quantity.ts';

/** A JavaScript number with as many digits as this has been rounded, most likely: nobody writes so many, and 1 / 3 has 16. */
const ROUNDED_DIGITS = 14;
/** Longer texts are not looked through for a number. */
const MAX_PROSE = 2000;
const MAX_LITERAL = 200;

const significantDigits = (numeral: string): number => numeral.replace(/e.*$/, '').replace(/\D/g, '').replace(/^0+/, '').length;

type ExactQuantity = Omit<Quantity, 'number'> & { readonly number: Fraction };

const NUMERAL = /^([+-]?)(\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)$/i;

/** One number, as another task has written it: `3`, `"7"`, `"1,200.50"`, `"$36"`, `"6.2 mi"`, `"15%"`, `"3/4"`; `undefined` when it is none. */
export function readNumber(written: number | string): Quantity | undefined {
  if (typeof written === 'number') return Number.isFinite(written) ? ofJavaScript(written) : undefined;
  const text = written.trim();
  const numeral = NUMERAL.exec(text.replace(/,(?=\d{3}(?:\D|$))/g, ''));
  if (numeral !== null) return signed(numeral[1] === '-', numeralValue((numeral[2] ?? '0').toLowerCase()));
  const found = literals(text);
  return found?.length === 1 ? found[0] : undefined;
}

/** The numbers of a text: one, a list, or what a sentence comes to: "3 + 4 = 7", "The total is **7**." */
export function readNumbers(written: string): readonly Quantity[] {
  const whole = readNumber(written);
  if (whole !== undefined) return [whole];
  if (written.length > MAX_PROSE) return [];
  const text = written.replace(/[*_`#]+/g, ' ').trim();
  const ends = [
    text,
    ...['=', ':', ' is ', ' are '].map((mark) => (text.includes(mark) ? text.slice(text.lastIndexOf(mark) + mark.length) : '')),
  ];
  for (const end of ends) {
    const found = literals(end.trim().replace(/[.!]$/, ''));
    if (found !== undefined) return found;
  }
  const numerals = text.match(/(?<![\p{L}\d.,])-?\d[\d,]*(?:\.\d+)?(?![\p{L}\d])/gu) ?? [];
  const only = numerals.length === 1 ? readNumber(numerals[0] ?? '') : undefined;
  return only === undefined ? [] : [only];
}

function ofJavaScript(value: number): Quantity {
  const text = String(Math.abs(value));
  const number = numeralValue(text);
  const digits = significantDigits(text);
  const quantity: Quantity = { number: value < 0 ? number.neg() : number, unit: [] };
  return digits >= ROUNDED_DIGITS && !Number.isSafeInteger(value) ? { ...quantity, rounded: 'given' } : quantity;
}

const signed = (negative: boolean, value: Fraction): Quantity => ({ number: negative ? value.neg() : value, unit: [] });

/** The numbers of a text that is nothing but numbers with their signs and units. */
function literals(text: string): readonly Quantity[] | undefined {
  if (text === '' || text.length > MAX_LITERAL || !/\d/.test(text)) return undefined;
  try {
    return allOf(readInstruction(text).statements);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

function allOf(nodes: readonly Node[]): readonly Quantity[] | undefined {
  const values: Quantity[] = [];
  for (const node of nodes) {
    const value = node.kind === 'list' ? allOf(node.items) : literalValue(node);
    if (value === undefined) return undefined;
    values.push(...[value].flat());
  }
  return values;
}

function literalValue(node: Node): ExactQuantity | undefined {
  switch (node.kind) {
    case 'number':
      return { number: numeralValue(node.numeral), unit: [] };
    case 'negative': {
      const value = literalValue(node.value);
      return value && { ...value, number: value.number.neg() };
    }
    case 'percent': {
      const value = literalValue(node.value);
      return value === undefined || value.unit.length > 0 ? undefined : { number: value.number.div(whole(100)), unit: [], percent: true };
    }
    case 'measure': {
      const value = literalValue(node.value);
      if (value === undefined || value.unit.length > 0) return undefined;
      const long =
        node.value.kind === 'number' && /\./.test(node.value.numeral) && significantDigits(node.value.numeral) >= MEASURED_DIGITS;
      return { ...value, unit: node.unit, ...(long ? { rounded: 'given' } : {}) };
    }
    // 3/4
    case 'operation': {
      if (node.operator !== '/' || node.left.kind !== 'number' || node.right.kind !== 'number') return undefined;
      const divisor = numeralValue(node.right.numeral);
      return divisor.n === 0n ? undefined : { number: numeralValue(node.left.numeral).div(divisor), unit: [] };
    }
    default:
      return undefined;
  }
}
