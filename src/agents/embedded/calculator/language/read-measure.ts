import { dimensionOf, type UnitPower, unitNamed } from '../units/unit.ts';
import { FRACTION_WORDS } from './number-words.ts';
import { readUnit } from './read-unit.ts';
import type { Reader } from './reader.ts';
import type { Node } from './syntax.ts';

/** The unit after what has been read, if there is one: `5 km`, "half a mile"; and `5 ft 3 in`, which is one length. */
export function readMeasure(reader: Reader, left: Node): Node | undefined {
  const { tokens } = reader;
  if (left.kind !== 'number' && left.kind !== 'part' && !(left.kind === 'list' && left.items.length === 1)) return undefined;
  const { column } = left;
  if (left.kind === 'part' && tokens.seesAny(['a', 'an']) && tokens.peek(1).text.length > 2) {
    const unit = tokens.attempt(() => (tokens.takeAny(['a', 'an']) === undefined ? undefined : readUnit(tokens)));
    if (unit !== undefined) return { kind: 'measure', value: left, unit, column };
  }
  const unit = readUnit(tokens);
  if (unit === undefined) return undefined;
  const measure: Node = { kind: 'measure', value: left, unit, column };
  const smaller = readSmaller(reader, unit);
  return smaller === undefined ? measure : { kind: 'operation', operator: '+', left: measure, right: smaller, column: smaller.column };
}

/** "3 hours and 20 minutes" is one time; in a list, these are two. */
function readSmaller(reader: Reader, unit: readonly UnitPower[]): Node | undefined {
  const { tokens } = reader;
  return tokens.attempt(() => {
    if (!reader.inList) tokens.take('and');
    const number = tokens.next();
    if (number.kind !== 'number') return undefined;
    const more = readUnit(tokens);
    if (more === undefined || dimensionOf(more) !== dimensionOf(unit) || !isSmaller(more, unit)) return undefined;
    const { numeral, column } = number;
    return { kind: 'measure', value: { kind: 'number', numeral, column }, unit: more, column };
  });
}

function isSmaller(unit: readonly UnitPower[], than: readonly UnitPower[]): boolean {
  const size = (powers: readonly UnitPower[]): number => (powers[0]?.unit.sizes ?? []).reduce((product, text) => product * Number(text), 1);
  return unit.length === 1 && than.length === 1 && size(unit) < size(than);
}

/** `3/4 cup` is a measure; the 4 of 3/4 is none. */
export function readMeasuredFraction({ tokens }: Reader): Node | undefined {
  const below = tokens.peek(2);
  if (tokens.peek(1).text !== '/' || below.kind !== 'number' || below.column - tokens.peek().end !== 1) return undefined;
  return tokens.attempt(() => {
    const [above, slash] = [tokens.next(), tokens.next()];
    tokens.next();
    const unit = readUnit(tokens);
    if (unit === undefined || above.kind !== 'number') return undefined;
    const { column } = above;
    const left: Node = { kind: 'number', numeral: above.numeral, column };
    const right: Node = { kind: 'number', numeral: below.numeral, column: below.column };
    return { kind: 'measure', value: { kind: 'operation', operator: '/', left, right, column: slash.column }, unit, column };
  });
}

/** `$5`, `€ 3 per day` */
export function readMoney({ tokens }: Reader): Node {
  const { column, text } = tokens.next();
  const currency = unitNamed(text);
  const number = tokens.peek();
  if (currency === undefined || number.kind !== 'number') throw tokens.fault('an amount of money');
  tokens.next();
  const per = tokens.attempt(() => (tokens.takeAny(['/', 'per', 'a', 'an']) === undefined ? undefined : readUnit(tokens)));
  const unit = [{ unit: currency, power: 1 }, ...(per ?? []).map((one) => ({ ...one, power: -one.power }))];
  return { kind: 'measure', value: { kind: 'number', numeral: number.numeral, column: number.column }, unit, column };
}

/** "a mile", "an hour": one of them */
export function readOneUnit({ tokens }: Reader): Node | undefined {
  const { column } = tokens.peek();
  return tokens.attempt(() => {
    if (tokens.takeAny(['a', 'an']) === undefined) return undefined;
    const { kind, text } = tokens.peek();
    if (kind !== 'word' || text.length < 3 || FRACTION_WORDS.has(text)) return undefined;
    const unit = readUnit(tokens);
    return unit && { kind: 'measure', value: { kind: 'number', numeral: '1', column }, unit, column };
  });
}
