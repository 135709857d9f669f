import type { Column } from './table.ts';

/** A figure for people: `1,234.5`; two decimals, more for small ones. */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.01) return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
  const decimals = size >= 10_000 && !Number.isInteger(value) ? 0 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals });
}

/** A figure with the unit of its column: `$1,234.50`, `12.5%`, `80 kg`. */
export function quantity(value: number, { unit }: Pick<Column, 'unit'>): string {
  if (unit === undefined) return figure(value);
  if (unit === '%') return `${figure(value)}%`;
  const isSign = /^[$€£¥₹₽₩₺₫₴₦]$/.test(unit);
  const amount =
    isSign && Math.abs(value) < 10_000 && !Number.isInteger(value)
      ? value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).replace('-', '')
      : figure(Math.abs(value));
  const sign = value < 0 ? '-' : '';
  return isSign ? `${sign}${unit}${amount}` : `${sign}${amount} ${unit}`;
}

/** `1 row`, `2,500 rows`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural(noun)}`;
}

/** `share` of the whole, in percent: `34.2%`. */
export function percent(share: number): string {
  return `${(share * 100).toLocaleString('en-US', { maximumFractionDigits: 1 })}%`;
}

/** A column's name as it stands in a sentence: `unit_price` is "unit price". */
export function spoken(name: string): string {
  return name.replace(/[_.]+/g, ' ').trim();
}

export function plural(noun: string): string {
  if (/[^aeiou]y$/i.test(noun)) return `${noun.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/i.test(noun)) return /[a-z]s$/i.test(noun) && !/(ss|us)$/i.test(noun) ? noun : `${noun}es`;
  return `${noun}s`;
}

/** `A`, `A and B`, `A, B and C`; only the first few of many. */
export function listed(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most);
  const left = names.length - shown.length;
  if (left > 0) return `${shown.join(', ')} and ${left} more`;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** The sentence with a capital at its start. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
