import type { Clause } from './clause.ts';
import { CONJUNCTIONS, DETERMINERS, PREPOSITIONS } from './function-words.ts';
import { type Kind, kindOf, NUMBER_NOUNS } from './nouns.ts';
import type { Token } from './token.ts';
import { type Act, actWithParticle, takesParticle } from './verbs.ts';
import { baseOfGerund, isStopword } from './word-forms.ts';

/** What a clause does to what. */
export interface Action {
  readonly verb: string;
  readonly act: Act;
  /** Everything after the verb and its particle. */
  readonly rest: readonly Token[];
  /** The object: up to the first preposition other than "of". */
  readonly object: readonly Token[];
  /** The noun that the object is about: "report" in "the quarterly report of sales". */
  readonly head?: string;
  /** What kind of thing the head is. */
  readonly kind?: Kind;
  /** What it is about, in the user's words. */
  readonly topic?: string;
  readonly files: readonly string[];
  readonly links: readonly string[];
}

const TOPIC_PREPOSITIONS: ReadonlySet<string> = new Set(['about', 'on', 'regarding', 'concerning', 'covering', 'describing', 'around']);

/** Nouns for where one looks, not for what one looks into: "papers on graph theory". */
const SOURCE_NOUNS =
  /^(?:papers?|articles?|information|info|news|literature|sources?|studies|material|data|facts|details|reports?|books|posts|discussions?|trends|research|everything|something|more)$/;

/** Acts whose object itself is what they are about. */
const ABOUT_OBJECT: ReadonlySet<Act> = new Set(['research', 'compare', 'analyze', 'plan']);

/** Reads what a clause does to what. O(tokens). */
export function readAction(clause: Pick<Clause, 'tokens' | 'verb' | 'kind'>, source: string): Action {
  const { tokens, kind, verb: given } = clause;
  const verb = given ?? (kind === 'thing' ? 'make' : kind === 'question' ? 'answer' : 'do');
  const firstIsVerb = kind === 'order' && given !== undefined && isVerbToken(tokens[0], given);
  let from = firstIsVerb ? 1 : kind === 'question' ? questionWords(tokens) : 0;
  const particle = firstIsVerb && takesParticle(verb, tokens[1]?.lower ?? '') ? tokens[1]?.lower : undefined;
  if (particle !== undefined) from = 2;
  const rest = tokens.slice(from);
  const object = objectOf(rest);
  const head = headOf(object);
  const objectKind = head === undefined ? undefined : kindOf(head);
  const act = actOf(kind, verb, particle, rest, head);
  const topic = topicOf(act, rest, object, source, objectKind);
  return {
    verb,
    act,
    rest,
    object,
    ...(head === undefined ? {} : { head }),
    ...(objectKind === undefined ? {} : { kind: objectKind }),
    ...(topic === undefined ? {} : { topic }),
    files: filesIn(tokens),
    links: tokens.filter((token) => token.kind === 'link').map(({ text }) => text),
  };
}

/** How many words only ask: "what is the", "how much is". */
function questionWords(tokens: readonly Token[]): number {
  const count = tokens.findIndex(({ lower }) => !/^(?:what|what's|which|who|who's|how|much|many|is|are|was|were|does|do|did)$/.test(lower));
  return Math.max(0, count);
}

function isVerbToken(token: Token | undefined, verb: string): boolean {
  return token !== undefined && (token.lower === verb || token.lower.startsWith(verb.slice(0, 2)));
}

/** Files by name, in quotes or not. */
function filesIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ kind, text }) => {
    if (kind === 'file') return [text];
    const inner = kind === 'quote' ? text.slice(1, -1).trim() : '';
    return /^[^\s].{0,120}\.[a-z]\w{1,5}$/i.test(inner) && !/^https?:/.test(inner) ? [inner] : [];
  });
}

function actOf(kind: Clause['kind'], verb: string, particle: string | undefined, rest: readonly Token[], head: string | undefined): Act {
  if (kind === 'question') return isArithmetic(rest) ? 'calculate' : 'research';
  if (kind === 'thing') return 'make';
  const act = actWithParticle(verb, particle) ?? 'do';
  if (/^(?:research|read|look|do|fetch)$/.test(act) && ASKED_OF_TABLES.test(rest.map(({ lower }) => lower).join(' '))) return 'analyze';
  if (act === 'research' && isArithmetic(rest)) return 'calculate';
  const text = rest.map(({ lower }) => lower).join(' ');
  if (act === 'calculate' && !/\d/.test(text)) return actOnWords(verb, rest, head);
  if (/^(?:take|knock)$/.test(verb) && /\d ?(?:%|percent)/.test(text)) return 'calculate';
  if (/^(?:take|keep|limit)$/.test(verb) && FIRST_ROWS.test(text)) return 'process';
  if (/^(?:open|create|make|submit|raise)$/.test(verb) && /\b(?:pull|merge) request$/.test(text)) return 'deploy';
  if (/^(?:recommend|suggest)$/.test(verb) && /^(?:one|the best(?: one)?)$/.test(text)) return 'decide';
  return act;
}

/** Verbs of reckoning without a number: "add unit tests" is no sum, "add the two" is. */
function actOnWords(verb: string, rest: readonly Token[], head: string | undefined): Act {
  const kind = head === undefined ? undefined : kindOf(head);
  if (verb !== 'add' || kind === 'number' || kind === 'data') return 'calculate';
  if (rest.some(({ lower }) => SUMMANDS.test(lower))) return 'calculate';
  if (kind === 'code') return /^tests?$/.test(head ?? '') ? 'test' : 'code';
  return kind === undefined ? 'do' : 'revise';
}

const SUMMANDS =
  /^(?:it|them|they|these|those|this|that|both|all|two|three|four|up|everything|numbers?|sums?|products?|amounts?|values?|costs?|prices?)$/;

/** "The top 5", "only the first ten rows". */
const FIRST_ROWS = /^(?:only )?(?:to )?(?:the )?(?:top|first|last|bottom) (?:\d+|three|five|ten)(?: (?:rows|records|entries|lines))?$/;

/** Questions to a table, whatever verb asks them: "find outliers", "get the top 5 products by revenue". */
const ASKED_OF_TABLES =
  /\b(?:outliers?|anomal(?:y|ies)|correlations?|duplicate rows|missing values|(?:top|bottom) (?:\d+|five|ten|three) .{1,40}\bby)\b/;

/** "How many seconds are in 2 weeks", without the asking words. */
const UNITS_IN =
  /^(?:(?:milli|micro|nano)?seconds|minutes|hours|days|weeks|months|(?:kilo|centi|milli)?met(?:er|re)s|miles|feet|inches|yards|(?:kilo|milli)?grams|pounds|ounces|(?:milli)?lit(?:er|re)s|gallons|cups|(?:kilo|mega|giga|tera)?bytes|bits)(?: are)?(?: there)? in (?:a|an|one|\d[\d.,]*) /;

/** Sums in signs or words: "1+2", "15% of 240", "the square root of 16". */
export function isArithmetic(tokens: readonly Token[]): boolean {
  const text = tokens.map(({ lower }) => lower).join(' ');
  if (UNITS_IN.test(text)) return true;
  if (!/\d/.test(text)) return false;
  if (
    /\d\s*(?:[+*/^×÷−]|-(?=\s*\d)|plus|minus|times|multiplied by|divided by|squared|cubed|to the power)\s*[\d(]?/.test(text) &&
    !/\d{4}-\d\d/.test(text)
  )
    return true;
  if (/\d\s?%\s*of\b|percent of\b/.test(text)) return true;
  if (/^(?:sqrt|cbrt|sin|cos|tan|log|ln|exp|abs|min|max|factorial) ?\([^a-z]*\)$/.test(text)) return true;
  return (
    tokens.some(({ lower }, index) => NUMBER_NOUNS.has(lower) && /^(?:of|root)$/.test(tokens[index + 1]?.lower ?? '')) &&
    /\bof (?:the )?[\d(]/.test(text)
  );
}

const ENDS_OBJECT: ReadonlySet<string> = new Set([
  'to',
  'that',
  'which',
  'who',
  'where',
  'so',
  'if',
  'whether',
  'because',
  'by',
  'then',
  'how',
  'why',
]);

function objectOf(rest: readonly Token[]): readonly Token[] {
  const end = rest.findIndex(
    ({ lower, kind }, index) =>
      (kind === 'mark' && /^[,;:.]$/.test(lower)) ||
      saysWhatOf(rest, index) ||
      ENDS_OBJECT.has(lower) ||
      (PREPOSITIONS.has(lower) && lower !== 'of' && (index > 0 || !['for', 'into', 'about', 'on', 'at', 'up'].includes(lower))),
  );
  return end < 0 ? rest : rest.slice(0, end);
}

/** "A report comparing the two": what a text does is no part of its name. */
function saysWhatOf(rest: readonly Token[], index: number): boolean {
  const kind = kindOf(rest[index - 1]?.lower ?? '');
  if (kind !== 'document' && kind !== 'deck') return false;
  return DETERMINERS.has(rest[index + 1]?.lower ?? '') && baseOfGerund(rest[index]?.lower ?? '') !== undefined;
}

/** The last noun before "of" or "and": English noun phrases end with their head. */
export function headOf(object: readonly Token[]): string | undefined {
  const words: string[] = [];
  for (const { kind, lower } of object) {
    if (lower === 'of' || CONJUNCTIONS.has(lower) || lower === ',') {
      if (words.length > 0) break;
      continue;
    }
    if (kind === 'word' && !DETERMINERS.has(lower) && !PREPOSITIONS.has(lower)) words.push(lower.replace(/'s$/, ''));
    else if (kind === 'file' && words.length === 0) return lower;
  }
  return words.findLast((word) => !isStopword(word) || words.length === 1);
}

function topicOf(act: Act, rest: readonly Token[], object: readonly Token[], source: string, kind: Kind | undefined): string | undefined {
  const sources =
    SOURCE_NOUNS.test(object.at(-1)?.lower ?? '') && /^(?:about|on|for|of|regarding|concerning)$/.test(rest[object.length]?.lower ?? '');
  const aboutObject = ABOUT_OBJECT.has(act) && !sources;
  if (aboutObject && isTopical(rest)) {
    const lead = /^(?:about|on|into|for|at|over)$/.test(rest[0]?.lower ?? '') ? 1 : 0;
    return words(untilNextClause(rest.slice(lead)), source);
  }
  const preposition = rest.findIndex(({ lower }) => TOPIC_PREPOSITIONS.has(lower));
  const about = preposition < 0 ? [] : untilNextClause(rest.slice(preposition + 1));
  if (about.length > 0 && isTopical(about)) return words(about, source);
  const of = object.findIndex(({ lower }) => lower === 'of');
  if ((kind !== undefined || ABOUT_OBJECT.has(act)) && of >= 0 && isTopical(object.slice(of + 1)))
    return words(untilNextClause(rest.slice(of + 1)), source);
  return undefined;
}

/** Pronouns and "the results" are no topic. */
function isTopical(tokens: readonly Token[]): boolean {
  const content = tokens.filter(
    ({ kind, lower }) => kind !== 'mark' && !isStopword(lower) && !/^(?:results?|outputs?|findings|above|following)$/.test(lower),
  );
  return content.length > 0;
}

function untilNextClause(tokens: readonly Token[]): readonly Token[] {
  const end = tokens.findIndex(({ lower }, index) => index > 0 && /^(?:which|who|so|because|using|with|by|based)$/.test(lower));
  return end < 0 ? tokens : tokens.slice(0, end);
}

function words(tokens: readonly Token[], source: string): string | undefined {
  const first = tokens[0];
  const last = tokens.at(-1);
  if (first === undefined || last === undefined || last.end <= first.start) return undefined;
  const text = source
    .slice(first.start, last.end)
    .replace(/\s+/g, ' ')
    .replace(/[\s,;:.]+$/, '');
  return text === '' ? undefined : text;
}
