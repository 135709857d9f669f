import { TerminalError } from '../../../core/agent-error.ts';
import { exact, type NumberValue, numeral } from './number-value.ts';
import { readNumberWords } from './number-words.ts';

export type Token = { readonly column: number } & (
  | { readonly kind: 'number'; readonly value: NumberValue; readonly text: string }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'symbol'; readonly text: string }
  | { readonly kind: 'end'; readonly text: '' }
);

/** Longer texts are no arithmetic that a person wrote. */
const MAX_LENGTH = 20_000;

const SIGNS: Readonly<Record<string, string>> = {
  '×': '*',
  '·': '*',
  '∙': '*',
  '÷': '/',
  '−': '-',
  '–': '-',
  '—': '-',
  '**': '^',
  '≈': '=',
  '∕': '/',
  '⁄': '/',
};

/** `1,000,000.5`, `12`, `.5`, `1.5e3`; then words, with inner hyphens and apostrophes; then `**` and single signs. */
const PATTERN =
  /(\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)|([\p{L}_°][\p{L}\d_°]*(?:['’-][\p{L}]+)*)|(\*\*|[^\s])/giuy;

/**
 * Splits an instruction into numbers, words (in lower case) and signs. Numbers in words become numbers.
 *
 * @throws TerminalError `too-large` for a text of more than 20,000 characters.
 */
export function tokenize(text: string): Token[] {
  if (text.length > MAX_LENGTH)
    throw new TerminalError('too-large', `the expression has ${text.length} characters: expected at most ${MAX_LENGTH}`, { for: 'task' });
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  for (let at = 0; at < text.length; ) {
    const space = /\s+/y;
    space.lastIndex = at;
    at += space.exec(text)?.[0].length ?? 0;
    PATTERN.lastIndex = at;
    const match = PATTERN.exec(text);
    if (match === null) break;
    const [whole, number, word, sign] = match;
    const column = at + 1;
    if (number !== undefined) tokens.push({ kind: 'number', value: numeral(number.replaceAll(',', '')), text: whole, column });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase().replaceAll('’', "'"), column });
    else tokens.push({ kind: 'symbol', text: SIGNS[sign ?? ''] ?? sign ?? '', column });
    at += whole.length;
  }
  return [...joinNumberWords(tokens), { kind: 'end', text: '', column: text.length + 1 }];
}

function joinNumberWords(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    const words: string[] = [];
    for (let next = index; tokens[next]?.kind === 'word' && words.length < 24; next++) words.push(tokens[next]?.text ?? '');
    const phrase = token.kind === 'word' ? readNumberWords(words) : undefined;
    if (phrase === undefined) {
      joined.push(token);
      continue;
    }
    joined.push({ kind: 'number', value: exact(phrase.value), text: words.slice(0, phrase.length).join(' '), column: token.column });
    index += phrase.length - 1;
  }
  return joined;
}
