/**
 * Units by their symbol: exact sizes in base units (m, kg, s, K, degree, bit, A, mol), as international agreements define
 * them; a year is 365.25 days and a month a twelfth of it, a gallon and its parts are those of the United States.
 * Size: a decimal, or a quotient of two. Dimensions: `L` length, `M` mass, `T` time, `K` temperature, `A` angle,
 * `B` information, `I` current, `N` amount. `prefixes`: `metric`, `binary` (and metric), or none.
 */
export interface UnitRow {
  readonly symbol: string;
  readonly names: string;
  readonly size: string;
  readonly dimension: string;
  readonly prefixes?: 'metric' | 'binary';
  /** For scales that do not start at zero: added before the size is applied. */
  readonly offset?: string;
}

const row = (symbol: string, names: string, size: string, dimension: string, prefixes?: 'metric' | 'binary'): UnitRow => ({
  symbol,
  names,
  size,
  dimension,
  ...(prefixes === undefined ? {} : { prefixes }),
});

/** Names are separated by `|`; plurals in -s and -es go without saying. */
export const UNIT_ROWS: readonly UnitRow[] = [
  row('m', 'meter|metre', '1', 'L', 'metric'),
  row('in', 'inch|inches|″', '0.0254', 'L'),
  row('ft', 'foot|feet|′', '0.3048', 'L'),
  row('yd', 'yard', '0.9144', 'L'),
  row('mi', 'mile', '1609.344', 'L'),
  row('nmi', 'nautical mile', '1852', 'L'),
  row('ftm', 'fathom', '1.8288', 'L'),
  row('fur', 'furlong', '201.168', 'L'),
  row('au', 'astronomical unit', '149597870700', 'L'),
  row('ly', 'light year|lightyear|light-year', '9460730472580800', 'L'),
  row('Å', 'angstrom|ångström', '0.0000000001', 'L'),

  row('ha', 'hectare', '10000', 'L2'),
  row('ac', 'acre', '4046.8564224', 'L2'),

  row('L', 'l|liter|litre', '0.001', 'L3', 'metric'),
  row('cc', 'cc', '0.000001', 'L3'),
  row('gal', 'gallon|us gallon', '0.003785411784', 'L3'),
  row('qt', 'quart', '0.000946352946', 'L3'),
  row('pt', 'pint', '0.000473176473', 'L3'),
  row('cup', 'cup', '0.0002365882365', 'L3'),
  row('fl oz', 'floz|fluid ounce', '0.0000295735295625', 'L3'),
  row('tbsp', 'tablespoon', '0.00001478676478125', 'L3'),
  row('tsp', 'teaspoon', '0.00000492892159375', 'L3'),
  row('bbl', 'barrel|oil barrel', '0.158987294928', 'L3'),
  row('imp gal', 'imperial gallon|uk gallon', '0.00454609', 'L3'),
  row('imp pt', 'imperial pint|uk pint', '0.00056826125', 'L3'),

  row('g', 'gram|gramme', '0.001', 'M', 'metric'),
  row('kg', 'kilo', '1', 'M'),
  row('t', 'tonne|metric ton', '1000', 'M'),
  row('lb', 'lbs|pound', '0.45359237', 'M'),
  row('oz', 'ounce', '0.028349523125', 'M'),
  row('ozt', 'troy ounce', '0.0311034768', 'M'),
  row('st', 'stone', '6.35029318', 'M'),
  row('ct', 'carat', '0.0002', 'M'),
  row('gr', 'grain', '0.00006479891', 'M'),
  row('ton', 'short ton|us ton', '907.18474', 'M'),
  row('long ton', 'imperial ton', '1016.0469088', 'M'),

  row('s', 'sec|second', '1', 'T', 'metric'),
  row('min', 'minute', '60', 'T'),
  row('h', 'hr|hour', '3600', 'T'),
  row('d', 'day', '86400', 'T'),
  row('wk', 'week', '604800', 'T'),
  row('fortnight', 'fortnight', '1209600', 'T'),
  row('mo', 'month', '2629800', 'T'),
  row('yr', 'y|year', '31557600', 'T'),
  row('decade', 'decade', '315576000', 'T'),
  row('century', 'century|centuries', '3155760000', 'T'),

  row('K', 'kelvin', '1', 'K'),
  {
    symbol: '°C',
    names: 'c|celsius|centigrade|degc|deg c|degree c|degree celsius|degree centigrade',
    size: '1',
    dimension: 'K',
    offset: '273.15',
  },
  { symbol: '°F', names: 'f|fahrenheit|degf|deg f|degree f|degree fahrenheit', size: '5/9', dimension: 'K', offset: '459.67' },

  row('°', 'deg|degree', '1', 'A'),
  row('rad', 'radian', 'radian', 'A', 'metric'),
  row('gon', 'gradian', '0.9', 'A'),
  row('turn', 'revolution', '360', 'A'),
  row('arcmin', 'arcminute', '1/60', 'A'),
  row('arcsec', 'arcsecond', '1/3600', 'A'),

  row('bit', 'bit', '1', 'B', 'binary'),
  row('B', 'byte', '8', 'B', 'binary'),

  row('kn', 'knot', '1852/3600', 'L T-1'),

  row('N', 'newton', '1', 'L M T-2', 'metric'),
  row('lbf', 'pound-force|pound force', '4.4482216152605', 'L M T-2'),
  row('kgf', 'kilogram-force|kilogram force', '9.80665', 'L M T-2'),
  row('Pa', 'pascal', '1', 'L-1 M T-2', 'metric'),
  row('bar', 'bar', '100000', 'L-1 M T-2', 'metric'),
  row('atm', 'atmosphere', '101325', 'L-1 M T-2'),
  row('psi', 'psi', '4.4482216152605/0.00064516', 'L-1 M T-2'),
  row('mmHg', 'mmhg', '133.322387415', 'L-1 M T-2'),
  row('Torr', 'torr', '101325/760', 'L-1 M T-2'),
  row('J', 'joule', '1', 'L2 M T-2', 'metric'),
  row('cal', 'calorie', '4.184', 'L2 M T-2', 'metric'),
  row('Wh', 'watt hour|watt-hour|watthour', '3600', 'L2 M T-2', 'metric'),
  row('eV', 'electronvolt', '0.0000000000000000001602176634', 'L2 M T-2', 'metric'),
  row('BTU', 'btu', '1055.05585262', 'L2 M T-2'),
  row('W', 'watt', '1', 'L2 M T-3', 'metric'),
  row('hp', 'horsepower', '745.69987158227022', 'L2 M T-3'),
  row('Hz', 'hertz', '1', 'T-1', 'metric'),
  row('rpm', 'rpm', '1/60', 'T-1'),
  row('A', 'amp|ampere', '1', 'I', 'metric'),
  row('Ah', 'amp hour|ampere hour', '3600', 'I T', 'metric'),
  row('V', 'volt', '1', 'L2 M T-3 I-1', 'metric'),
  row('Ω', 'ohm', '1', 'L2 M T-3 I-2', 'metric'),
  row('mol', 'mole', '1', 'N', 'metric'),

  row('$', 'usd|dollar|us dollar|buck', '1', 'USD'),
  row('¢', 'cent', '0.01', 'USD'),
  row('€', 'eur|euro', '1', 'EUR'),
  row('£', 'gbp|pound sterling|quid', '1', 'GBP'),
  row('¥', 'jpy|yen', '1', 'JPY'),
  row('₹', 'inr|rupee', '1', 'INR'),
  row('CHF', 'swiss franc', '1', 'CHF'),
  row('CAD', 'canadian dollar', '1', 'CAD'),
  row('AUD', 'australian dollar', '1', 'AUD'),
  row('CNY', 'yuan|renminbi', '1', 'CNY'),
];

/** Units that are written in one word and made of others. */
export const COMPOUNDS: ReadonlyMap<string, readonly (readonly [symbol: string, power: number])[]> = new Map([
  [
    'mph',
    [
      ['mi', 1],
      ['h', -1],
    ],
  ],
  [
    'kph',
    [
      ['km', 1],
      ['h', -1],
    ],
  ],
  [
    'kmh',
    [
      ['km', 1],
      ['h', -1],
    ],
  ],
  [
    'kmph',
    [
      ['km', 1],
      ['h', -1],
    ],
  ],
  [
    'mps',
    [
      ['m', 1],
      ['s', -1],
    ],
  ],
  [
    'mpg',
    [
      ['mi', 1],
      ['gal', -1],
    ],
  ],
  ['sqft', [['ft', 2]]],
  ['sqm', [['m', 2]]],
  ['ccm', [['cm', 3]]],
  [
    'mbps',
    [
      ['Mbit', 1],
      ['s', -1],
    ],
  ],
  [
    'gbps',
    [
      ['Gbit', 1],
      ['s', -1],
    ],
  ],
]);

/** Signs that stand before the number. */
export const CURRENCY_SIGNS: ReadonlySet<string> = new Set(['$', '€', '£', '¥', '₹']);

interface Prefix {
  readonly symbol: string;
  readonly name: string;
  readonly size: string;
}

export const METRIC_PREFIXES: readonly Prefix[] = [
  { symbol: 'n', name: 'nano', size: '0.000000001' },
  { symbol: 'µ', name: 'micro', size: '0.000001' },
  { symbol: 'u', name: 'micro', size: '0.000001' },
  { symbol: 'm', name: 'milli', size: '0.001' },
  { symbol: 'c', name: 'centi', size: '0.01' },
  { symbol: 'd', name: 'deci', size: '0.1' },
  { symbol: 'h', name: 'hecto', size: '100' },
  { symbol: 'k', name: 'kilo', size: '1000' },
  { symbol: 'M', name: 'mega', size: '1000000' },
  { symbol: 'G', name: 'giga', size: '1000000000' },
  { symbol: 'T', name: 'tera', size: '1000000000000' },
];

export const BINARY_PREFIXES: readonly Prefix[] = [
  ...METRIC_PREFIXES.slice(7),
  { symbol: 'P', name: 'peta', size: '1000000000000000' },
  { symbol: 'Ki', name: 'kibi', size: '1024' },
  { symbol: 'Mi', name: 'mebi', size: '1048576' },
  { symbol: 'Gi', name: 'gibi', size: '1073741824' },
  { symbol: 'Ti', name: 'tebi', size: '1099511627776' },
];
