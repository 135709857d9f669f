import type { Condition } from '../operations/condition.ts';
import type { Table } from '../table/table.ts';
import type { Sentence } from './sentence.ts';

/** What of a table its conditions are read against. */
export type Described = Pick<Table, 'columns' | 'facts'>;

/** A condition that was read, and where it ends. */
export interface Parsed {
  readonly condition: Condition;
  readonly end: number;
}

/** Where a value that is not quoted and not known ends. */
const ENDS_A_VALUE = new Set([
  ...'and or but by per sort sorted order ordered group grouped then with where having , ; . ? ! ( ) \n |'.split(' '),
  '\n',
]);

/** The number at a place, quoted or not. */
export function numberAt(sentence: Sentence, index: number): number | undefined {
  const token = sentence.tokens[index];
  if (token?.kind === 'quoted' && /^-?\d+(\.\d+)?$/.test(token.text)) return Number(token.text);
  return token?.kind === 'number' ? token.value : undefined;
}

/** The longest run of tokens that is a value of the column. */
export function knownValueAt(
  sentence: Sentence,
  start: number,
  column: number,
  table: Described,
): { text: string; end: number } | undefined {
  const values = table.facts[column]?.values;
  if (values === undefined) return undefined;
  const folded = new Map([...values.keys()].map((value) => [foldedWords(value), value]));
  for (let length = Math.min(6, sentence.tokens.length - start); length > 0; length--) {
    if (!sentence.isFree(start, start + length)) continue;
    const found = folded.get(
      foldedWords(
        sentence.tokens
          .slice(start, start + length)
          .map(({ text }) => text)
          .join(' '),
      ),
    );
    if (found !== undefined) return { text: found, end: start + length };
  }
  return undefined;
}

const foldedWords = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** A quoted text, or the words up to the next joint of the sentence. */
export function wordsAt(sentence: Sentence, start: number): { text: string; end: number } | undefined {
  const first = sentence.tokens[start];
  if (first === undefined || !sentence.isFree(start)) return undefined;
  if (first.kind === 'quoted') return { text: first.text, end: start + 1 };
  let end = start;
  while (
    end < sentence.tokens.length &&
    end - start < 5 &&
    !ENDS_A_VALUE.has(sentence.lower(end)) &&
    sentence.tokens[end]?.kind !== 'operator'
  )
    end++;
  return end === start
    ? undefined
    : {
        text: sentence.tokens
          .slice(start, end)
          .map(({ text }) => text)
          .join(' '),
        end,
      };
}

/** That a text column has one of some values, or none of them. */
export function oneOf(column: number, values: readonly string[], negated: boolean): Condition {
  return { kind: 'one-of', column, values, negated };
}
