import type { Condition } from '../operations/condition.ts';
import { aboutColumn, comparisonFirst, valueAlone } from './column-conditions.ts';
import type { Described, Parsed } from './condition-values.ts';
import { timeAlone } from './date-conditions.ts';
import type { Sentence } from './sentence.ts';

/** Words between "and" and the next condition. */
const INTRODUCES = new Set([
  'where',
  'with',
  'whose',
  'having',
  'that',
  'which',
  'who',
  'when',
  'if',
  'have',
  'has',
  'and',
  'or',
  'but',
  'only',
  'for',
  'rows',
  ',',
  'of',
  'the',
  'a',
  'their',
]);

/** Finds every condition of an instruction and takes its tokens. Conditions side by side keep their "or"; others must all hold. */
export function takeConditions(sentence: Sentence, table: Described): Condition | undefined {
  const chains: Condition[] = [];
  for (let index = 0; index < sentence.tokens.length; index++) {
    if (!sentence.isFree(index)) continue;
    const chain = chainAt(sentence, index, table);
    if (chain === undefined) continue;
    chains.push(chain.condition);
    let start = index;
    while (
      start > 0 &&
      sentence.isFree(start - 1) &&
      /^(where|with|whose|having|which|that|when|only|if|excluding|exclude|except|without|not|in|for|from|during|of|at)$/.test(
        sentence.lower(start - 1),
      )
    )
      start--;
    sentence.take(start, chain.end);
    index = chain.end - 1;
  }
  return allOf(chains);
}

function allOf(conditions: readonly Condition[]): Condition | undefined {
  const [first] = conditions;
  return conditions.length < 2 ? first : { kind: 'all', of: conditions };
}

/** Conditions joined by "and" and "or"; "and" binds more closely. */
function chainAt(sentence: Sentence, start: number, table: Described): Parsed | undefined {
  let parsed = conditionAt(sentence, start, table);
  if (parsed === undefined) return undefined;
  const alternatives: Condition[][] = [[parsed.condition]];
  for (;;) {
    const word = sentence.lower(parsed.end);
    const joiner = word === ',' && /^(and|or|but)$/.test(sentence.lower(parsed.end + 1)) ? parsed.end + 1 : parsed.end;
    const next = sentence.lower(joiner);
    if (!/^(and|or|but|,)$/.test(next)) break;
    let at = joiner + 1;
    while (INTRODUCES.has(sentence.lower(at)) && sentence.mentionAt(at) === undefined) at++;
    const following = conditionAt(sentence, at, table);
    if (following === undefined) break;
    if (next === 'or') alternatives.push([following.condition]);
    else alternatives.at(-1)?.push(following.condition);
    parsed = following;
  }
  const parts = alternatives.flatMap((of) => allOf(of) ?? []);
  const [only] = parts;
  return { condition: parts.length === 1 && only !== undefined ? only : { kind: 'any', of: parts }, end: parsed.end };
}

/** One condition that begins at a place: with a column, with a comparison, with a value, or with a time. */
function conditionAt(sentence: Sentence, start: number, table: Described): Parsed | undefined {
  const mention = sentence.mentionAt(start);
  if (mention !== undefined && sentence.isFree(start, mention.end)) {
    const parsed = aboutColumn(sentence, mention, table);
    if (parsed !== undefined) return parsed;
  }
  return comparisonFirst(sentence, start, table) ?? valueAlone(sentence, start, table) ?? timeAlone(sentence, start, table);
}
