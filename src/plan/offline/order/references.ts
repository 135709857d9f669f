import { PREPOSITIONS } from '../language/function-words.ts';
import { type Kind, kindOf, verbsOfNoun } from '../language/nouns.ts';
import type { Token } from '../language/token.ts';
import { stemOf } from '../language/word-forms.ts';
import { givenBy } from './flow.ts';
import type { Unit } from './unit.ts';

/** What is known of the units before the one that refers to them. */
export interface Earlier {
  readonly units: readonly Unit[];
  /** Units before this index are known. */
  readonly count: number;
  /** What each waits for. */
  readonly waitsFor: readonly ReadonlySet<number>[];
}

/** Nouns for whatever came out. */
const RESULT_NOUNS =
  /^(?:results?|outputs?|outcomes?|answers?|values?|numbers?|totals?|returns?|sums|products|responses?|files?|artifacts?|deliverables?|items|pieces|parts|things|ones|everything)$/;

const SINGULAR = /^(?:it|this|that|its)$/;
const PLURAL = /^(?:them|they|these|those|their|both|all|each)$/;

/** Looking further back than this, nobody knows what is meant. */
const REACH = 40;

/** The units that the words of a unit refer back to. */
export function referencesOf(unit: Unit, earlier: Earlier): Set<number> {
  const found = new Set<number>();
  if (earlier.count === 0) return found;
  const { rest } = unit.action;
  if (unit.clause.continuesObject || isElliptic(unit, earlier)) found.add(earlier.count - 1);
  for (const index of operands(unit, earlier)) found.add(index);
  let objectSeen = false;
  for (const [index, token] of rest.entries()) {
    const next = rest[index + 1];
    for (const reference of referenceAt(rest, index, objectSeen, earlier)) found.add(reference);
    if (token.kind === 'quote' || token.kind === 'file') objectSeen = true;
    else if (
      token.kind === 'word' &&
      !SINGULAR.test(token.lower) &&
      !PLURAL.test(token.lower) &&
      next !== undefined &&
      PREPOSITIONS.has(next.lower)
    )
      objectSeen = true;
  }
  for (const index of sameFile(unit, earlier)) found.add(index);
  for (const index of selected(unit, earlier)) found.add(index);
  return found;
}

/** "..., then multiply": a sum without a number takes all that was just reckoned. */
function operands({ action }: Unit, { units, count }: Earlier): number[] {
  if (action.act !== 'calculate' || action.rest.length > 0) return [];
  let from = count;
  while (from > 0 && units[from - 1]?.action.act === 'calculate' && (units[from - 1]?.action.rest.length ?? 0) > 0) from--;
  return Array.from({ length: count - from }, (_, index) => from + index);
}

/** "..., sort descending, take the top 5": what is worked on is left out, because it lies right before. */
function isElliptic({ action, sentence }: Unit, { units, count }: Earlier): boolean {
  const before = units[count - 1];
  if (action.act !== 'process' || before === undefined || before.sentence !== sentence) return false;
  if (!/^(?:data|analysis|number)$/.test(givenBy(before) ?? '')) return false;
  return action.object.every(
    ({ kind, lower }) => kind === 'number' || /^(?:in|the|only|top|bottom|first|last|rows|ascending|descending|.*ly)$/.test(lower),
  );
}

function referenceAt(rest: readonly Token[], index: number, objectSeen: boolean, earlier: Earlier): readonly number[] {
  const token = rest[index] as Token;
  if (token.kind !== 'word') return [];
  const { lower } = token;
  const next = rest[index + 1];
  const last = earlier.count - 1;
  const bare =
    next === undefined ||
    next.kind === 'mark' ||
    next.kind === 'paren' ||
    PREPOSITIONS.has(next.lower) ||
    /^(?:and|or|then|so|again|up|out|all|both|together|is|are|has|have|had|was|were|when|if|once|after|before|with|separately|properly)$/.test(
      next.lower,
    );
  if (lower === 'it' || lower === 'whatever') return thing(last, earlier);
  if ((lower === 'its' || lower === 'their') && !objectSeen) return lower === 'its' ? thing(last, earlier) : trailingRun(earlier);
  if (/^(?:this|that)$/.test(lower) && bare && !isRelative(rest, index)) return thing(last, earlier);
  if (lower === 'both' && (bare || /^(?:of|results|outputs|files|reports|the)$/.test(next?.lower ?? '')))
    return trailingRun(earlier)
      .slice(-2)
      .concat(last > 0 && trailingRun(earlier).length < 2 ? [last - 1] : []);
  if (/^(?:them|they|these|those|each)$/.test(lower) && (bare || lower === 'them' || lower === 'they'))
    return objectSeen && lower === 'them' && /^(?:to|for|with)$/.test(rest[index - 1]?.lower ?? '') ? [] : trailingRun(earlier);
  if (lower === 'everything' || (lower === 'all' && (bare || /^(?:of|results|the|three|four|findings)$/.test(next?.lower ?? ''))))
    return openEnds(earlier);
  if (/^(?:the|this|that|these|those|said|resulting|generated|final|combined|previous|above|my|our|your)$/.test(lower))
    return definite(rest, index, earlier);
  if (/^(?:each|every)$/.test(lower) && next?.kind === 'word' && !RESULT_NOUNS.test(next.lower))
    return matching(next.lower, earlier).slice(-1);
  const results = index === 0 && /^(?:results|findings|outputs)$/.test(lower);
  return results ? named(lower, false, earlier) : [];
}

/** "a report that compares": no pronoun. */
function isRelative(rest: readonly Token[], index: number): boolean {
  return (
    rest[index]?.lower === 'that' &&
    index > 0 &&
    !PREPOSITIONS.has(rest[index - 1]?.lower ?? '') &&
    rest[index - 1]?.lower !== 'to' &&
    index + 1 < rest.length
  );
}

/** What "it" is: what the unit made; of one that only passed something on ("email the report"), what it passed on. */
function thing(index: number, { units, waitsFor }: Earlier): readonly number[] {
  const unit = units[index];
  if (unit?.action.act === 'deliver' || unit?.action.act === 'deploy') {
    const passed = [...(waitsFor[index] ?? [])];
    if (passed.length > 0 && unit.action.act === 'deliver') return passed;
  }
  return [index];
}

/** "The report", "the first result", "the cleaned data": units by their noun. */
function definite(rest: readonly Token[], index: number, earlier: Earlier): readonly number[] {
  const nouns: string[] = [];
  for (const { kind, lower } of rest.slice(index + 1, index + 6)) {
    if (kind !== 'word' || PREPOSITIONS.has(lower) || /^(?:and|or|to|that|which|so|if|is|are|then|when|into)$/.test(lower)) break;
    nouns.push(lower);
  }
  const head = nouns.at(-1);
  if (head === undefined) return [];
  const ordinal = /^(?:first|second|third|two|three|last|previous|other|former|latter)$/.test(nouns[0] ?? '') || nouns.length === 1;
  if (/^(?:two|three|four|former|latter|first|second|third|other)$/.test(head)) return trailingRun(earlier);
  return named(head, ordinal || nouns.length > 1, earlier);
}

/** Units that a noun stands for. */
function named(noun: string, _definite: boolean, earlier: Earlier): readonly number[] {
  const plural = /[^s]s$/.test(noun) && noun !== 'analysis';
  if (RESULT_NOUNS.test(noun)) {
    const run = trailingRun(earlier);
    return plural ? run : thing(earlier.count - 1, earlier);
  }
  const matches = matching(noun, earlier);
  if (matches.length === 0) return [];
  const last = matches.at(-1) as number;
  if (!plural) return [last];
  return matches.filter((index) => independent(index, last, earlier.waitsFor));
}

/** Earlier units, by what they make or by their object, that a noun could stand for; oldest first. */
function matching(noun: string, { units, count }: Earlier): number[] {
  const stem = stemOf(noun);
  const kind: Kind | undefined = kindOf(noun);
  const verbs = verbsOfNoun(noun);
  const byWord: number[] = [];
  const byKind: number[] = [];
  for (let index = Math.max(0, count - REACH); index < count; index++) {
    const unit = units[index] as Unit;
    const { action } = unit;
    const head = action.head === undefined ? '' : stemOf(action.head.replace(/\.\w+$/, ''));
    const ownNouns = action.object.some(({ lower }) => stemOf(lower) === stem);
    if (head === stem || ownNouns || verbs.includes(action.verb) || stemOf(action.verb) === stem) byWord.push(index);
    else if (kind !== undefined && givenBy(unit) === kind) byKind.push(index);
  }
  return byWord.length > 0 ? byWord : byKind;
}

/** The last units that stand beside each other, nothing waiting for them yet: what "them" and "the results" are. */
export function trailingRun(earlier: Earlier): number[] {
  const { units, count, waitsFor } = earlier;
  const from = Math.max(0, count - REACH);
  const waitedFor = new Set<number>();
  for (let index = from; index < count; index++) for (const other of waitsFor[index] ?? []) waitedFor.add(other);
  const last = units[count - 1] as Unit;
  const run = [count - 1];
  for (let index = count - 2; index >= from; index--) {
    const unit = units[index] as Unit;
    if (waitedFor.has(index)) continue;
    const alike = unit.action.act === last.action.act || (givenBy(unit) !== undefined && givenBy(unit) === givenBy(last));
    if (!alike) break;
    run.push(index);
  }
  return run.reverse();
}

function independent(a: number, b: number, waitsFor: readonly ReadonlySet<number>[]): boolean {
  return a === b || !(waitsFor[b]?.has(a) || waitsFor[a]?.has(b));
}

/** Units that nothing waits for yet. */
function openEnds({ count, waitsFor }: Earlier): number[] {
  const waitedFor = new Set<number>();
  for (let index = 0; index < count; index++) for (const other of waitsFor[index] ?? []) waitedFor.add(other);
  return Array.from({ length: count }, (_, index) => index).filter((index) => !waitedFor.has(index));
}

/** A file that an earlier unit fetches, makes or changes is what a later one means by its name. */
function sameFile({ action }: Unit, { units, count }: Earlier): number[] {
  if (action.files.length === 0) return [];
  const found: number[] = [];
  for (const file of action.files) {
    for (let index = count - 1; index >= Math.max(0, count - REACH); index--) {
      const other = (units[index] as Unit).action;
      if (!other.files.some((name) => name.toLowerCase() === file.toLowerCase())) continue;
      if (!CHANGES_FILE.test(other.act)) continue;
      found.push(index);
      break;
    }
  }
  return found;
}

/** "Three fixes", "some ideas": several things, of which one can be chosen. */
function isCounted(object: readonly Token[]): boolean {
  const [first, ...others] = object;
  const head = others.at(-1)?.lower ?? '';
  return /^(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|some|several|a)$/.test(first?.lower ?? '') && /[^s]s$/.test(head);
}

const CHANGES_FILE = /^(?:fetch|process|write|make|revise|code|translate|deliver|combine|do|visualize)$/;

/** "Search flights and book the cheapest": a choice among what was found. */
function selected({ action }: Unit, { units, count }: Earlier): number[] {
  const [first, second, third] = action.object;
  // "the top 5 products by revenue" asks a table, it does not choose among what was found.
  if (second?.lower === 'top' && third !== undefined && /^\d/.test(third.lower)) return [];
  const superlative =
    /^(?:the|a|an|one)$/.test(first?.lower ?? '') &&
    /^(?:best|cheapest|fastest|top|most|least|suitable|right|winning|selected|chosen|first|nearest|closest|highest|lowest|biggest|largest|smallest|earliest|latest|greatest|strongest|preferred|\w{3,}est)$/.test(
      second?.lower ?? '',
    );
  const bare = action.object.length === 1 && /^(?:one|some)$/.test(first?.lower ?? '');
  if (!superlative && !bare) return [];
  for (let index = count - 1; index >= Math.max(0, count - 3); index--) {
    const { act, object } = (units[index] as Unit).action;
    if (isCounted(object)) return [index];
    if (act === 'research' || act === 'compare' || act === 'analyze' || act === 'decide' || act === 'fetch' || act === 'process')
      return [index];
  }
  return [];
}
