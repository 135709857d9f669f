import { isArithmetic, readAction } from './action.ts';
import type { Clause } from './clause.ts';
import { CONJUNCTIONS, DETERMINERS } from './function-words.ts';
import { type Kind, kindOf } from './nouns.ts';
import { textOf } from './read-clauses.ts';
import type { Token } from './token.ts';
import { type Act, isIntransitive, verbOf } from './verbs.ts';

/** A clause with its object, and whether it goes on with the very object of the clause before it. */
export interface WholeClause extends Clause {
  readonly continuesObject: boolean;
  /** The clause that was divided into this one and its like: none of them waits for another. */
  readonly dividedFrom?: Clause;
}

/** Pairs that are one action. */
const IDIOMS: ReadonlySet<string> = new Set(
  `compare+contrast find+replace search+replace copy+paste cut+paste drag+drop mix+match wait+see go+ahead track+trace lift+shift try+find
  pick+place stop+think go+get come+get go+see try+get read+understand review+approve`.split(/\s+/),
);

/** Acts of which two in a row on one thing are one task: "clean and preprocess", "review and refine". */
const MERGED: ReadonlySet<Act> = new Set([
  'process',
  'analyze',
  'revise',
  'research',
  'plan',
  'summarize',
  'visualize',
  'translate',
  'compare',
  'calculate',
  'test',
  'design',
  'decide',
  'combine',
]);

/** Gives verbs their shared object and objects their shared verb: "fetch and clean sales.csv", "calculate 1+2 and 3+4". */
export function resolveCoordination(clauses: readonly Clause[], source: string): WholeClause[] {
  return shareObjects(withGroupedFigures(clauses, source), source).flatMap((clause) => shareVerb(clause, source));
}

/** "Group by product and sum the amounts" is one question to a table: groups without a figure are nothing to go on with. */
function withGroupedFigures(clauses: readonly Clause[], source: string): readonly Clause[] {
  const whole: Clause[] = [];
  for (const clause of clauses) {
    const before = whole.at(-1);
    const last = clause.tokens.at(-1);
    const first = before?.tokens[0];
    if (
      before?.verb !== 'group' ||
      clause.joiner !== 'and' ||
      clause.link !== undefined ||
      first === undefined ||
      last === undefined ||
      !/^(?:sum|total|average|count|aggregate|add)$/.test(clause.verb ?? '') ||
      /\d/.test(clause.text)
    ) {
      whole.push(clause);
      continue;
    }
    const text = source.slice(first.start, last.end);
    whole[whole.length - 1] = { ...before, tokens: [...before.tokens, ...clause.tokens], text, bareText: text };
  }
  return whole;
}

function shareObjects(clauses: readonly Clause[], source: string): WholeClause[] {
  const whole: WholeClause[] = [];
  for (let index = 0; index < clauses.length; index++) {
    const clause = clauses[index] as Clause;
    let last = index;
    while (isVerbAlone(clauses[last]) && isFollowOn(clauses[last + 1])) last++;
    const owner = clauses[last];
    if (last === index || owner?.verb === undefined) {
      const before = whole.at(-1);
      whole.push({
        ...clause,
        continuesObject: before !== undefined && clause.joiner !== 'none' && isVerbAlone(clause) && before.kind === 'order',
      });
      continue;
    }
    const object = owner.tokens.slice(1);
    if (object.length === 0) {
      whole.push({ ...clause, continuesObject: false });
      continue;
    }
    const run = clauses.slice(index, last + 1);
    whole.push(...merge(run, object, source));
    index = last;
  }
  return whole;
}

/** The clauses of verbs that share an object; verbs that make one action stay together. */
function merge(run: readonly Clause[], object: readonly Token[], source: string): WholeClause[] {
  const groups: Clause[][] = [];
  for (const clause of run) {
    const before = groups.at(-1)?.at(-1);
    const telling = TELLS.has(clause.verb ?? '') && /^(?:me|us|him|her|them)$/.test(object[0]?.lower ?? '');
    if (before !== undefined && (telling || isOneAction(before.verb ?? '', clause.verb ?? ''))) groups.at(-1)?.push(clause);
    else groups.push([clause]);
  }
  return groups.map((group, index) => {
    const first = group[0] as Clause;
    const verbs = group.map(({ tokens, verb }) => (tokens.length === 0 ? (verb ?? '') : textOf(tokens.slice(0, 1), source)));
    const verbText = verbs.length > 1 ? `${verbs.slice(0, -1).join(', ')} and ${verbs.at(-1)}` : (verbs[0] ?? '');
    const text = `${verbText} ${textOf(object, source)}`;
    const owner = run.at(-1) as Clause;
    return {
      ...first,
      tokens: [...first.tokens.slice(0, 1), ...object],
      text,
      bareText: text,
      hangings: index === groups.length - 1 ? owner.hangings : [],
      optional: first.optional || owner.optional,
      ...(index === groups.length - 1 && owner.durationMs !== undefined ? { durationMs: owner.durationMs } : {}),
      continuesObject: index > 0,
    };
  });
}

/** "inquire and notify me of the balance": whom one tells is no shared object. */
const TELLS: ReadonlySet<string> = new Set(['notify', 'inform', 'tell', 'remind', 'let', 'show', 'give', 'update', 'advise']);

function isOneAction(first: string, second: string): boolean {
  if (IDIOMS.has(`${first}+${second}`)) return true;
  const act = verbOf(first)?.act;
  return act !== undefined && act === verbOf(second)?.act && MERGED.has(act);
}

function isVerbAlone(clause: Clause | undefined): boolean {
  if (clause?.kind !== 'order' || clause.verb === undefined || isIntransitive(clause.verb)) return false;
  return clause.tokens.slice(1).every(({ kind, lower }) => kind === 'mark' || /ly$/.test(lower));
}

function isFollowOn(clause: Clause | undefined): boolean {
  return (
    clause?.kind === 'order' &&
    clause.joiner !== 'none' &&
    (clause.link === undefined || clause.link === 'addition' || clause.link === 'sequence')
  );
}

/** Verbs that may be given several sums at once. */
const GIVES_SUMS: ReadonlySet<string> = new Set([
  'calculate',
  'compute',
  'evaluate',
  'solve',
  'find',
  'determine',
  'answer',
  'give',
  'tell',
  'get',
]);

/** Things that are made one by one, whoever asks for both. */
const PRODUCTS: ReadonlySet<Kind> = new Set(['document', 'deck', 'chart', 'picture', 'code']);

function shareVerb(clause: WholeClause, source: string): WholeClause[] {
  if (clause.kind === 'statement' || clause.parts.length > 0) return [clause];
  const action = readAction(clause, source);
  const verbTokens = clause.tokens.slice(0, clause.tokens.length - action.rest.length);
  if (action.act === 'translate') return shareLanguages(clause, source);
  const conjuncts = conjunctsOf(action.rest);
  if (conjuncts.length < 2) return [clause];
  const calculations = GIVES_SUMS.has(action.verb) ? calculationsIn(action.rest) : [];
  if (calculations.length > 1) return spread(clause, verbTokens, calculations, [], source);
  const files =
    (action.act === 'fetch' || action.act === 'read') &&
    conjuncts.every((part) => part.every(({ kind, lower }) => kind === 'file' || kind === 'link' || DETERMINERS.has(lower)));
  if (files)
    return spread(
      clause,
      verbTokens,
      conjuncts.map((part) => part.filter(({ lower }) => lower !== 'both')),
      [],
      source,
    );
  if (action.act !== 'write' && action.act !== 'make' && action.act !== 'design') return [clause];
  return shareProducts(clause, verbTokens, conjuncts, source);
}

/** "Write a report and a presentation about cats": two things, and the last one's "about" belongs to both. */
function shareProducts(
  clause: WholeClause,
  verbTokens: readonly Token[],
  conjuncts: readonly (readonly Token[])[],
  source: string,
): WholeClause[] {
  const tailAt = conjuncts.at(-1)?.findIndex(({ lower }) => /^(?:about|on|for|of|from|regarding|based|using|with)$/.test(lower)) ?? -1;
  const tail = tailAt < 0 ? [] : (conjuncts.at(-1)?.slice(tailAt) ?? []);
  const things = conjuncts.map((part, index) => (index === conjuncts.length - 1 && tailAt >= 0 ? part.slice(0, tailAt) : part));
  const separate = things.every((part) => {
    const nouns = part.filter(({ kind }) => kind === 'word');
    const kind = kindOf(nouns.at(-1)?.lower ?? '');
    return (
      kind !== undefined &&
      PRODUCTS.has(kind) &&
      (/^(?:a|an|the|my|our|one|some)$/.test(part[0]?.lower ?? '') || part.length <= 2) &&
      part.length <= 5
    );
  });
  const heads = new Set(things.map((part) => part.at(-1)?.lower));
  const kinds = new Set(things.map((part) => kindOf(part.at(-1)?.lower ?? '')));
  const articled =
    things.slice(1).some((part) => /^(?:a|an|the|my|our|one|some)$/.test(part[0]?.lower ?? '')) ||
    things.every((part) => part.length === 1);
  return separate && heads.size === things.length && (articled || kinds.size === things.length)
    ? spread(clause, verbTokens, things, tail, source)
    : [clause];
}

/** "Translate it into French, German and Spanish": one translation a language. */
function shareLanguages(clause: WholeClause, source: string): WholeClause[] {
  const at = clause.tokens.findLastIndex(({ lower }) => lower === 'into' || lower === 'to');
  const languages = at < 0 ? [] : conjunctsOf(clause.tokens.slice(at + 1));
  if (languages.length < 2 || !languages.every((part) => part.length <= 2 && /^\p{Lu}/u.test(part.at(-1)?.text ?? ''))) return [clause];
  return spread(clause, clause.tokens.slice(0, at + 1), languages, [], source);
}

function spread(
  clause: WholeClause,
  lead: readonly Token[],
  parts: readonly (readonly Token[])[],
  tail: readonly Token[],
  source: string,
): WholeClause[] {
  const verb = clause.verb ?? '';
  return parts.map((part, index) => {
    const leadText = lead.length === 0 ? verb : textOf(lead, source);
    const text = [leadText, textOf(part, source), tail.length === 0 ? '' : textOf(tail, source)].filter((piece) => piece !== '').join(' ');
    const { durationMs: _, ...rest } = clause;
    return {
      ...(index === 0 ? clause : rest),
      tokens: [...lead, ...part, ...tail],
      text,
      bareText: text,
      joiner: index === 0 ? clause.joiner : 'and',
      continuesObject: index === 0 && clause.continuesObject,
      dividedFrom: clause,
    };
  });
}

const CALCULATION =
  /^(?:the )?(?:sum|product|difference|quotient|average|mean|square root|cube root|square|cube|factorial|median|ratio) (?:of|between) /;

/** The sums in a list of them, or nothing when something else is among them: "the sum of 1 and 2 and the product of 3 and 4". */
function calculationsIn(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [];
  for (const part of conjunctsOf(tokens)) {
    const last = parts.at(-1);
    const text = part.map(({ lower }) => lower).join(' ');
    if (CALCULATION.test(text) || isArithmetic(part)) parts.push(part);
    else if (last !== undefined && /^\d[\d.,]*$/.test(text) && CALCULATION.test(last.map(({ lower }) => lower).join(' ')))
      last.push(...tokens.slice(tokens.indexOf(part[0] as Token) - 1, tokens.indexOf(part[0] as Token)), ...part);
    else return [];
  }
  return parts;
}

/** The parts of a list of things: between commas and "and". */
export function conjunctsOf(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.lower === ',' || CONJUNCTIONS.has(token.lower)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}
