/** How a column writes numbers: `dot` is 1,234.56 and `comma` is 1.234,56. */
export type NumberStyle = 'dot' | 'comma';

/** What the writing of one number gives away. */
export interface NumberShape {
  /** The style it must be in; `either` when both read it, though perhaps differently (1.234); `none` when it has no separators. */
  readonly style: NumberStyle | 'either' | 'none';
  readonly decimals: number;
  readonly unit: string | undefined;
  /** Digits that are a name rather than a quantity: a leading zero, or more digits than a number holds. */
  readonly code: boolean;
}

const PLAIN = /^-?\d{1,15}$/;
const PLAIN_DECIMAL = /^-?(\d{1,15})\.(\d{1,12})$/;

const CURRENCY_SIGN = '[$€£¥₹₽₩₺₫₴₦]|zł|kr\\.?|R\\$|Fr\\.?';
const CURRENCY_CODE = 'USD|EUR|GBP|JPY|CNY|CHF|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|INR|BRL|MXN|ZAR|TRY|KRW|SGD|HKD|US\\$';
const UNIT = `(${CURRENCY_CODE}|${CURRENCY_SIGN}|%)`;
const DRESSED = new RegExp(
  `^([-+−(]?)\\s*${UNIT}?\\s*([-−]?)\\s*([\\d.][\\d.,'’\\s\\u00a0\\u202f]*(?:[eE][-+]?\\d{1,3})?)\\s*${UNIT}?\\s*([-−)]?)$`,
);

const DOT_GROUPED = /^\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.(\d+))?$/;
const COMMA_GROUPED = /^\d{1,3}(?:\.\d{3})+(?:,(\d+))?$/;
const SPACED = /^\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+(?:([.,])(\d+))?$/;
const SCIENTIFIC = /^\d+(?:\.(\d+))?[eE][-+]?\d{1,3}$/;

interface Dressed {
  readonly body: string;
  readonly negative: boolean;
  readonly unit: string | undefined;
}

/** Takes sign, currency and percent off a number's text; undefined when what is left can be no number. */
function undress(text: string): Dressed | undefined {
  if (text.length > 40) return undefined;
  const match = DRESSED.exec(text);
  if (match === null) return undefined;
  const [, opening = '', before, inner = '', body = '', after, closing = ''] = match;
  if (before !== undefined && after !== undefined) return undefined;
  if ((opening === '(') !== (closing === ')')) return undefined;
  const signs = [opening, inner, closing].filter((sign) => sign !== '' && sign !== ')' && sign !== '+').length;
  if (signs > 1) return undefined;
  return { body: body.trim(), negative: signs === 1, unit: before ?? after };
}

/** What the text says about how its column writes numbers, or undefined when it is no number. */
export function shapeOfNumber(text: string): NumberShape | undefined {
  if (PLAIN.test(text)) return { style: 'none', decimals: 0, unit: undefined, code: /^-?0\d/.test(text) };
  const decimal = PLAIN_DECIMAL.exec(text);
  if (decimal !== null) {
    const [, whole = '', fraction = ''] = decimal;
    const thousands = fraction.length === 3 && whole.length <= 3 && !whole.startsWith('0');
    return {
      style: thousands ? 'either' : 'dot',
      decimals: fraction.length,
      unit: undefined,
      code: whole.length > 1 && whole.startsWith('0'),
    };
  }
  const dressed = undress(text);
  if (dressed === undefined) return undefined;
  const shape = shapeOfBody(dressed.body);
  return shape === undefined ? undefined : { ...shape, unit: dressed.unit };
}

function shapeOfBody(body: string): Omit<NumberShape, 'unit'> | undefined {
  const code = /^0\d/.test(body) || /^\d{16,}$/.test(body);
  if (/^\d+$/.test(body)) return { style: 'none', decimals: 0, code };
  const spaced = SPACED.exec(body);
  if (spaced !== null) {
    const [, mark, fraction = ''] = spaced;
    return { style: mark === undefined ? 'none' : mark === '.' ? 'dot' : 'comma', decimals: fraction.length, code: false };
  }
  const scientific = SCIENTIFIC.exec(body);
  if (scientific !== null) return Number.isFinite(Number(body)) ? { style: 'dot', decimals: 12, code: false } : undefined;
  const dot = decimalsIn(body, '.', DOT_GROUPED);
  const comma = decimalsIn(body, ',', COMMA_GROUPED);
  if (dot !== undefined && comma !== undefined) return { style: 'either', decimals: Math.max(dot, comma), code };
  if (dot !== undefined) return { style: 'dot', decimals: dot, code };
  if (comma !== undefined) return { style: 'comma', decimals: comma, code };
  return undefined;
}

/** How many decimals the body has when `mark` is the decimal mark; undefined when it cannot be. */
function decimalsIn(body: string, mark: '.' | ',', grouped: RegExp): number | undefined {
  const inGroups = grouped.exec(body);
  if (inGroups !== null) return inGroups[1]?.length ?? 0;
  const at = body.indexOf(mark);
  const whole = body.slice(0, Math.max(at, 0));
  const fraction = body.slice(at + 1);
  if (at < 0 || !/^\d*$/.test(whole) || !/^\d*$/.test(fraction) || whole.length + fraction.length === 0) return undefined;
  return fraction.length;
}

/**
 * The number that a text means in a column of that style; parentheses are a minus, and 12% is 12 (the column's
 * unit says that it counts hundredths). Undefined when it is no number in that style.
 */
export function readNumber(text: string, style: NumberStyle): number | undefined {
  if (PLAIN.test(text)) return Number(text);
  if (style === 'dot' && PLAIN_DECIMAL.test(text)) return Number(text);
  const dressed = undress(text);
  if (dressed === undefined) return undefined;
  const plain = plainBody(dressed.body, style);
  if (plain === undefined) return undefined;
  const value = Number(plain);
  if (!Number.isFinite(value)) return undefined;
  return dressed.negative ? -value : value;
}

function plainBody(body: string, style: NumberStyle): string | undefined {
  if (/^\d+$/.test(body)) return body;
  const spaced = SPACED.exec(body);
  if (spaced !== null) {
    if (spaced[1] !== undefined && spaced[1] !== (style === 'dot' ? '.' : ',')) return undefined;
    return body.replace(/[ '’\u00a0\u202f]/g, '').replace(',', '.');
  }
  if (SCIENTIFIC.test(body)) return body;
  const [mark, other, grouped] = style === 'dot' ? (['.', ',', DOT_GROUPED] as const) : ([',', '.', COMMA_GROUPED] as const);
  if (decimalsIn(body, mark, grouped) === undefined) return undefined;
  return body.replaceAll(other, '').replace(mark, '.');
}
