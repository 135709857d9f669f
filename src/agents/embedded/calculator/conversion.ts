/** "10 km in miles", "convert 100 F to C", "5 ft + 3 in in cm" */
const CONVERSION =
  /^(?:please\s+)?(?:convert|express|change|calculate|what\s+is|what's|how\s+(?:much|many)\s+is|compute)?\s*(.*\d.*?)\s+(?:in|into|to|as)\s+([a-z°µ][a-z0-9°/^*µ ]{0,40}?)\s*[?.]*$/i;

/** Nobody asks for a conversion in more words; and the pattern looks at a text many times. */
const MAX_LENGTH = 300;

/** How people write units, and what the library calls them. */
const NAMES: Readonly<Record<string, string>> = {
  f: 'degF',
  '°f': 'degF',
  fahrenheit: 'degF',
  c: 'degC',
  '°c': 'degC',
  celsius: 'degC',
  centigrade: 'degC',
  kelvin: 'K',
  '"': 'inch',
  in: 'inch',
  pounds: 'lbm',
  pound: 'lbm',
  lb: 'lbm',
  lbs: 'lbm',
  kph: 'km/h',
  kmh: 'km/h',
  mph: 'mi/h',
  kilos: 'kg',
  kilo: 'kg',
  hrs: 'hours',
  hr: 'hour',
  mins: 'minutes',
  secs: 'seconds',
  sec: 'second',
  litres: 'liter',
  litre: 'liter',
  metres: 'meter',
  metre: 'meter',
  kilometres: 'kilometer',
  kilometre: 'kilometer',
  centimetres: 'centimeter',
  centimetre: 'centimeter',
  gallons: 'gallon',
  ounces: 'oz',
  ounce: 'oz',
  tonnes: 'tonne',
  acres: 'acre',
  kilobytes: 'kB',
  megabytes: 'MB',
  gigabytes: 'GB',
  terabytes: 'TB',
};

export interface Conversion {
  readonly quantity: string;
  readonly unit: string;
}

/** Reads a conversion of units; `undefined` when the text is none. */
export function readConversion(instruction: string): Conversion | undefined {
  if (instruction.length > MAX_LENGTH) return undefined;
  const match = CONVERSION.exec(instruction.trim().replace(/(\d)\s*in\s+(?=(?:in|to|into|as)\s)/gi, '$1 inch '));
  const [, quantity = '', unit = ''] = match ?? [];
  if (match === null || !/\d\s*["°a-zµ]/i.test(quantity) || quantity.length > 200) return undefined;
  return {
    quantity: quantity
      .replace(/(\d)\s*in\b/gi, '$1 inch')
      .replace(/["°a-zµ]+/gi, named)
      .replace(/(\d),(?=\d{3})/g, '$1'),
    unit: unit.replace(/[°a-zµ]+/gi, named),
  };
}

function named(word: string): string {
  return NAMES[word.toLowerCase()] ?? word;
}
