import type { Token } from '../language/token.ts';
import type { Act } from '../language/verbs.ts';
import { isStopword, stemOf } from '../language/word-forms.ts';
import type { Unit } from './unit.ts';

/** Acts that only look or reckon: doing one changes nothing for another. */
const LOOKS: ReadonlySet<Act> = new Set(['research', 'fetch', 'read', 'calculate', 'look', 'summarize']);

/**
 * Whether two items of a numbered list, one after the other, can be done side by side all the same: both only look something up, each
 * names what it is about, and the second does not lean on the first ("find the height of Everest", "find the height of K2"); or they ask
 * the same in the same words but for one or two ("get the lowest price", "get the highest price").
 */
export function standBeside(first: Unit, second: Unit): boolean {
  if (first.parts.length > 0 || second.parts.length > 0) return false;
  if (!LOOKS.has(first.action.act) || !LOOKS.has(second.action.act)) return false;
  if (second.clause.link !== undefined || second.clause.conditional) return false;
  const a = first.clause.tokens;
  const b = second.clause.tokens;
  if (leansOnOthers(b)) return false;
  const named = namesIn(b);
  const other = namesIn(a);
  const own =
    named.size > 0 && other.size > 0 && [...named].some((name) => !other.has(name)) && [...other].some((name) => !named.has(name));
  return own || sameQuestion(contentOf(a), contentOf(b));
}

/** Names, numbers, quotes, files and links: what makes a question stand by itself. */
function namesIn(tokens: readonly Token[]): Set<string> {
  return new Set(
    tokens
      .filter(
        ({ kind, text }, index) =>
          kind === 'quote' ||
          kind === 'file' ||
          kind === 'link' ||
          (index > 0 && /\d/.test(text)) ||
          (index > 0 && kind === 'word' && /^\p{Lu}/u.test(text)),
      )
      .map(({ lower }) => lower),
  );
}

/** Different words for at most this many of them. */
const MOST_DIFFERENT = 2;

function sameQuestion(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  const shared = [...right].filter((stem) => left.has(stem)).length;
  const onlyLeft = left.size - shared;
  const onlyRight = right.size - shared;
  return (
    onlyLeft > 0 && onlyRight > 0 && onlyLeft <= MOST_DIFFERENT && onlyRight <= MOST_DIFFERENT && shared > Math.max(onlyLeft, onlyRight)
  );
}

/** It says "the results", "these", "based on": it takes up what came before. */
function leansOnOthers(tokens: readonly Token[]): boolean {
  const text = tokens.map(({ lower }) => lower).join(' ');
  return /\b(?:it|its|them|these|those|this|both|results?|previous|above|that|same|based on|using|from (?:step|the)|selected|chosen|identified|found|obtained|retrieved|calculated|filtered|combined)\b/.test(
    text,
  );
}

function contentOf(tokens: readonly Token[]): Set<string> {
  return new Set(
    tokens
      .filter(({ kind, lower }) => kind !== 'mark' && !isStopword(lower))
      .map(({ lower }) => stemOf(lower))
      .filter((stem) => stem !== ''),
  );
}
