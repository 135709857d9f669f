import { CONJUNCTIONS, DETERMINERS, FINITE, OBJECT_PRONOUNS, PREPOSITIONAL_VERBS, PREPOSITIONS, QUESTION_WORDS } from './function-words.ts';
import { isCompoundSecond, kindOf } from './nouns.ts';
import { type Opening, readOpening } from './openings.ts';
import type { Tagger } from './tagger.ts';
import type { Token } from './token.ts';
import { takesParticle, verbOf } from './verbs.ts';
import { baseOfGerund, baseOfParticiple, isStopword } from './word-forms.ts';

/**
 * Where a clause could start: at the start of a `sentence`, behind a word of `sequence` (both all but promise an order), or
 * behind a mere comma or "and", where a further thing is as likely as a further order.
 */
export type Place = 'sentence' | 'sequence' | 'coordination';

export interface ClauseStart {
  readonly opening: Opening;
  /** Index of the first token of what is to be done. */
  readonly at: number;
  /** `order`: it begins with a verb. `thing`: something is wanted. `question`: it asks. */
  readonly kind: 'order' | 'thing' | 'question';
  /** The verb in its base form; absent for questions and things. */
  readonly verb?: string;
  /** The verb was a gerund in the text. */
  readonly gerund: boolean;
}

/** What was said so far in the sentence, where it helps to tell a verb from a noun. */
export interface Before {
  /** The clause so far is nothing but a verb: "fetch and clean sales.csv". */
  readonly bareVerb: boolean;
  /** The clause so far ends with a pronoun, so that no further thing can follow it. */
  readonly endsWithPronoun: boolean;
  /** The clause so far had a gerund for a verb. */
  readonly gerund: boolean;
  readonly question: boolean;
}

export const NOTHING_BEFORE: Before = { bareVerb: false, endsWithPronoun: false, gerund: false, question: false };

/** Whether something to do starts at a token, and what. O(1). */
export function clauseStart(tokens: readonly Token[], from: number, place: Place, before: Before, tagger: Tagger): ClauseStart | undefined {
  const opening = readOpening(tokens, from);
  if (opening.forbids) return undefined;
  const { at } = opening;
  const first = tokens[at];
  if (first === undefined) return undefined;
  const sure = opening.asks || (opening.link !== undefined && opening.link !== 'addition') || (opening.at > from && opening.optional);
  const where: Place = place === 'coordination' && sure ? 'sequence' : place;
  if (opening.wants) return wantedAt(tokens, opening, tagger);
  const gerund = opening.gerund || (before.gerund && place !== 'sentence') ? baseOfGerund(first.lower) : undefined;
  if (gerund !== undefined) return { opening, at, kind: 'order', verb: gerund, gerund: true };
  const verb = verbAt(tokens, at, where, before, tagger);
  if (verb !== undefined) return { opening, at, kind: 'order', verb, gerund: false };
  if (QUESTION_WORDS.has(first.lower) && (place === 'sentence' || where === 'sequence' || before.question)) {
    return { opening, at, kind: 'question', gerund: false };
  }
  if (where === 'sequence' && place === 'sequence' && namesProduct(tokens, at)) return { opening, at, kind: 'thing', gerund: false };
  return undefined;
}

/** "I need a robot to clean", "I'd like a summary of x", "I want it translated". */
function wantedAt(tokens: readonly Token[], opening: Opening, tagger: Tagger): ClauseStart | undefined {
  const next = tokens[opening.at];
  if (next === undefined || next.kind === 'mark') return undefined;
  const verb = next.lower === 'to' ? verbAt(tokens, opening.at + 1, 'sequence', NOTHING_BEFORE, tagger) : undefined;
  if (verb !== undefined) return { opening, at: opening.at + 1, kind: 'order', verb, gerund: false };
  return PREPOSITIONS.has(next.lower) ? undefined : { opening, at: opening.at, kind: 'thing', gerund: false };
}

/** A thing that someone has to make: "then a report on it". */
function namesProduct(tokens: readonly Token[], at: number): boolean {
  if (!/^(?:a|an|the|some)$/.test(tokens[at]?.lower ?? '')) return false;
  for (const { kind, lower } of tokens.slice(at + 1, at + 5)) {
    if (kind !== 'word' || PREPOSITIONS.has(lower) || CONJUNCTIONS.has(lower)) return false;
    if (kindOf(lower) !== undefined) return true;
  }
  return false;
}

/** The base form of the verb that gives an order at a token, if one does. */
export function verbAt(tokens: readonly Token[], at: number, place: Place, before: Before, tagger: Tagger): string | undefined {
  const token = tokens[at];
  if (token === undefined || token.kind !== 'word') return undefined;
  const word = token.lower;
  const next = tokens[at + 1];
  if (next !== undefined && next.kind === 'word' && FINITE.has(next.lower) && !(next.lower === 'of' && word === 'think')) return undefined;
  const verb = verbOf(word);
  if (verb === undefined) return unknownVerbAt(tokens, at, place, tagger) ? word : undefined;
  const name = place === 'coordination' && /^\p{Lu}/u.test(token.text) && !before.bareVerb;
  if (name && next?.kind === 'word' && /^\p{Lu}/u.test(next.text)) return undefined;
  if (
    name &&
    (verb.certainty !== 'certain' || next === undefined || next.kind === 'mark' || CONJUNCTIONS.has(next.lower)) &&
    !opensObject(next)
  )
    return undefined;
  if (verb.certainty === 'certain') return word;
  if (opensObject(next) || (next !== undefined && takesParticle(word, next.lower))) return word;
  if (next === undefined || next.kind === 'mark' || next.kind === 'paren' || CONJUNCTIONS.has(next.lower)) {
    return place !== 'coordination' || before.bareVerb || before.endsWithPronoun || listOfVerbs(tokens, at) ? word : undefined;
  }
  if (PREPOSITIONS.has(next.lower)) return place !== 'coordination' || PREPOSITIONAL_VERBS.has(word) ? word : undefined;
  if (/^(?:then|again|up|out|down|off|back|together|carefully|thoroughly)$/.test(next.lower)) return word;
  if (isCompoundSecond(next.lower) && place === 'coordination') return undefined;
  if (verb.certainty === 'rare') return place === 'sentence' || place === 'sequence' ? word : undefined;
  return word;
}

/** "..., design and build the app": behind the conjunction another verb follows, with an object. */
function listOfVerbs(tokens: readonly Token[], at: number): boolean {
  let index = at + 1;
  while (tokens[index]?.lower === ',' || CONJUNCTIONS.has(tokens[index]?.lower ?? '')) index++;
  if (index === at + 1) return false;
  const next = tokens[index];
  return next !== undefined && verbOf(next.lower) !== undefined && opensObject(tokens[index + 1]);
}

function opensObject(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'number' || token.kind === 'quote' || token.kind === 'file' || token.kind === 'link') return true;
  return DETERMINERS.has(token.lower) || OBJECT_PRONOUNS.has(token.lower);
}

/** Endings that base forms of verbs do not have. */
const NOT_BASE_FORM =
  /(?:ing|ed|ly|tion|sion|ment|ness|ity|ism|ist|ous|ful|less|ive|al|ic|ical|able|ible|ance|ence|ship|hood|ology|[^s]s)$/;

function unknownVerbAt(tokens: readonly Token[], at: number, place: Place, tagger: Tagger): boolean {
  const token = tokens[at];
  if (token === undefined || !/^\p{Ll}[\p{Ll}-]{2,}$/u.test(token.lower) || isStopword(token.lower)) return false;
  if (place === 'coordination' && /^\p{Lu}/u.test(token.text)) return false;
  if (PREPOSITIONS.has(token.lower) || DETERMINERS.has(token.lower) || QUESTION_WORDS.has(token.lower)) return false;
  if (NOT_BASE_FORM.test(token.lower) || baseOfParticiple(token.lower) !== undefined) return false;
  const next = tokens[at + 1];
  if (next !== undefined && /^(?:a|an|the|my|your|our|their|its|his|it|them|these|those)$/.test(next.lower)) return true;
  if (next === undefined || next.kind !== 'word' || PREPOSITIONS.has(next.lower) || CONJUNCTIONS.has(next.lower)) {
    if (place === 'coordination') return false;
  }
  const rest = tokens
    .slice(at + 1, at + 5)
    .map(({ text }) => text)
    .join(' ');
  const before = place === 'coordination' ? tokens.slice(Math.max(0, at - 5), at) : [];
  return tagger.ordersWith(before.map(({ text }) => text).join(' '), token.lower, rest);
}
