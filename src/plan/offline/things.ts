import type { Action } from './language/action.ts';
import { conjunctsOf } from './language/coordination.ts';
import { PREPOSITIONS } from './language/function-words.ts';
import type { Token } from './language/token.ts';

/** A name has no more words than this; more is a description. */
const MOST_WORDS = 4;

/**
 * The things that a task names side by side: "Python, Rust and Go", "each of a.md and b.md", "iOS vs Android". Empty when it names one,
 * or when what stands there are no plain names.
 */
export function thingsIn(action: Action, source: string): string[] {
  const each = action.rest.findIndex(({ lower }) => lower === 'each' || lower === 'both' || lower === 'between');
  const from = each >= 0 ? each + (action.rest[each + 1]?.lower === 'of' ? 2 : 1) : 0;
  const parts = conjunctsOf(splitAtVersus(action.rest.slice(from)));
  const last = parts.at(-1);
  if (parts.length < 2 || last === undefined) return [];
  const tail = last.findIndex(({ lower, kind }, index) => index > 0 && kind === 'word' && PREPOSITIONS.has(lower));
  const things = [...parts.slice(0, -1), tail < 0 ? last : last.slice(0, tail)];
  const names = things.map((part) => nameOf(part, source));
  return names.every((name) => name !== undefined) ? names : [];
}

function nameOf(tokens: readonly Token[], source: string): string | undefined {
  const first = tokens[0];
  const last = tokens.at(-1);
  if (first === undefined || last === undefined || tokens.length > MOST_WORDS) return undefined;
  if (
    tokens.some(
      ({ kind, lower }) => (kind === 'word' && PREPOSITIONS.has(lower)) || /^(?:it|them|this|that|these|those|results?)$/.test(lower),
    )
  )
    return undefined;
  return last.kind === 'file' ? last.text : source.slice(first.start, last.end);
}

function splitAtVersus(tokens: readonly Token[]): Token[] {
  return tokens.map((token) =>
    /^(?:vs|versus|with|against)$/.test(token.lower) ? { ...token, kind: 'mark' as const, lower: ',' } : token,
  );
}
