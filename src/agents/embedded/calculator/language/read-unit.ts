import { type UnitPower, unitNamed } from '../units/unit.ts';
import { COMPOUNDS, CURRENCY_SIGNS } from '../units/unit-table.ts';
import type { TokenStream } from './token-stream.ts';

/** Words that may be units, and here are not. */
const NEVER: ReadonlySet<string> = new Set(['a', 'as', 'to', 'of', 'by', 'per', 'x', 'at', 'is', 'and', 'or', 'e', 'into', 'mod', 'over']);

/** What may follow `in` where it means inches. */
const AFTER_INCHES = [
  'in',
  'to',
  'into',
  'as',
  'plus',
  'minus',
  'times',
  'and',
  'x',
  'multiplied',
  'divided',
  'by',
  'per',
  ...')+-*/^,;=?.]!',
];

/**
 * A unit, if one comes next: `km`, `square feet`, `miles per hour`, `kg m/s^2`, `fl oz`, `€`.
 *
 * @returns Its factors, or `undefined` with nothing taken.
 */
export function readUnit(tokens: TokenStream): readonly UnitPower[] | undefined {
  const first = readPower(tokens, 1);
  if (first === undefined) return undefined;
  const powers = [...first];
  for (;;) {
    const next = tokens.attempt(() => {
      const times = tokens.glued && tokens.take('*');
      const per = !times && tokens.takeAny(['/', 'per', 'a', 'an']) !== undefined;
      return times || per ? readPower(tokens, per ? -1 : 1) : undefined;
    });
    if (next === undefined) return merged(powers);
    powers.push(...next);
  }
}

function readPower(tokens: TokenStream, sign: 1 | -1): readonly UnitPower[] | undefined {
  return tokens.attempt(() => {
    const shape = tokens.takeAny(['square', 'sq', 'cubic', 'cu']);
    const written = readName(tokens);
    if (written === undefined) return undefined;
    const raised = sign * (shape === undefined ? 1 : shape.startsWith('sq') ? 2 : 3) * readExponent(tokens);
    return written.map(({ unit, power }) => ({ unit, power: power * raised }));
  });
}

/** The longest name first: `fl oz` is no `fl`. */
function readName(tokens: TokenStream): readonly UnitPower[] | undefined {
  for (const length of [3, 2, 1]) {
    const words = Array.from({ length }, (_, index) => tokens.peek(index));
    if (!words.every((word) => word.kind === 'word' || (length === 1 && (CURRENCY_SIGNS.has(word.text) || word.text === '¢')))) continue;
    const raw = words.map((word) => (word.kind === 'word' ? word.raw.replace(/\s/g, '') : word.text)).join(' ');
    if (length === 1 && (NEVER.has(raw) || (raw.toLowerCase() === 'in' && !meansInches(tokens)))) continue;
    const powers = unitsWritten(raw);
    if (powers === undefined) continue;
    for (const _ of words) tokens.next();
    return powers;
  }
  return undefined;
}

/** A unit in one name; `m2` and `m3` are written for m² and m³. */
function unitsWritten(raw: string): readonly UnitPower[] | undefined {
  const compound = COMPOUNDS.get(raw.toLowerCase());
  if (compound !== undefined) {
    return compound.flatMap(([symbol, power]) => {
      const unit = unitNamed(symbol);
      return unit === undefined ? [] : [{ unit, power }];
    });
  }
  const unit = unitNamed(raw);
  if (unit !== undefined) return [{ unit, power: 1 }];
  const [, stem = '', digit = ''] = /^(\p{L}+)([23])$/u.exec(raw) ?? [];
  const base = stem === '' ? undefined : unitNamed(stem);
  return base && [{ unit: base, power: Number(digit) }];
}

/** m·m is m². */
function merged(powers: readonly UnitPower[]): readonly UnitPower[] {
  const bySymbol = new Map<string, UnitPower>();
  for (const { unit, power } of powers) bySymbol.set(unit.symbol, { unit, power: power + (bySymbol.get(unit.symbol)?.power ?? 0) });
  return [...bySymbol.values()].filter(({ power }) => power !== 0);
}

const meansInches = (tokens: TokenStream): boolean => tokens.peek(1).kind === 'end' || tokens.seesAny(AFTER_INCHES, 1);

function readExponent(tokens: TokenStream): number {
  if (tokens.take('squared')) return 2;
  if (tokens.take('cubed')) return 3;
  return (
    tokens.attempt(() => {
      if (!tokens.take('^')) return undefined;
      const sign = tokens.take('-') ? -1 : 1;
      const { kind, text } = tokens.peek();
      const digits = text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit))).replace(/^[⁺⁻]/, '');
      if (kind !== 'number' || !/^[1-9]$/.test(digits)) return undefined;
      tokens.next();
      return sign * Number(digits);
    }) ?? 1
  );
}
