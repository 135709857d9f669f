import { BINARY_PREFIXES, CURRENCY_SIGNS, METRIC_PREFIXES, UNIT_ROWS, type UnitRow } from './unit-table.ts';

/** A unit by its symbol; its size in base units is the product of `sizes`. */
export interface Unit {
  readonly symbol: string;
  readonly sizes: readonly string[];
  /** Exponents of base dimensions, as in `L M T-2`. */
  readonly dimension: string;
  readonly offset?: string;
}

/** A factor of a compound unit: `s` to the power of -1. */
export interface UnitPower {
  readonly unit: Unit;
  readonly power: number;
}

let bySymbol: ReadonlyMap<string, UnitRow> | undefined;
let byName: ReadonlyMap<string, UnitRow> | undefined;

function symbols(): ReadonlyMap<string, UnitRow> {
  bySymbol ??= new Map(UNIT_ROWS.map((row) => [row.symbol, row]));
  return bySymbol;
}

function names(): ReadonlyMap<string, UnitRow> {
  byName ??= new Map(UNIT_ROWS.flatMap((row) => row.names.split('|').map((name): [string, UnitRow] => [name, row])));
  return byName;
}

/** The unit that people write like this: `km`, `miles`, `°C`, `fl oz`, `kilowatt hours`; `undefined` when there is none. */
export function unitNamed(written: string): Unit | undefined {
  const exact = symbols().get(written);
  if (exact !== undefined) return unitOf(exact);
  const lower = written.toLowerCase();
  return (
    prefixed(written) ??
    singulars(lower)
      .map((name) => named(name))
      .find((unit) => unit !== undefined) ??
    inAnyCase(written)
  );
}

function singulars(name: string): string[] {
  const [head = '', ...rest] = name.split(' ');
  // "degrees celsius" and "pounds sterling" have the plural in front.
  const inner = rest.length > 0 && head.endsWith('s') ? [[head.slice(0, -1), ...rest].join(' ')] : [];
  return [name, ...inner, ...(name.length > 2 && name.endsWith('s') ? [name.slice(0, -1), name.replace(/es$/, '')] : [])];
}

function named(name: string): Unit | undefined {
  const row = names().get(name);
  if (row !== undefined) return unitOf(row);
  for (const prefix of BINARY_PREFIXES.concat(METRIC_PREFIXES)) {
    if (!name.startsWith(prefix.name)) continue;
    const base = names().get(name.slice(prefix.name.length));
    if (base !== undefined && takes(base, prefix.symbol) && name.length > prefix.name.length + 1) return unitOf(base, prefix);
  }
  return undefined;
}

function prefixed(written: string): Unit | undefined {
  for (const length of [1, 2]) {
    const base = symbols().get(written.slice(length)) ?? BASE_ALIASES.get(written.slice(length));
    const symbol = written.slice(0, length);
    const prefix = BINARY_PREFIXES.concat(METRIC_PREFIXES).find((one) => one.symbol === symbol);
    if (base !== undefined && prefix !== undefined && takes(base, symbol)) return unitOf(base, prefix);
  }
  return undefined;
}

/** Symbols that are written in two ways, with and without a prefix: `ml`, `Mb`, `kOhm`. */
const BASE_ALIASES: ReadonlyMap<string, UnitRow> = new Map(
  [
    ['l', 'L'],
    ['b', 'bit'],
    ['Ohm', 'Ω'],
    ['ohm', 'Ω'],
  ].flatMap(([alias = '', symbol = '']) => {
    const row = UNIT_ROWS.find((one) => one.symbol === symbol);
    return row === undefined ? [] : [[alias, row] as const];
  }),
);

function takes(base: UnitRow, prefix: string): boolean {
  if (base.prefixes === 'binary') return BINARY_PREFIXES.some(({ symbol }) => symbol === prefix);
  return base.prefixes === 'metric' && METRIC_PREFIXES.some(({ symbol }) => symbol === prefix);
}

/** `KM`, `Kb`, `mb`: what was meant is plain when no other unit is written so. Single letters differ by their case alone. */
function inAnyCase(written: string): Unit | undefined {
  if (written.length < 2) return undefined;
  const lower = written.toLowerCase();
  const bytes = /^([kmgt])i?b$/.exec(lower);
  if (bytes?.[1] !== undefined) return prefixed(`${bytes[1] === 'k' ? 'k' : bytes[1].toUpperCase()}B`);
  for (const [symbol, row] of symbols()) if (symbol.length > 1 && symbol.toLowerCase() === lower) return unitOf(row);
  return written === lower ? undefined : (unitNamedExactly(lower) ?? prefixed(`${lower.slice(0, -1)}${written.slice(-1)}`));
}

function unitNamedExactly(written: string): Unit | undefined {
  const row = symbols().get(written);
  return row === undefined ? prefixed(written) : unitOf(row);
}

function unitOf(row: UnitRow, prefix?: { readonly symbol: string; readonly size: string }): Unit {
  const { symbol, size, dimension, offset } = row;
  return {
    symbol: prefix === undefined ? symbol : `${prefix.symbol === 'u' ? 'µ' : prefix.symbol}${symbol}`,
    sizes: prefix === undefined ? [size] : [prefix.size, size],
    dimension,
    ...(offset === undefined ? {} : { offset }),
  };
}

/** The base dimensions of a compound unit, in one spelling: equal for units that can be converted into each other. */
export function dimensionOf(powers: readonly UnitPower[]): string {
  const exponents = new Map<string, number>();
  for (const { unit, power } of powers) {
    for (const part of unit.dimension.split(' ')) {
      const [, base = part, exponent = ''] = /^(\D+?)(-?\d+)?$/.exec(part) ?? [];
      exponents.set(base, (exponents.get(base) ?? 0) + (exponent === '' ? 1 : Number(exponent)) * power);
    }
  }
  return [...exponents]
    .filter(([, exponent]) => exponent !== 0)
    .map(([base, exponent]) => `${base}${exponent}`)
    .sort()
    .join(' ');
}

const QUANTITIES: ReadonlyMap<string, string> = new Map([
  ['', 'a number without a unit'],
  ['L1', 'a length'],
  ['L2', 'an area'],
  ['L3', 'a volume'],
  ['M1', 'a mass'],
  ['T1', 'a time'],
  ['K1', 'a temperature'],
  ['A1', 'an angle'],
  ['B1', 'an amount of data'],
  ['L1 T-1', 'a speed'],
  ['L1 M1 T-2', 'a force'],
  ['L2 M1 T-2', 'an energy'],
  ['L2 M1 T-3', 'a power'],
  ['L-1 M1 T-2', 'a pressure'],
]);

/** For messages: `a length`, or the symbol of the unit. */
export function quantityName(powers: readonly UnitPower[]): string {
  const dimension = dimensionOf(powers);
  return (
    QUANTITIES.get(dimension) ?? (/^[A-Z]{3}1$/.test(dimension) ? `an amount in ${symbolOf(powers)}` : `a quantity in ${symbolOf(powers)}`)
  );
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['mi/h', 'mph'],
  ['mi/gal', 'mpg'],
]);

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `km/h`, `m²`, `kg·m/s²` */
export function symbolOf(powers: readonly UnitPower[]): string {
  const part = ({ unit, power }: UnitPower): string => {
    const size = Math.abs(power);
    const exponent = size === 1 ? '' : String(size).replace(/\d/g, (digit) => RAISED.charAt(Number(digit)));
    return `${unit.symbol}${exponent}`;
  };
  const above = powers.filter(({ power }) => power > 0).map(part);
  const below = powers.filter(({ power }) => power < 0).map(part);
  if (above.length === 0 && below.length > 0) return `1/${below.join('/')}`;
  const symbol = [above.join('·'), ...below].join('/');
  return SHORT.get(symbol) ?? symbol;
}

/** `5 km`, `30°`, `$36`, `-€2.50` */
export function withUnit(digits: string, powers: readonly UnitPower[]): string {
  const symbol = symbolOf(powers);
  const sign = symbol.slice(0, 1);
  if (!CURRENCY_SIGNS.has(sign)) return symbol === '' || symbol === '°' ? `${digits}${symbol}` : `${digits} ${symbol}`;
  const amount = digits.replace('-', '').replace(/\.(\d)$/, '.$10');
  return `${digits.startsWith('-') ? '-' : ''}${sign}${amount}${symbol.slice(1)}`;
}
