import type { Clause, Hanging } from './clause.ts';
import { type Before, type ClauseStart, clauseStart, NOTHING_BEFORE } from './clause-start.ts';
import { takeDuration } from './durations.ts';
import { CONJUNCTIONS, OBJECT_PRONOUNS, SUBORDINATORS } from './function-words.ts';
import { takeHangings, takeTrailingWords } from './hangings.ts';
import { type Link, readOpening } from './openings.ts';
import type { Sentence } from './outline.ts';
import { Scope } from './scope.ts';
import type { Tagger } from './tagger.ts';
import type { Token } from './token.ts';
import { actWithParticle, verbOf } from './verbs.ts';
import { baseOfGerund, baseOfParticiple } from './word-forms.ts';

/** A clause as it is found: where its words start and what it begins with. */
interface Draft {
  /** First token of the clause's words, a subordinate clause before it included. */
  readonly from: number;
  readonly start: ClauseStart | undefined;
  readonly joiner: Clause['joiner'];
  readonly front?: { readonly relation: Hanging['relation']; readonly tokens: readonly Token[]; readonly at: number };
  readonly conditional: boolean;
  readonly link?: Link;
}

/**
 * Splits a sentence into what it says to do. A comma or "and" separates clauses only where an order follows it; what only
 * lists things stays with its verb.
 */
export function readClauses(sentence: Sentence, source: string, tagger: Tagger): Clause[] {
  const { tokens } = sentence;
  const clauses: Clause[] = [];
  let draft = firstDraft(tokens, tagger);
  let scope = new Scope(draft.start?.verb);
  for (let index = (draft.start?.at ?? draft.from) + 1; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    const boundary = boundaryAt(tokens, index) ?? purposeAt(tokens, index, draft);
    if (boundary === undefined) {
      scope.pass(tokens, index);
      continue;
    }
    if (token.lower === ':' && draft.start !== undefined && !isHeader(tokens.slice(draft.start.at, index))) {
      const parts = readParts(sentence, index + 1, source, tagger);
      if (parts.length < 2) break;
      clauses.push({ ...finish(tokens, draft, index, sentence, source), parts });
      return clauses;
    }
    const before: Before = {
      bareVerb: isBareVerb(tokens, draft, index),
      endsWithPronoun: OBJECT_PRONOUNS.has(tokens[index - 1]?.lower ?? ''),
      gerund: (draft.start?.gerund ?? false) || boundary.link === 'parallel',
      question: draft.start?.kind === 'question',
    };
    if (forbidsAt(tokens, boundary.next)) {
      pushUnlessEmpty(clauses, finish(tokens, draft, index, sentence, source));
      draft = { from: boundary.next, start: undefined, joiner: boundary.and ? 'and' : 'comma', conditional: false };
      index = boundary.next;
      continue;
    }
    const found = draftAt(tokens, boundary, before, tagger);
    if (found?.start === undefined || scope.holds(tokens, found.start, boundary.comma)) {
      scope.pass(tokens, index);
      continue;
    }
    const header = token.lower === ':' && clauses.length === 0;
    if (!header || draft.start === undefined) pushUnlessEmpty(clauses, finish(tokens, draft, index, sentence, source));
    draft = found;
    scope = new Scope(found.start.verb);
    index = found.start.at;
  }
  pushUnlessEmpty(clauses, finish(tokens, draft, tokens.length, sentence, source));
  return clauses;
}

/** "..., but do not send it": what is not to be done is no part of what is. */
function forbidsAt(tokens: readonly Token[], at: number): boolean {
  const [first, second] = [tokens[at]?.lower ?? '', tokens[at + 1]?.lower ?? ''];
  return first === "don't" || first === 'never' || (first === 'do' && second === 'not');
}

function pushUnlessEmpty(clauses: Clause[], clause: Clause): void {
  if (clause.tokens.some(({ kind }) => kind !== 'mark')) clauses.push(clause);
}

function readParts(sentence: Sentence, from: number, source: string, tagger: Tagger): Clause[] {
  const rest: Sentence = { ...sentence, tokens: sentence.tokens.slice(from) };
  if (clauseStart(rest.tokens, 0, 'sentence', NOTHING_BEFORE, tagger)?.kind !== 'order') return [];
  const parts = readClauses(rest, source, tagger);
  return parts.every(({ kind }) => kind === 'order') ? parts : [];
}

/** "Do the following", "here is what I need", "tasks": words before a colon that only introduce. */
function isHeader(tokens: readonly Token[]): boolean {
  const words = tokens.map(({ lower }) => lower).join(' ');
  return /\b(?:following|these|this|as follows|below|steps|tasks|things|things to do|list)\b/.test(words) && words.split(' ').length <= 8;
}

/** The clause that starts behind a boundary, if one does. */
function draftAt(tokens: readonly Token[], boundary: Boundary, before: Before, tagger: Tagger): Draft | undefined {
  const { next, and, strong } = boundary;
  const joiner = and ? 'and' : 'comma';
  const start = clauseStart(tokens, next, strong ? 'sequence' : 'coordination', before, tagger);
  const link = boundary.link ?? start?.opening.link;
  if (start !== undefined) return { from: start.at, start, joiner, conditional: false, ...(link === undefined ? {} : { link }) };
  const type = SUBORDINATORS[tokens[next]?.lower ?? ''];
  if (type !== 'after' && type !== 'before' && type !== 'condition') return undefined;
  const fronted = firstDraft(tokens, tagger, next);
  return fronted.start === undefined || (fronted.from === next && type !== 'condition') ? undefined : { ...fronted, joiner };
}

interface Boundary {
  /** Index of the first token behind the separators. */
  readonly next: number;
  readonly comma: boolean;
  readonly and: boolean;
  /** It all but promises another order: an arrow, a word like "then". */
  readonly strong: boolean;
  /** What it says about the order of the two. */
  readonly link?: Link;
}

const SEQUENCE_STARTS = /^(?:then|afterwards?|subsequently|thereafter|finally|lastly|meanwhile|simultaneously|followed|optionally)$/;

function boundaryAt(tokens: readonly Token[], index: number): Boundary | undefined {
  let next = index;
  let comma = false;
  let and = false;
  let strong = false;
  for (; next < tokens.length; next++) {
    const lower = tokens[next]?.lower ?? '';
    if (lower === ',' || lower === ';' || lower === '/') comma = true;
    else if (lower === '->' || (lower === '>' && tokens[next]?.kind === 'mark')) strong = true;
    else if (lower === '-' || lower === ':') comma = true;
    else if (/^(?:and|&|but|plus|\+)$/.test(lower) && (lower !== '+' || next > index)) and = true;
    else break;
  }
  if (
    tokens[next]?.lower === 'while' &&
    !/^(?:keep|mak|ensur|maintain|leav)ing$/.test(tokens[next + 1]?.lower ?? '') &&
    baseOfGerund(tokens[next + 1]?.lower ?? '') !== undefined
  )
    return { next: next + 1, comma: true, and: false, strong: true, link: 'parallel' };
  if (next > index) return { next, comma, and, strong, ...(strong ? { link: 'sequence' } : {}) };
  const lower = tokens[index]?.lower ?? '';
  return SEQUENCE_STARTS.test(lower) && !isTimeWord(tokens, index) ? { next: index, comma: true, and: false, strong: true } : undefined;
}

/** "Log into my account to check the balance": what follows the logging in is the task. */
function purposeAt(tokens: readonly Token[], index: number, { start }: Draft): Boundary | undefined {
  if (tokens[index]?.lower !== 'to' || start?.verb === undefined || verbOf(tokens[index + 1]?.lower ?? '') === undefined) return undefined;
  const act = actWithParticle(start.verb, tokens[start.at + 1]?.lower);
  return act === 'enable' ? { next: index + 1, comma: true, and: false, strong: true, link: 'sequence' } : undefined;
}

/** "now and then", "by then", "since then" tell no order. */
function isTimeWord(tokens: readonly Token[], index: number): boolean {
  return /^(?:by|since|until|till|back|from|and|even|just)$/.test(tokens[index - 1]?.lower ?? '') && tokens[index - 2]?.lower === 'now';
}

/** The clause that a sentence, or the part of it from `from`, starts with; a subordinate clause before it is taken into account. */
function firstDraft(tokens: readonly Token[], tagger: Tagger, from = 0): Draft {
  const start = clauseStart(tokens, from, 'sentence', NOTHING_BEFORE, tagger);
  const { at, link } = readOpening(tokens, from);
  const base = { joiner: 'none' as const, conditional: false, ...(link === undefined ? {} : { link }) };
  const subordinator = SUBORDINATORS[tokens[at]?.lower ?? ''];
  const asSoonAs = tokens[at]?.lower === 'as' && tokens[at + 1]?.lower === 'soon' ? 'after' : undefined;
  const priorTo = tokens[at]?.lower === 'prior' && tokens[at + 1]?.lower === 'to' ? 'before' : undefined;
  const type = asSoonAs ?? priorTo ?? subordinator;
  if (start?.kind === 'order' || type === undefined)
    return start === undefined ? { ...base, from: at, start } : { ...base, from: start.at, start };
  const main = mainAfter(tokens, at, tagger);
  if (main === undefined) return start === undefined ? { ...base, from: at, start } : { ...base, from: start.at, start };
  const skip = at + (asSoonAs !== undefined ? 3 : priorTo !== undefined ? 2 : 1);
  if (type === 'after' || type === 'before') {
    return { ...base, from: main.start.at, start: main.start, front: { relation: type, tokens: tokens.slice(skip, main.comma), at } };
  }
  return { ...base, from: at, start: main.start, conditional: type === 'condition' };
}

/** The main clause behind a subordinate one: the first comma (or "then") that an order follows. */
function mainAfter(
  tokens: readonly Token[],
  from: number,
  tagger: Tagger,
): { readonly start: ClauseStart; readonly comma: number } | undefined {
  for (let index = from + 1; index < tokens.length; index++) {
    const lower = tokens[index]?.lower;
    if (lower !== ',' && lower !== 'then') continue;
    const start = clauseStart(tokens, lower === ',' ? index + 1 : index, 'sequence', NOTHING_BEFORE, tagger);
    if (start?.kind === 'order' && !isAnotherFront(tokens, start)) return { start, comma: index };
  }
  return undefined;
}

/** In "once it is cleaned, sorted and saved, plot it" no order follows the first comma. */
function isAnotherFront(tokens: readonly Token[], start: ClauseStart): boolean {
  return baseOfParticiple(tokens[start.at]?.lower ?? '') !== undefined && verbOf(tokens[start.at]?.lower ?? '') === undefined;
}

function isBareVerb(tokens: readonly Token[], { start }: Draft, end: number): boolean {
  if (start?.kind !== 'order') return false;
  return tokens.slice(start.at + 1, end).every(({ lower, kind }) => kind === 'mark' || CONJUNCTIONS.has(lower) || /ly$/.test(lower));
}

function finish(tokens: readonly Token[], draft: Draft, end: number, sentence: Sentence, source: string): Clause {
  const { start, front, joiner } = draft;
  const own = tokens.slice(draft.from, end);
  const timed = takeDuration(own);
  const trailing = takeTrailingWords(timed?.tokens ?? own);
  const taken = takeHangings(trailing.tokens, start === undefined ? 0 : start.at - draft.from);
  const { hangings } = taken;
  const main = takeTrailingWords(taken.main).tokens;
  const passive = start === undefined ? passiveVerb(main) : undefined;
  const link = draft.link ?? start?.opening.link ?? trailing.link;
  const kind = start?.kind ?? (passive === undefined ? (sentence.question ? 'question' : 'statement') : 'order');
  const verb = start?.verb ?? passive;
  const inBaseForm = (text: string): string => (start?.gerund === true ? text.replace(/^\S+/, start.verb ?? '') : text);
  const bareText = inBaseForm(textOf(main, source));
  const whole = inBaseForm(textOf(trailing.tokens, source));
  return {
    kind,
    tokens: start === undefined ? main : main.slice(Math.max(0, start.at - draft.from)),
    text: front === undefined ? whole : `${textOf([...tokens.slice(front.at, front.at + 1), ...front.tokens], source)}, ${whole}`,
    bareText,
    ...(verb === undefined ? {} : { verb }),
    ...(link === undefined ? {} : { link }),
    joiner,
    optional: (start?.opening.optional ?? false) || trailing.optional,
    conditional: draft.conditional,
    goal: start?.opening.goal ?? false,
    polite: start?.opening.polite ?? false,
    hangings: [...(front === undefined ? [] : [{ relation: front.relation, fronted: true as const, tokens: front.tokens }]), ...hangings],
    ...(timed === undefined ? {} : { durationMs: timed.durationMs }),
    parts: [],
  };
}

/** "The data must be cleaned", "the report needs to be written": something to do, though nobody is told to. */
function passiveVerb(tokens: readonly Token[]): string | undefined {
  for (const [index, { lower }] of tokens.entries()) {
    if (lower !== 'be' || index < 2) continue;
    const modal = tokens[index - 1]?.lower ?? '';
    const obliged =
      /^(?:must|should|shall)$/.test(modal) || (modal === 'to' && /^(?:needs?|has|have|ought|want)$/.test(tokens[index - 2]?.lower ?? ''));
    const verb = obliged ? baseOfParticiple(tokens[index + 1]?.lower ?? '') : undefined;
    if (verb !== undefined && verbOf(verb) !== undefined) return verb;
  }
  return undefined;
}

/** The words of a run of tokens, as the user wrote them; where tokens were taken out, a space. */
export function textOf(tokens: readonly Token[], source: string): string {
  let text = '';
  let previous: Token | undefined;
  for (const token of tokens) {
    const gap = previous === undefined ? '' : source.slice(previous.end, token.start);
    text += /^\s*$/.test(gap) ? (gap === '' ? '' : ' ') : token.kind === 'mark' ? '' : ' ';
    text += token.text;
    previous = token;
  }
  return text.replace(/^[\s,;:.–—-]+|[\s,;:–—-]+$/g, '');
}
