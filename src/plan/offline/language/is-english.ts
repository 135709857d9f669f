import { CONJUNCTIONS, DETERMINERS, FINITE, OBJECT_PRONOUNS, PREPOSITIONS, QUESTION_WORDS } from './function-words.ts';
import { verbOf } from './verbs.ts';

const SAMPLE_WORDS = 200;

/** Words that other languages share with English and that prove nothing. */
const SHARED = new Set('a as do in me on so an no i plan report test es die was will war am so is'.split(' '));

/**
 * Whether a text reads as English: its first words are in Latin letters, and among a few of them there is one that English alone would use.
 * A short text gets the benefit of the doubt.
 */
export function isEnglish(text: string): boolean {
  const words =
    text
      .slice(0, SAMPLE_WORDS * 12)
      .toLowerCase()
      .match(/[\p{L}\p{M}'’]+/gu) ?? [];
  const sample = words.slice(0, SAMPLE_WORDS);
  if (sample.length === 0) return true;
  const latin = sample.filter((word) => /^[\p{Script=Latin}\p{M}'’]+$/u.test(word)).length;
  if (latin * 2 < sample.length) return false;
  const known = sample.filter((word) => !SHARED.has(word) && isEnglishWord(word)).length;
  if (sample.length < 4) return true;
  return known >= Math.max(1, Math.floor(sample.length / 12));
}

function isEnglishWord(word: string): boolean {
  return (
    verbOf(word) !== undefined ||
    DETERMINERS.has(word) ||
    PREPOSITIONS.has(word) ||
    CONJUNCTIONS.has(word) ||
    OBJECT_PRONOUNS.has(word) ||
    QUESTION_WORDS.has(word) ||
    FINITE.has(word)
  );
}
