import { parseStatedDurationMs } from '../language/durations.ts';
import type { Token } from '../language/token.ts';
import { directionOf, hasCue, NEGATED, PARALLEL, PRECEDED_BY } from './direction.ts';
import type { Marked, Mentions } from './mentions.ts';

/** What a sentence about the order of things says. Pairs are `[before, after]`. */
export interface Rules {
  readonly pairs: readonly (readonly [number, number])[];
  /** Groups that may go side by side. */
  readonly parallel: readonly (readonly number[])[];
  readonly durations: readonly (readonly [number, number])[];
  /** Everything may go side by side. */
  readonly free: boolean;
}

/** Worth a closer look: a sentence without any of these words says nothing about order. */
const CUE =
  /\b(?:before|after|afterwards?|preced\w*|follow(?:s|ed|ing)?|until|till|depend\w*|requir\w*|needs?|needed|prerequisites?|precondition|prior|once|when|first|last|parallel|simultaneous\w*|same time|concurrent\w*|independent\w*|order|blocks?|blocked|waits?|waiting|then|only|start|begin|end|finish|rel(?:y|ies)|enables?|unlocks?|allows?|leads?|com(?:e|es)|goes|ahead|earlier|later|builds?|based|uses?|contingent|takes?|lasts?|deps?|immediately|dependenc\w+|must|should|cannot|can't|upon|unless|soon)\b|->|=>|→|[<>]/i;

/** It waits for nothing. */
const FREE =
  /\b(?:no (?:prerequisites?|dependenc(?:y|ies)|requirements?|constraints?)|(?:not|n't) (?:depend|require|need|rely)|any ?time|right away|immediately|straight away)\b/;

/** All of it is free, in so many words. */
const NO_ORDER =
  /^(?:please note that |note that |note : )?(?:(?:there (?:is|are) |they have |with )?no (?:particular |specific |fixed |set |required |ordering |order |precedence |further |other )*(?:order|constraints?|dependencies|restrictions)\b(?!.*\b(?:except|but|other than)\b)|(?:all|these|the|any|both|every one)(?: of)?(?: the| these| them)?(?: steps| tasks| items| activities)? (?:are independent|can (?:all )?(?:be (?:done|performed|executed|completed|carried out|started) |happen |run |go )?(?:in parallel|simultaneously|concurrently|at the same time|independently|in any order))|(?:do|perform|execute|complete) (?:them|these|all(?: of them)?|everything|the steps|the tasks) (?:in any order|in parallel|at the same time|simultaneously)|(?:the )?(?:steps|tasks|items|order)(?: can| may)? (?:be (?:done|completed|performed) (?:in )?(?:any order|parallel)|does not matter|doesn't matter|do not depend on (?:each other|one another)|don't depend on (?:each other|one another)|are (?:all )?independent)|none$|in any order$|in parallel$)/;

/**
 * Reads a sentence as a rule about the order of units: "step 3 needs step 1", "X must precede Y", "after finishing A, B".
 *
 * @param self The unit the sentence is a remark of: "(after step 2)" in an item.
 * @param least How much of the words of a mention must agree, 0..1.
 * @returns `undefined` when it is no such rule.
 */
export function readRules(tokens: readonly Token[], mentions: Mentions, least: number, self?: number): Rules | undefined {
  const plain = tokens.map(({ lower }) => lower).join(' ');
  if (NO_ORDER.test(plain)) return { pairs: [], parallel: [], durations: [], free: true };
  if (!CUE.test(plain)) return undefined;
  const marked = mentions.mark(tokens, self);
  const merged = mergeLists(marked);
  const rules = collect(merged, mentions, least);
  return rules.pairs.length + rules.parallel.length + rules.durations.length === 0 && !rules.spoke ? undefined : rules;
}

interface Collected extends Rules {
  /** It speaks of order though it adds none: "step 1 has no prerequisites". */
  readonly spoke: boolean;
}

function collect(marked: Marked, mentions: Mentions, least: number): Collected {
  const found = {
    pairs: [] as [number, number][],
    parallel: [] as number[][],
    durations: [] as [number, number][],
    spoke: false,
    free: false,
  };
  for (const sentence of sentencesOf(marked.text)) {
    const marks = [...sentence.matchAll(/<(\d+)>/g)];
    if (marks.length >= 2) readPairs(sentence, marks, marked, found);
    else if (!readByWords(sentence, marked, mentions, least, found) && marks.length === 1) readAlone(sentence, marked, found);
  }
  return found;
}

/** Several rules in one sentence stand apart where each part has two marks of its own. */
function sentencesOf(text: string): string[] {
  const parts = text.split(/;|,? (?:and|but|while|whereas) (?=[^<>]*<\d+>[^<>]+<\d+>)/);
  const whole = parts.every((part) => (part.match(/<\d+>/g) ?? []).length >= 2 && hasCue(part));
  return whole ? parts : text.split(';');
}

interface Found {
  readonly pairs: [number, number][];
  readonly parallel: number[][];
  readonly durations: [number, number][];
  spoke: boolean;
}

function readPairs(sentence: string, marks: readonly RegExpExecArray[], { mentions }: Marked, found: Found): void {
  let subject = marks[0] as RegExpExecArray;
  let ordered = false;
  for (let index = 1; index < marks.length; index++) {
    const left = marks[index - 1] as RegExpExecArray;
    const right = marks[index] as RegExpExecArray;
    const from = left.index + left[0].length;
    const between = sentence.slice(from, right.index);
    const previous = marks[index - 2];
    const lead = sentence.slice(previous === undefined ? 0 : previous.index + previous[0].length, left.index);
    // Of the words that already ordered the pair before, only what a comma sets apart belongs to this one.
    const before = ordered ? (/[,;]([^,;]*)$/.exec(lead)?.[1] ?? '') : lead;
    const after = sentence.slice(right.index + right[0].length, marks[index + 1]?.index);
    const direction = directionOf(before, between, after);
    ordered = direction !== undefined;
    if (direction === undefined) continue;
    const elliptic = /^[,\s]*(?:and|but|or)\b/.test(between) && index > 1;
    const first = elliptic ? subject : left;
    if (!elliptic) subject = left;
    if (direction === 'parallel') addParallel(mentions, [first, right], found);
    else if (direction === 'before') addPairs(mentions, first, right, found);
    else addPairs(mentions, right, first, found);
  }
  const tail = sentence.slice((marks.at(-1)?.index ?? 0) + (marks.at(-1)?.[0].length ?? 0));
  if (found.pairs.length === 0 && (PARALLEL.test(tail) || PARALLEL.test(sentence.slice(0, marks[0]?.index))))
    addParallel(mentions, marks, found);
}

/** A rule in whose words the units are only described: the sentence is divided at each word of order in turn. */
function readByWords(sentence: string, marked: Marked, mentions: Mentions, least: number, found: Found): boolean {
  const about = (text: string) => mentions.about(text, marked.mentions, least);
  for (const match of sentence.matchAll(DIVIDERS)) {
    const cue = match[0].trim();
    const left = sentence.slice(0, match.index);
    const right = sentence.slice(match.index + match[0].length);
    if (/^[\s,]*(?:only|not)?[\s,]*$/.test(left) || (/^(?:only |not )/.test(sentence) && left.trim() === '')) {
      if (readFronted(cue, right, about, found)) return true;
      continue;
    }
    const first = about(left);
    const second = about(right);
    if (first === undefined || second === undefined) continue;
    const direction = directionOf('', `${NEGATED.exec(left)?.[0] ?? ''} ${cue} `, right) ?? (PRECEDED_BY.test(cue) ? 'after' : undefined);
    if (direction === undefined || direction === 'parallel') continue;
    const added = direction === 'before' ? addSets(first, second, found) : addSets(second, first, found);
    if (added) return true;
  }
  const lead = /^(?:to|in order to) (.+?),? (?:you (?:must|need to|have to|should)|first|it is necessary to) (?:first )?(.+)$/.exec(
    sentence,
  );
  if (lead?.[1] !== undefined && lead[2] !== undefined) {
    const goal = about(lead[1]);
    const means = about(lead[2]);
    if (goal !== undefined && means !== undefined) return addSets(means, goal, found);
  }
  const side = PARALLEL.exec(sentence);
  if (side !== null) {
    const group = about(`${sentence.slice(0, side.index)} ${sentence.slice(side.index + side[0].length)}`);
    if (group !== undefined && group !== 'others' && group.size > 1) {
      found.parallel.push([...group]);
      return true;
    }
  }
  return false;
}

const DIVIDERS =
  /(?:^|\s)(?:(?:can |may |should |must |will |could )?(?:only )?(?:start |begin |happen |be done |proceed |be started |take place |occur )?(?:only )?(?:before|after|once|when|as soon as|until|unless|upon)|(?:must |should |has to |have to |needs to |need to )?(?:precede|precedes)|preceded by|followed by|follows|depends? (?:up)?on|is dependent on|are dependent on|relies on|requires?|needs|waits? for|is (?:a )?(?:prerequisite|precondition) (?:for|of|to)|is (?:required|needed|necessary) (?:for|before|to)|are (?:required|needed|necessary) (?:for|before|to)|prior to|ahead of|leads? to|enables?|unlocks?|builds on|(?:and |, )?then|following)(?=\s)|\s?(?:->|=>)\s?/g;

type About = (text: string) => ReadonlySet<number> | 'others' | undefined;

/** "Before X, Y": the two are told apart by the comma at which both halves make sense. */
function readFronted(cue: string, rest: string, about: About, found: Found): boolean {
  const before = /\b(?:before|prior to|ahead of|until)\b/.test(cue);
  if (!before && !/\b(?:after|once|when|as soon as|upon|following)\b/.test(cue)) return false;
  for (const comma of rest.matchAll(/,\s*(?:then\s+)?|\s+then\s+|\s+(?=can\b|may\b|you (?:can|may|must|should)\b)/g)) {
    const front = about(rest.slice(0, comma.index));
    const main = about(rest.slice(comma.index + comma[0].length));
    if (front === undefined || main === undefined) continue;
    if (before ? addSets(main, front, found) : addSets(front, main, found)) return true;
  }
  return false;
}

/** A rule about one unit alone. */
function readAlone(sentence: string, { mentions }: Marked, found: Found): void {
  const mention = mentions[Number(/<(\d+)>/.exec(sentence)?.[1] ?? -1)];
  if (mention === undefined) return;
  const durationMs = statedDuration(sentence);
  if (durationMs !== undefined && mention !== 'others') {
    for (const index of mention) found.durations.push([index, durationMs]);
    return;
  }
  if (PARALLEL.test(sentence)) {
    if (mention === 'others') found.spoke = true;
    else if (mention.size > 1) found.parallel.push([...mention]);
    else found.spoke = true;
    return;
  }
  if (FREE.test(sentence)) {
    found.spoke = true;
    return;
  }
  if (mention === 'others') return;
  if (mention.size > 1 && /\bin (?:that|this|the given|the listed) order\b/.test(sentence)) {
    const units = [...mention];
    for (let index = 1; index < units.length; index++) found.pairs.push([units[index - 1] as number, units[index] as number]);
  } else if (
    /^(?:[a-z ,]{0,30})?<\d+>[^<>]*\b(?:comes?|goes|is|are|be|done|happens?)\b[^<>]*\bfirst\b|\b(?:start|begin)s? (?:off )?with <\d+>/.test(
      sentence,
    )
  ) {
    addSets(mention, 'others', found);
  } else if (/<\d+>[^<>]*\b(?:last|at the (?:very )?end|final)\b|\b(?:end|finish|conclude)(?:es|s)? with <\d+>/.test(sentence)) {
    addSets('others', mention, found);
  }
}

function statedDuration(sentence: string): number | undefined {
  const match =
    /<\d+>\s*(?:will |should |would |usually |typically )?(?:takes?|lasts?|requires?|needs?|:|=|\()\s*(?:about |around |roughly |approximately )?(.{1,40}?)\)?(?: to (?:complete|finish))?$/.exec(
      sentence,
    );
  return match?.[1] === undefined ? undefined : parseStatedDurationMs(match[1]);
}

function addPairs(mentions: Marked['mentions'], before: RegExpExecArray, after: RegExpExecArray, found: Found): void {
  const first = mentions[Number(before[1])];
  const second = mentions[Number(after[1])];
  if (first !== undefined && second !== undefined) addSets(first, second, found);
}

/** `others` becomes -1: whoever knows all units puts them in its place. */
function addSets(before: ReadonlySet<number> | 'others', after: ReadonlySet<number> | 'others', found: Found): boolean {
  if (before === 'others' && after === 'others') return false;
  const firsts = before === 'others' ? [OTHERS] : [...before];
  const seconds = after === 'others' ? [OTHERS] : [...after];
  if (firsts.some((index) => seconds.includes(index))) return false;
  for (const first of firsts) for (const second of seconds) found.pairs.push([first, second]);
  return true;
}

/** Stands in a pair for every unit that the rule does not name. */
export const OTHERS = -1;

function addParallel(mentions: Marked['mentions'], marks: readonly RegExpExecArray[], found: Found): void {
  const group = new Set<number>();
  for (const mark of marks) {
    const mention = mentions[Number(mark[1])];
    if (mention !== undefined && mention !== 'others') for (const index of mention) group.add(index);
  }
  if (group.size > 1) found.parallel.push([...group]);
}

/** "<0>, <1> and <2>" become one mark, unless a rule stands on either side of the "and". */
function mergeLists({ text, mentions }: Marked): Marked {
  const merged = [...mentions];
  let current = text;
  for (let round = 0; round < 50; round++) {
    const match = /(?:both )?<(\d+)>(?:,? (?:and|&|or|as well as|plus)(?: also)? |, )(?:both )?<(\d+)>/.exec(current);
    if (match === null) break;
    const left = merged[Number(match[1])];
    const right = merged[Number(match[2])];
    const before = current.slice(0, match.index);
    const after = current.slice(match.index + match[0].length);
    // "B needs A, C and D need B": a verb in the plural has both for its subject.
    const together = / (?:and|&) /.test(match[0]) && /^ (?:both )?(?:depend|need|require|follow|come|wait|rely|go|start)\b/.test(after);
    const isRule =
      !together && /<\d+>/.test(before) && /<\d+>/.test(after) && hasCue(before) && hasCue(after) && /,? and |, /.test(match[0]);
    const fronted = /,/.test(match[0]) && !/\band\b|&/.test(match[0]) && FRONT.test(before);
    if (left === undefined || right === undefined || left === 'others' || right === 'others' || isRule || fronted) {
      current = `${before}${match[0].replace(/<(\d+)>/, '{$1}')}${after}`;
      continue;
    }
    merged.push(new Set([...left, ...right]));
    current = `${before}<${merged.length - 1}>${after}`;
  }
  return { text: current.replace(/\{(\d+)\}/g, '<$1>'), mentions: merged };
}

const FRONT = /(?:^|[;,] ?)(?:only )?(?:before|after|once|when|as soon as|upon|following|prior to|to|in order to)(?: [a-z']+){0,5} ?$/;
