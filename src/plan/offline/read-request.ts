import { isRemarkOnSchedule, readIntroduction } from './introductions.ts';
import { readAction } from './language/action.ts';
import type { Clause } from './language/clause.ts';
import { resolveCoordination, type WholeClause } from './language/coordination.ts';
import { takeDuration } from './language/durations.ts';
import type { Block, Item, List, Sentence } from './language/outline.ts';
import { readOutline } from './language/outline.ts';
import { readClauses, textOf } from './language/read-clauses.ts';
import type { Tagger } from './language/tagger.ts';
import type { Token } from './language/token.ts';
import { baseOfGerund } from './language/word-forms.ts';
import type { Rules } from './order/constraints.ts';
import { Mentions, wordsOf } from './order/mentions.ts';
import type { ListPlace, Unit } from './order/unit.ts';
import { hasSeveralTrades, isHeading, isPassive, isRemark } from './remarks.ts';
import { LEAST_AGREEMENT, MOST_RECENT, RuleBook } from './rule-book.ts';

/** What a request says is to be done. */
export interface Reading {
  readonly units: readonly Unit[];
  /** Rules of order, by unit id. */
  readonly rules: Rules;
  /** What subordinate clauses of time say, by unit id: `[before, after]`. */
  readonly timed: Rules['pairs'];
  /** Sentences that are no task of their own. */
  readonly context: boolean;
}

/** Reads what a request says is to be done, unit by unit. O(n) for a text without rules. */
export function readRequest(source: string, tagger: Tagger): Reading {
  return new RequestReader(source, tagger).read();
}

class RequestReader {
  private readonly source: string;
  private readonly tagger: Tagger;
  private ids = 0;
  private sentences = 0;
  private lists = 0;
  private context = false;
  private readonly timed: (readonly [number, number])[] = [];
  private readonly book: RuleBook;
  /** What the sentence being read began with: "before leaving, ..."; `pending` is added when the sentence ends. */
  private front: { readonly relation: 'after' | 'before'; readonly id: number; readonly pending?: Unit } | undefined;
  private readonly units: Unit[] = [];

  constructor(source: string, tagger: Tagger) {
    this.source = source;
    this.tagger = tagger;
    this.book = new RuleBook(source, tagger);
  }

  read(): Reading {
    const blocks = readOutline(this.source);
    this.readBlocks(blocks, this.units);
    return {
      units: this.units,
      rules: this.book.rules,
      timed: this.timed,
      context: this.context,
    };
  }

  private readBlocks(blocks: readonly Block[], into: Unit[]): void {
    for (const [index, block] of blocks.entries()) {
      const next = blocks[index + 1];
      if (block.kind === 'paragraph') this.readParagraph(block.sentences, next?.kind === 'list' ? next : undefined, into);
      else if (blocks[index - 1]?.kind !== 'paragraph') this.readList(block, undefined, into);
    }
  }

  /** A paragraph, with the list that it introduces. */
  private readParagraph(sentences: readonly Sentence[], list: List | undefined, into: Unit[]): void {
    const last = sentences.at(-1);
    for (const sentence of list === undefined ? sentences : sentences.slice(0, -1)) this.readSentence(sentence, into, list !== undefined);
    if (list !== undefined) this.readList(list, last, into);
  }

  private readSentence(sentence: Sentence, into: Unit[], beforeList: boolean): void {
    if (this.book.takeSentence(sentence.tokens)) return;
    const isAside =
      this.book.takeSentenceAbout(into, sentence.tokens) ||
      (this.book.hasItems && isRemarkOnSchedule(sentence)) ||
      (beforeList && isHeading(sentence));
    if (isAside) {
      this.context = true;
      return;
    }
    const clauses = resolveCoordination(readClauses(sentence, this.source, this.tagger), this.source);
    const number = this.sentences++;
    let first = true;
    this.front = undefined;
    for (const [index, clause] of clauses.entries()) {
      const background = clause.goal && clauses.slice(index + 1).some(({ polite }) => polite);
      if (clause.kind === 'statement' || background || (beforeList && clause.goal) || isRemark(clause, into)) {
        this.addDetail(clause, number, into);
        continue;
      }
      first = this.addClause(clause, number, first, into);
    }
    this.endSentence(into);
  }

  /** "Before leaving, ...": the leaving comes behind all that the sentence says. */
  private endSentence(into: Unit[]): void {
    if (this.front?.pending !== undefined) into.push(this.front.pending);
  }

  /** Adds a clause, with the units that its subordinate clauses bring in ("after packing the boxes"). */
  private addClause(clause: WholeClause, sentence: number, first: boolean, into: Unit[]): boolean {
    const hanging = clause.hangings.map((hang) => ({
      hang,
      known: this.knownUnit(hang.tokens, into),
      made: this.unitOfGerund(hang.tokens, sentence),
    }));
    const resolved = hanging.length > 0 && hanging.every(({ known, made }) => known !== undefined || made !== undefined);
    const text = resolved ? clause.bareText : clause.text;
    const unit = this.unitOf({ ...clause, text, ...(resolved ? {} : { bareText: text }) }, sentence, first);
    for (const { hang, known, made } of resolved ? hanging : []) {
      const other = known ?? made;
      if (other === undefined) continue;
      if (known === undefined && made !== undefined && hang.relation === 'after') into.push(made);
      this.timed.push(hang.relation === 'after' ? [other.id, unit.id] : [unit.id, other.id]);
      if (hang.fronted === true)
        this.front = {
          relation: hang.relation,
          id: other.id,
          ...(known === undefined && hang.relation === 'before' ? { pending: other } : {}),
        };
    }
    if (isPassive(clause.tokens) && /^(?:first|beforehand)$/.test(clause.tokens.at(-1)?.lower ?? ''))
      for (const before of into) this.timed.push([unit.id, before.id]);
    const { front } = this;
    if (front !== undefined && clause.joiner !== 'none' && clause.link === undefined)
      this.timed.push(front.relation === 'after' ? [front.id, unit.id] : [unit.id, front.id]);
    into.push(unit);
    for (const { hang, known, made } of resolved ? hanging : [])
      if (known === undefined && made !== undefined && hang.relation === 'before' && hang.fronted !== true) into.push(made);
    return false;
  }

  /** The unit that "the data is cleaned" or "reviewing it" speaks of. */
  private knownUnit(tokens: readonly Token[], units: readonly Unit[]): Unit | undefined {
    if (units.length === 0) return undefined;
    const mentions = new Mentions(units.slice(-MOST_RECENT).map(({ id, clause }) => ({ index: id, words: wordsOf(clause.tokens) })));
    const text = tokens.map(({ lower }) => lower).join(' ');
    if (/^(?:it|that|this|they)\b/.test(text)) return /\b(?:is|are|has|have|was|were|'s)\b/.test(text) ? units.at(-1) : undefined;
    const closest = mentions.closest(text, LEAST_AGREEMENT);
    return closest === undefined ? undefined : units.find(({ id }) => id === closest.index);
  }

  /** "After packing the boxes": something to do that is said in passing. */
  private unitOfGerund(tokens: readonly Token[], sentence: number): Unit | undefined {
    const verb = baseOfGerund(tokens[0]?.lower ?? '');
    if (verb === undefined || tokens.length < 2) return undefined;
    const text = `${verb} ${textOf(tokens.slice(1), this.source)}`;
    return this.unitOf(
      {
        kind: 'order',
        tokens,
        text,
        bareText: text,
        verb,
        joiner: 'none',
        optional: false,
        conditional: false,
        goal: false,
        polite: false,
        hangings: [],
        parts: [],
        continuesObject: false,
      },
      sentence,
      false,
    );
  }

  private unitOf(clause: WholeClause, sentence: number, opensSentence: boolean, list?: ListPlace): Unit {
    const id = this.ids++;
    const parts = resolveCoordination(clause.parts, this.source).map((part, index) => this.unitOf(part, sentence, index === 0));
    return {
      id,
      clause,
      action: readAction(clause, this.source),
      sentence,
      opensSentence,
      ...(list === undefined ? {} : { list }),
      parts,
      details: [],
    };
  }

  /** A statement says more about what was ordered before it in its paragraph; with nothing before it, it is context. */
  private addDetail(clause: Clause, sentence: number, into: Unit[]): void {
    this.context = true;
    const last = into.at(-1);
    if (last === undefined || last.list !== undefined || sentence - last.sentence > 2) return;
    into[into.length - 1] = { ...last, details: [...last.details, clause.text] };
  }

  private readList(list: List, introduction: Sentence | undefined, into: Unit[]): void {
    if (this.book.takeList(list)) return;
    const intro = introduction === undefined ? undefined : readIntroduction(introduction, list, this.source, this.tagger);
    if (introduction !== undefined && intro === undefined) this.readSentence(introduction, into, false);
    if (intro?.kind === 'details') {
      this.addClause({ ...intro.clause, text: intro.text, bareText: intro.text }, this.sentences++, true, into);
      return;
    }
    if (intro?.kind === 'spread') {
      for (const clause of intro.clauses) this.addClause(clause, this.sentences++, true, into);
      return;
    }
    const number = this.lists++;
    const ordered = intro?.ordered ?? list.ordered;
    const units = this.itemsOf(list, number, ordered);
    if (intro?.kind === 'whole') {
      const unit = this.unitOf(intro.clause, this.sentences++, true);
      into.push({ ...unit, parts: units });
      return;
    }
    const link = intro?.link;
    into.push(
      ...units.map((unit, index) =>
        link !== undefined && (index === 0 || !ordered) && unit.clause.link === undefined
          ? { ...unit, clause: { ...unit.clause, link } }
          : unit,
      ),
    );
    if (intro !== undefined) this.context = true;
  }

  private itemsOf(list: List, number: number, ordered: boolean): Unit[] {
    const raw = list.items.map((item, position) =>
      this.rawItem(item, { list: number, ordered, position, ...(item.label === undefined ? {} : { label: item.label }) }),
    );
    this.book.addItems(raw.map(({ unit }) => unit));
    return raw.map(({ unit, tokens, item }) => this.book.withoutRemarks(unit, tokens, item));
  }

  private rawItem(item: Item, place: ListPlace): { readonly unit: Unit; readonly tokens: readonly Token[]; readonly item: Item } {
    const sentence = this.sentences++;
    const tokens = item.sentences.flatMap((part) => part.tokens);
    const timed = takeDuration(tokens);
    const own = timed?.tokens ?? tokens;
    const clauses = item.sentences.flatMap((part) => resolveCoordination(readClauses(part, this.source, this.tagger), this.source));
    const orders = clauses.filter(({ kind }) => kind !== 'statement');
    const lead = orders[0] ?? clauses[0];
    const text = textOf(own, this.source);
    const clause: WholeClause = {
      ...(lead ?? EMPTY),
      kind: lead === undefined || lead.kind === 'statement' ? 'order' : lead.kind,
      tokens: lead === undefined || orders.length === 0 ? own : own.slice(Math.max(0, own.indexOf(lead.tokens[0] as Token))),
      text,
      bareText: text,
      parts: [],
      hangings: [],
      continuesObject: false,
      ...(timed === undefined ? {} : { durationMs: timed.durationMs }),
    };
    const unit = this.unitOf(clause, sentence, true, place);
    const nested: Unit[] = [];
    if (item.blocks.length > 0) this.readBlocks(item.blocks, nested);
    const separate =
      nested.length === 0 && timed === undefined && hasSeveralTrades(orders, this.source)
        ? orders.map((order, index) => this.unitOf(order, sentence, index === 0))
        : nested;
    return { unit: { ...unit, parts: separate }, tokens: own, item };
  }
}

const EMPTY: WholeClause = {
  kind: 'order',
  tokens: [],
  text: '',
  bareText: '',
  joiner: 'none',
  optional: false,
  conditional: false,
  goal: false,
  polite: false,
  hangings: [],
  parts: [],
  continuesObject: false,
};
