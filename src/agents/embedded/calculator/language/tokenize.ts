import { Fault } from '../fault.ts';
import { addPart, joinNumbers } from './join-numbers.ts';
import { FRACTION_WORDS, isNumberWord } from './number-words.ts';
import type { Token } from './token.ts';

/** Longer texts are no arithmetic that a person wrote. */
export const MAX_LENGTH = 20_000;

/** Signs that mean the same. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ...[...'×·∙⋅✕✖∗'].map((sign): [string, string] => [sign, '*']),
  ...[...'÷∕⁄'].map((sign): [string, string] => [sign, '/']),
  ...[...'−–—‐‑﹣－'].map((sign): [string, string] => [sign, '-']),
  ['＋', '+'],
  ['**', '^'],
  ['..', '…'],
  ['...', '…'],
  ['≈', '='],
  ['＝', '='],
]);

const VULGAR: ReadonlyMap<string, string> = new Map(
  '½1/2 ⅓1/3 ⅔2/3 ¼1/4 ¾3/4 ⅕1/5 ⅖2/5 ⅗3/5 ⅘4/5 ⅙1/6 ⅚5/6 ⅐1/7 ⅛1/8 ⅜3/8 ⅝5/8 ⅞7/8 ⅑1/9 ⅒1/10'
    .split(' ')
    .map((entry) => [entry.slice(0, 1), entry.slice(1)]),
);

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * At one place of the text, in this order. Grouping marks are the comma, the narrow spaces, `_` and `'`. Plain letters first
 * and without the `i` flag: classes of all letters of the world take milliseconds to prepare.
 */
const PATTERNS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  // A date is no subtraction.
  ['date', /(?:\d{4}-\d{2}-\d{2}|\d{1,2}\/\d{1,2}\/\d{4})(?![\d.])/y],
  ['radix', /0(?:[xX][\da-fA-F]+|[bB][01]+|[oO][0-7]+)(?![\dA-Za-z])/y],
  ['ordinal', /\d{1,4}(?:st|nd|rd|th)(?![A-Za-z])/y],
  ['grouped', /\d{1,3}(?:([,\u00a0\u202f\u2009_'’])\d{3})(?:\1\d{3})*(?!\d)(?:\.\d+)?(?:[eE][+-]?\d+(?![A-Za-z]))?/y],
  ['plain', /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+(?![A-Za-z]))?/y],
  ['vulgar', /[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒]/y],
  ['raised', /[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/y],
  ['name', /"[^"\n]{1,80}"|“[^”\n]{1,80}”|`[^`\n]{1,80}`/y],
  ['word', /[A-Za-z_][A-Za-z\d_]*(?:['’-][A-Za-z]+)*(?![A-Za-z\d_\u0080-\u1fff])/y],
];

/** Tried after those. */
const FOREIGN_PATTERNS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['word', /(?:°\s?[CFcf](?!\p{L})|[\p{L}_°][\p{L}\p{Nd}\p{M}_]*)(?:['’-]\p{L}+)*/uy],
  ['sign', /\*\*|\.{2,3}/y],
];

/**
 * Splits an instruction into numbers, words and signs. Numbers in words become numbers, and bullets at the start of
 * lines are passed over. The last token is always `end`.
 *
 * @throws Fault `too-large` for a text of more than 20,000 characters.
 */
export function tokenize(instruction: string): Token[] {
  if (instruction.length > MAX_LENGTH) {
    throw new Fault('too-large', {
      what: 'the expression is too long',
      expected: `at most ${MAX_LENGTH} characters`,
      received: `${instruction.length}`,
    });
  }
  const text = withoutBullets(instruction);
  const tokens: Token[] = [];
  /** One entry for each open bracket: true when commas in it separate. */
  const brackets: boolean[] = [];
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at] ?? '')) {
      at++;
      continue;
    }
    const [kind, found] = matchAt(text, at, brackets.at(-1) ?? false);
    const column = at + 1;
    at += found.length;
    push(tokens, kind, found, column, at + 1);
    const last = tokens.at(-1);
    if (last?.kind !== 'sign') continue;
    if ('([{'.includes(last.text)) brackets.push(last.text !== '(' || tokens.at(-2)?.kind === 'word');
    else if (')]}'.includes(last.text)) brackets.pop();
  }
  const end: Token = { kind: 'end', text: '', column: text.length + 1, end: text.length + 1 };
  return [...joinNumbers(tokens), end];
}

function matchAt(text: string, at: number, commasSeparate: boolean): [kind: string, found: string] {
  const match = matchOf(PATTERNS, text, at, commasSeparate);
  if (match !== undefined) return match;
  const code = text.codePointAt(at) ?? 0;
  const plainSign = code < 128 && !/[A-Za-z_*.]/.test(text.charAt(at));
  return (plainSign ? undefined : matchOf(FOREIGN_PATTERNS, text, at, commasSeparate)) ?? ['sign', String.fromCodePoint(code)];
}

function matchOf(
  patterns: readonly (readonly [kind: string, pattern: RegExp])[],
  text: string,
  at: number,
  commasSeparate: boolean,
): [kind: string, found: string] | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null || (kind === 'grouped' && match[1] === ',' && commasSeparate)) continue;
    if (kind === 'name' && !/\p{L}/u.test(match[0])) continue;
    return [kind, match[0]];
  }
  return undefined;
}

function push(tokens: Token[], kind: string, text: string, column: number, end: number): void {
  const before = tokens.at(-1);
  const glued = before?.end === column;
  switch (kind) {
    case 'radix':
    case 'plain':
      tokens.push({ kind: 'number', numeral: text.toLowerCase(), text, column, end });
      break;
    case 'grouped': {
      const groups = /^\d{1,3}(?:,\d{3})+$/.test(text) ? { groups: text.split(',') } : {};
      tokens.push({ kind: 'number', numeral: text.replace(/[^\d.e+-]/gi, '').toLowerCase(), text, column, end, ...groups });
      break;
    }
    case 'vulgar':
      addPart(tokens, VULGAR.get(text) ?? '0', text, column, end);
      break;
    case 'ordinal':
      tokens.push({ kind: 'ordinal', place: Number.parseInt(text, 10), text: text.toLowerCase(), column, end });
      break;
    case 'raised': {
      const digits = text.replace(/[⁺⁻]/g, '').replace(/./gu, (digit) => String(RAISED.indexOf(digit)));
      tokens.push({ kind: 'sign', text: '^', column, end });
      if (text.startsWith('⁻')) tokens.push({ kind: 'sign', text: '-', column, end });
      tokens.push({ kind: 'number', numeral: digits, text, column, end });
      break;
    }
    case 'date':
      tokens.push({ kind: 'name', text, column, end });
      break;
    case 'name':
      tokens.push({ kind: 'name', text: text.slice(1, -1), column, end });
      break;
    case 'word':
      pushWord(tokens, text, column, end, glued && before?.kind === 'number');
      break;
    default:
      // Feet and inches after a number; elsewhere a quotation mark around a sum means nothing.
      if (/["″“”`'′’]/.test(text)) {
        const unit = /["″”]/.test(text) ? '″' : '′';
        if (glued && before?.kind === 'number' && /["″”'′’]/.test(text)) tokens.push({ kind: 'word', text: unit, raw: unit, column, end });
      } else {
        tokens.push({ kind: 'sign', text: SIGNS.get(text) ?? text, column, end });
      }
  }
}

function pushWord(tokens: Token[], raw: string, column: number, end: number, afterNumber: boolean): void {
  const word = (part: string, at: number): Token => ({
    kind: 'word',
    text: part.toLowerCase().replaceAll('’', "'"),
    raw: part,
    column: at,
    end: at + part.length,
  });
  // `3x4` is three times four; `5k` is five thousand.
  const times = afterNumber ? /^x(\d+)$/i.exec(raw) : null;
  if (times?.[1] !== undefined) {
    tokens.push(word('x', column), { kind: 'number', numeral: times[1], text: times[1], column: column + 1, end });
    return;
  }
  const before = tokens.at(-1);
  if (afterNumber && raw === 'k' && before?.kind === 'number' && /^[\d.]+$/.test(before.numeral)) {
    tokens[tokens.length - 1] = { kind: 'number', numeral: `${before.numeral}e3`, text: `${before.text}k`, column: before.column, end };
    return;
  }
  const parts = raw.split('-');
  if (parts.length > 1 && parts.every((part) => joinsByHyphen(part.toLowerCase()))) {
    let at = column;
    for (const part of parts) {
      tokens.push(word(part, at));
      at += part.length + 1;
    }
    return;
  }
  tokens.push(word(raw, column));
}

const joinsByHyphen = (word: string): boolean =>
  isNumberWord(word) || FRACTION_WORDS.has(word) || /^(?:and|a|square|cube|root)$/.test(word);

/** Bullets and numbering of a list, and "Step 2:", replaced by spaces, so that columns stay what they are. */
function withoutBullets(text: string): string {
  const lines = text.split('\n');
  const bulleted = lines.filter((line) => line.trim() !== '');
  const dashes = bulleted.length > 1 && bulleted.every((line) => /^\s*[-*•]\s/.test(line));
  const bullet = dashes
    ? /^\s*[-*•]\s+/
    : /^\s*(?:•|\d{1,3}[.)](?=\s+[A-Za-z\d(])|(?:[Ss]tep|[Tt]ask|[Pp]art|[Qq]uestion|[Qq])\s*\d{1,3}\s*[:.)])\s*/;
  return lines.map((line) => line.replace(bullet, (mark) => ' '.repeat(mark.length))).join('\n');
}
