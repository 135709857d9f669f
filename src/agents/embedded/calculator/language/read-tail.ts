import { readUnit } from './read-unit.ts';
import type { Reader } from './reader.ts';
import type { Form, Node, Rounding, RoundTo } from './syntax.ts';
import type { TokenStream } from './token-stream.ts';

const INTO = ['expressed in', 'expressed as', 'converted to', 'converted into', 'measured in', 'in terms of', 'in', 'to', 'into', 'as'];

const FORMS: readonly (readonly [phrase: string, form: Form])[] = [
  ['a percentage', 'percentage'],
  ['a percent', 'percentage'],
  ['percentage', 'percentage'],
  ['percent', 'percentage'],
  ['%', 'percentage'],
  ['a fraction', 'fraction'],
  ['fraction', 'fraction'],
  ['a decimal number', 'decimal'],
  ['a decimal', 'decimal'],
  ['decimal', 'decimal'],
];

const SHARE_OF = [
  'as a percentage of',
  'as a percent of',
  'as percentage of',
  'as percent of',
  'as a % of',
  'as % of',
  'is what percent of',
  'is what percentage of',
  'is what % of',
  'what percent of',
  'what percentage of',
];

/** Multiples that roundings are "to the nearest" of, by name. */
const MULTIPLES: ReadonlyMap<string, string> = new Map([
  ['whole number', '1'],
  ['whole', '1'],
  ['integer', '1'],
  ['unit', '1'],
  ['one', '1'],
  ['ten', '10'],
  ['hundred', '100'],
  ['thousand', '1000'],
  ['million', '1000000'],
  ['billion', '1000000000'],
  ['tenth', '0.1'],
  ['hundredth', '0.01'],
  ['thousandth', '0.001'],
  ['half', '0.5'],
  ['quarter', '0.25'],
  ['cent', '0.01'],
  ['penny', '0.01'],
  ['dollar', '1'],
  ['euro', '1'],
]);

const PLACES = [
  'decimal places',
  'decimal place',
  'decimal digits',
  'decimal points',
  'decimals',
  'decimal',
  'dp',
  'd . p .',
  'places',
  'digits after the decimal point',
];
const DIGITS = ['significant figures', 'significant figure', 'significant digits', 'significant digit', 'sig figs', 'sf', 'digits'];

/**
 * What may follow a whole expression: a unit to convert to, a form to write it in, a whole to set it against, a rounding.
 *
 * @returns The expression with it, or `undefined` with nothing taken.
 */
export function readTail(reader: Reader, left: Node): Node | undefined {
  const { tokens } = reader;
  const { column } = tokens.peek();
  if (tokens.takeAny(SHARE_OF) !== undefined) {
    return { kind: 'pair', name: 'share', of: { kind: 'list', items: [left, reader.operand(1)], column }, column };
  }
  return readRounding(reader, left) ?? readConversion(tokens, left, column);
}

/** "in miles", "as a percentage" */
export function readConversion(tokens: TokenStream, left: Node, column: number): Node | undefined {
  return tokens.attempt(() => {
    if (tokens.takeAny(INTO) === undefined) return undefined;
    const form = FORMS.find(([phrase]) => tokens.take(phrase))?.[1];
    if (form !== undefined) {
      tokens.takeAny(['in lowest terms', 'in simplest form', 'form']);
      return { kind: 'form', form, value: left, column };
    }
    const unit = readUnit(tokens);
    return unit && { kind: 'convert', value: left, unit, column };
  });
}

/** "rounded to 2 decimals", "to the nearest ten", "correct to 3 significant figures" */
function readRounding(reader: Reader, value: Node): Node | undefined {
  const { tokens } = reader;
  return tokens.attempt(() => {
    const { column } = tokens.peek();
    const verb = tokens.takeAny([', rounded', 'rounded', ', truncated', 'truncated', 'correct', 'accurate', 'with', ', to']);
    const rounding = verb?.endsWith('truncated') === true ? 'off' : readDirection(tokens);
    const to = verb === 'with' ? readDigits(reader) : verb === ', to' ? readDigits(reader) : readRoundTo(reader);
    if (to !== undefined) return { kind: 'round', rounding, value, to, column };
    return verb?.endsWith('ed') === true ? { kind: 'round', rounding, value, column } : undefined;
  });
}

/** "up", "down", "off" after "round" */
export function readDirection(tokens: TokenStream): Rounding {
  const word = tokens.takeAny(['up', 'down', 'off']);
  return word === 'up' || word === 'down' ? word : 'nearest';
}

/** "to 2 decimals", "to the nearest 10", "up to the next hundred", "to an integer" */
export function readRoundTo(reader: Reader): RoundTo | undefined {
  const { tokens } = reader;
  return tokens.attempt(() => {
    if (tokens.takeAny(['to the nearest', 'to nearest', 'to the next', 'to a', 'to an', 'to the']) !== undefined) {
      const { column } = tokens.peek();
      const named = [...MULTIPLES].find(([name]) => tokens.take(name) || tokens.take(`${name}s`))?.[1] ?? numberWord(tokens);
      if (named !== undefined) {
        tokens.takeAny(['place', 'digit']);
        return { kind: 'multiple', of: { kind: 'number', numeral: named, column } };
      }
      return tokens.peek().kind === 'number' || tokens.sees('$') ? { kind: 'multiple', of: reader.operand(2) } : undefined;
    }
    if (!tokens.take('to')) return undefined;
    if (tokens.takeAny(['integer', 'integers', 'whole numbers']) !== undefined)
      return { kind: 'multiple', of: { kind: 'number', numeral: '1', column: 1 } };
    return readDigits(reader);
  });
}

/** `hundred` and `thousand` alone are no numbers, but here they are. */
function numberWord(tokens: TokenStream): string | undefined {
  const { kind, text } = tokens.peek();
  const numeral = kind === 'number' ? MULTIPLES.get(text.replace(/^a /, '')) : undefined;
  if (numeral !== undefined) tokens.next();
  return numeral;
}

/** "2 decimals", "3 significant figures" */
function readDigits({ tokens }: Reader): RoundTo | undefined {
  return tokens.attempt(() => {
    const token = tokens.next();
    if (token.kind !== 'number') return undefined;
    const count = { kind: 'number', numeral: token.numeral, column: token.column } as const;
    if (tokens.takeAny(PLACES) !== undefined) return { kind: 'places', places: count };
    return tokens.takeAny(DIGITS) === undefined ? undefined : { kind: 'digits', digits: count };
  });
}
