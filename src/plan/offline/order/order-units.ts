import { findCycle } from '../../../core/cycle.ts';
import { SkeinError } from '../../../core/errors.ts';
import type { Kind } from '../language/nouns.ts';
import { OTHERS, type Rules } from './constraints.ts';
import { Edges } from './edges.ts';
import { Flow, givenBy, sharesWords } from './flow.ts';
import { standBeside } from './list-order.ts';
import { type Earlier, referencesOf } from './references.ts';
import type { Unit } from './unit.ts';

/** Rules of order that hold among units side by side; indexes into them. */
export interface SiblingRules {
  /** `[before, after]`; `OTHERS` stands for all that the rule does not name. */
  readonly pairs: Rules['pairs'];
  readonly parallel: Rules['parallel'];
  readonly timed: Rules['pairs'];
  /** The text states which unit waits for which, so that the numbers of a list only name its items. */
  readonly stated: boolean;
}

/**
 * Works out what waits for what among units side by side, from what the text says: rules, words of sequence, numbered lists,
 * references, and what is made and used. What nothing orders stays unordered.
 *
 * @throws SkeinError `cannot-plan` when the stated rules go in a circle; it names the steps.
 */
export function orderUnits(units: readonly Unit[], rules: SiblingRules): Edges {
  const edges = new Edges(units.length);
  const apart = new Set(
    [...rules.parallel, ...dividedClauses(units)].flatMap((group) => group.flatMap((a) => group.map((b) => `${a}:${b}`))),
  );
  addStated(units, rules, edges);
  for (const [before, after] of rules.timed) edges.add(before, after, 'timed');
  const flow = new Flow();
  const sequence = new Sequence(units, rules, apart);
  for (const [index, unit] of units.entries()) {
    const statedOnly = rules.stated && unit.list !== undefined;
    const earlier: Earlier = { units, count: index, waitsFor: edges.waitsFor };
    const references = statedOnly ? new Set<number>() : referencesOf(unit, earlier);
    const told = sequence.before(index, references).filter((before) => !apart.has(`${before}:${index}`));
    for (const before of told) edges.add(before, index, 'sequence');
    for (const before of references) {
      if (
        apart.has(`${before}:${index}`) ||
        (sequence.tellsOrder(index) &&
          (unit.action.act === 'do' || isPassedOn(before, told, units, edges)) &&
          told.some((next) => edges.reaches(before, next)))
      )
        continue;
      edges.add(before, index, 'reference');
    }
    if (!statedOnly) {
      const inOrder = sequence.tellsOrder(index);
      if (references.size === 0 && !inOrder)
        for (const before of flow.sourcesOf(unit, units)) if (!apart.has(`${before}:${index}`)) edges.add(before, index, 'flow');
      if (!inOrder)
        for (const before of byTopic(unit, earlier)) if (!apart.has(`${before}:${index}`)) edges.add(before, index, 'reference');
      if (unit.clause.conditional && index > 0 && references.size === 0) edges.add(index - 1, index, 'sequence');
      if (references.size > 0 || inOrder) addMaterial(unit, index, units, flow, edges);
    }
    flow.add(index, unit, edges.waitsFor[index] ?? new Set());
    sequence.add(index, edges.waitsFor[index] ?? new Set());
  }
  edges.reduce();
  return edges;
}

/** "Translate it into French and German": the parts of what was said in one breath stand side by side. */
function dividedClauses(units: readonly Unit[]): number[][] {
  const groups = new Map<unknown, number[]>();
  for (const [index, { clause }] of units.entries()) {
    if (clause.dividedFrom === undefined) continue;
    const group = groups.get(clause.dividedFrom) ?? [];
    group.push(index);
    groups.set(clause.dividedFrom, group);
  }
  return [...groups.values()];
}

/** In a numbered list, the step right before stands for older ones whose work it took up: it leaves a thing of the same kind. */
function isPassedOn(before: number, told: readonly number[], units: readonly Unit[], edges: Edges): boolean {
  if (told.includes(before)) return true;
  const kind = givenBy(units[before] as Unit);
  return told.some((next) => edges.reaches(before, next) && (kind === undefined || isAlike(kind, givenBy(units[next] as Unit))));
}

const NUMBERS: ReadonlySet<Kind> = new Set(['data', 'analysis', 'number', 'findings', 'choice']);

function isAlike(a: Kind, b: Kind | undefined): boolean {
  return b === undefined ? false : a === b || (NUMBERS.has(a) && NUMBERS.has(b));
}

/** What a unit in a sequence uses beside what stands right before it: a report after the chart still needs the analysis. */
function addMaterial(unit: Unit, index: number, units: readonly Unit[], flow: Flow, edges: Edges): void {
  const { act } = unit.action;
  if (act !== 'write' && act !== 'make' && act !== 'design') return;
  for (const before of flow.sourcesOf(unit, units)) edges.add(before, index, 'flow');
}

function addStated(units: readonly Unit[], { pairs }: SiblingRules, edges: Edges): void {
  for (const [before, after] of pairs) {
    const named = new Set([before, after]);
    const firsts = before === OTHERS ? othersThan(units, named) : [before];
    const seconds = after === OTHERS ? othersThan(units, named) : [after];
    for (const first of firsts) for (const second of seconds) edges.add(first, second, 'stated');
  }
  const successors: number[][] = units.map(() => []);
  for (const [after, waits] of edges.waitsFor.entries()) for (const before of waits) successors[before]?.push(after);
  const cycle = findCycle(successors);
  if (cycle === undefined) return;
  const names = cycle.map((index) => `"${units[index]?.clause.bareText ?? ''}"`);
  throw new SkeinError('cannot-plan', {
    where: 'the request',
    what: `these steps wait for each other: ${[...names, names[0]].join(', then ')}`,
    todo: 'Take one of these rules out.',
  });
}

function othersThan(units: readonly Unit[], named: ReadonlySet<number>): number[] {
  const lists = new Set([...named].map((index) => units[index]?.list?.list));
  return units.flatMap(({ list }, index) => (named.has(index) || !lists.has(list?.list) ? [] : [index]));
}

/** "Research cats, research dogs, compare cats and dogs": the words of a unit name what an earlier one was about. */
function byTopic(unit: Unit, { units, count }: Earlier): number[] {
  const { act, files } = unit.action;
  if (!/^(?:compare|write|make|summarize|decide|combine|visualize)$/.test(act) || files.length > 0) return [];
  const found: number[] = [];
  for (let index = Math.max(0, count - 20); index < count; index++) {
    const other = (units[index] as Unit).action;
    if ((other.act === 'research' || other.act === 'analyze' || other.act === 'fetch') && sharesWords(unit.action.rest, other))
      found.push(index);
  }
  return found;
}

/** Words of sequence and the numbers of lists, unit by unit. */
class Sequence {
  private readonly units: readonly Unit[];
  private readonly rules: SiblingRules;
  private readonly apart: ReadonlySet<string>;
  /** Units that nothing waits for yet. */
  private readonly open = new Set<number>();
  /** The units said in one breath, and what they came after. */
  private group: number[] = [];
  private groupAfter: number[] = [];
  /** "First ..." was said: sentences follow each other in time. */
  private narrative = false;
  /** Items of the current numbered list that wait for the same. */
  private rank: number[] = [];
  private rankAfter: number[] = [];

  constructor(units: readonly Unit[], rules: SiblingRules, apart: ReadonlySet<string>) {
    this.units = units;
    this.rules = rules;
    this.apart = apart;
  }

  /** Whether its place in the text tells what a unit waits for. */
  tellsOrder(index: number): boolean {
    const unit = this.units[index] as Unit;
    return this.isNumbered(unit) && (unit.list?.position ?? 0) > 0;
  }

  private isNumbered({ list }: Unit): boolean {
    return list?.ordered === true && !this.rules.stated;
  }

  /** What a unit comes after, as far as words of sequence and numbers tell. */
  before(index: number, references: ReadonlySet<number>): readonly number[] {
    const unit = this.units[index] as Unit;
    if (this.rules.stated && unit.list !== undefined) return [];
    if (this.isNumbered(unit)) return this.beforeItem(index, unit);
    const { link } = unit.clause;
    if (link === 'sequence' && index > 0) {
      this.groupAfter = this.sequenceBase(index, unit, references);
      this.group = [];
    } else if (link === 'end' && index > 0) {
      this.groupAfter = [...this.open];
      this.group = [];
    } else if (link === 'start') {
      this.narrative = true;
      this.groupAfter = [];
      this.group = [];
    } else if (unit.opensSentence && link !== 'parallel') {
      if (this.narrative && link !== 'addition') {
        if (this.group.length > 0 && this.units[index - 1]?.sentence !== unit.sentence) this.groupAfter = [...this.groupAfter];
      } else this.groupAfter = [];
    }
    return this.groupAfter;
  }

  private sequenceBase(index: number, unit: Unit, references: ReadonlySet<number>): number[] {
    const sentence = unit.opensSentence ? undefined : unit.sentence;
    if (sentence !== undefined) {
      const said = this.group.filter((member) => this.units[member]?.sentence === sentence && this.open.has(member));
      if (said.length > 0) return said;
      const last = index - 1;
      return [last];
    }
    if (references.size > 0) {
      const before = this.units[index - 1]?.sentence;
      return [...this.open].filter((member) => this.units[member]?.sentence === before);
    }
    return [...this.open];
  }

  private beforeItem(index: number, unit: Unit): readonly number[] {
    if (unit.list?.position === 0) {
      this.rankAfter = unit.clause.link === 'sequence' || unit.clause.link === 'end' ? [...this.open] : [];
      this.rank = [];
      return this.rankAfter;
    }
    const inRank =
      this.rank.length > 0 &&
      this.rank.every((member) => this.apart.has(`${member}:${index}`) || standBeside(this.units[member] as Unit, unit));
    if (!inRank) {
      this.rankAfter = this.rank;
      this.rank = [];
    }
    return this.rankAfter;
  }

  add(index: number, waitsFor: ReadonlySet<number>): void {
    const unit = this.units[index] as Unit;
    for (const before of waitsFor) this.open.delete(before);
    this.open.add(index);
    if (this.isNumbered(unit)) this.rank.push(index);
    this.group.push(index);
  }
}
