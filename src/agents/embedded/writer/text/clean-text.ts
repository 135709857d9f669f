/**
 * Characters that break XML, terminals or the reading order: C0/C1 controls, zero-width and
 * bidirectional marks, surrogate halves that `toWellFormed` replaced, and non-characters.
 */
const UNSAFE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\ufffd-\uffff]/g;

/**
 * One line of plain text out of anything: no control characters, single spaces, at most `maxChars`
 * characters, cut between words. What is not text becomes an empty line.
 */
export function cleanLine(text: unknown, maxChars = 4000): string {
  if (typeof text !== 'string') return typeof text === 'number' || typeof text === 'boolean' ? String(text) : '';
  const line = cleanBlock(text).replace(/\s+/g, ' ').trim();
  return cutAtWord(line, maxChars);
}

/** The same, with the line breaks kept. */
export function cleanBlock(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(UNSAFE, '');
}

/** The text, or as many whole words of it as fit in `maxChars` with an ellipsis; a single longer word is cut. */
export function cutAtWord(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const room = text
    .slice(0, Math.max(1, maxChars - 1))
    .toWellFormed()
    .replace(/\ufffd$/, '');
  const lastSpace = room.lastIndexOf(' ');
  const whole = text.charAt(room.length) === ' ' || lastSpace <= 0 ? room : room.slice(0, lastSpace);
  return `${whole.replace(/[\s,;:.–—-]+$/, '')}…`;
}

/** The text with its first letter in upper case; a word such as `iOS` or `npm`'s URL is left as it is. */
export function capitalise(text: string): string {
  const first = text.split(/\s/, 1)[0] ?? '';
  if (/^\p{Ll}+\p{Lu}/u.test(first) || /[:/@]/.test(first)) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The count with its noun: `1 paper`, `2 papers`, `3 repositories`. */
export function countOf(count: number, noun: string): string {
  return `${formatNumber(count)} ${count === 1 ? noun : pluralOf(noun)}`;
}

export function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** `a`, `a and b`, `a, b and c`; `a, b and c, and d` when an item has an `and` of its own. */
export function listOf(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  const comma = items.length > 2 && items.some((item) => / and /.test(item)) ? ',' : '';
  return `${items.slice(0, -1).join(', ')}${comma} and ${items[items.length - 1]}`;
}

/** A number for people: thousands parted, at most two decimals (more for values below 0.1). */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 0.1 || value === 0 ? { maximumFractionDigits: 2 } : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat('en-US', digits).format(value);
}
