import { isStopword, stemOf } from './language/word-forms.ts';

/** The words of a text that carry meaning, by stem. */
export function wordsOf(text: string): Set<string> {
  return new Set((text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !isStopword(word)).map(stemOf));
}

/** The share 0..1 of `words` that are among `others`. */
export function coverage(words: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of words) if (others.has(word)) shared++;
  return words.size === 0 ? 0 : shared / words.size;
}
