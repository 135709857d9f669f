import { readNumberWords, SCALES } from './number-words.ts';
import type { Token } from './token.ts';

/** Numbers in words, `5 million`, and `1 1/2` become one token each. */
export function joinNumbers(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'word') {
      const words: string[] = [];
      for (let next = index; tokens[next]?.kind === 'word' && words.length < 32; next++) words.push(tokens[next]?.text ?? '');
      const phrase = readNumberWords(words);
      if (phrase !== undefined) {
        const last = tokens[index + phrase.length - 1] ?? token;
        const text = words.slice(0, phrase.length).join(' ');
        joined.push({ kind: 'number', numeral: phrase.numeral, text, column: token.column, end: last.end });
        index += phrase.length - 1;
        continue;
      }
      const scale = SCALES.get(token.text) ?? (token.text === 'hundred' ? 2 : undefined);
      const before = joined.at(-1);
      if (scale !== undefined && before?.kind === 'number' && /^[\d.]+$/.test(before.numeral)) {
        joined[joined.length - 1] = {
          kind: 'number',
          numeral: `${before.numeral}e${scale}`,
          text: `${before.text} ${token.text}`,
          column: before.column,
          end: token.end,
        };
        continue;
      }
    }
    const part = partAt(tokens, index);
    if (part !== undefined && joined.at(-1)?.kind === 'number') {
      addPart(joined, part.text, part.text, token.column, part.end);
      index += 2;
      continue;
    }
    joined.push(token);
  }
  return joined;
}

/** `1/2` without spaces, after a whole number and a space: the part of a mixed number. */
function partAt(tokens: readonly Token[], index: number): { text: string; end: number } | undefined {
  const [before, count, slash, parts] = [tokens[index - 1], tokens[index], tokens[index + 1], tokens[index + 2]];
  if (before?.kind !== 'number' || count?.kind !== 'number' || slash?.text !== '/' || parts?.kind !== 'number') return undefined;
  if (count.end !== slash.column || slash.end !== parts.column || before.end === count.column) return undefined;
  if (![before, count, parts].every(({ numeral }) => /^\d{1,6}$/.test(numeral))) return undefined;
  return Number(count.numeral) < Number(parts.numeral) ? { text: `${count.numeral}/${parts.numeral}`, end: parts.end } : undefined;
}

/** `1½` is one and a half, and so is `1 1/2`; a part that stands alone is itself. */
export function addPart(tokens: Token[], part: string, text: string, column: number, end: number): void {
  const before = tokens.at(-1);
  const whole = before?.kind === 'number' && /^\d{1,15}$/.test(before.numeral) ? before : undefined;
  if (whole === undefined) {
    tokens.push({ kind: 'number', numeral: part, text, column, end });
    return;
  }
  const [count = '0', parts = '1'] = part.split('/');
  const numeral = `${BigInt(whole.numeral) * BigInt(parts) + BigInt(count)}/${parts}`;
  tokens[tokens.length - 1] = { kind: 'number', numeral, text: `${whole.text} ${text}`, column: whole.column, end };
}
