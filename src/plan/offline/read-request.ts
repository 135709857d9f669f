import { capabilityOf } from './capabilities.ts';
import { isRemarkOnSchedule, readIntroduction } from './introductions.ts';
import { readAction } from './language/action.ts';
import type { Clause } from './language/clause.ts';
import { clauseStart, NOTHING_BEFORE } from './language/clause-start.ts';
import { resolveCoordination, type WholeClause } from './language/coordination.ts';
import { takeDuration } from './language/durations.ts';
import type { Block, Item, List, Sentence } from './language/outline.ts';
import { readOutline } from './language/outline.ts';
import { readClauses, textOf } from './language/read-clauses.ts';
import type { Tagger } from './language/tagger.ts';
import type { Token } from './language/token.ts';
import { baseOfGerund } from './language/word-forms.ts';
import { OTHERS, type Rules, readRules } from './order/constraints.ts';
import { Mentions, wordsOf } from './order/mentions.ts';
import type { ListPlace, Unit } from './order/unit.ts';

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

/** How much of the words of a mention must agree with those of a step. */
const LEAST_AGREEMENT = 0.62;

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
  private readonly items: Unit[] = [];
  private mentions: Mentions | undefined;
  private readonly pairs: (readonly [number, number])[] = [];
  private readonly timed: (readonly [number, number])[] = [];
  private readonly parallel: (readonly number[])[] = [];
  private readonly durations: (readonly [number, number])[] = [];
  private free = false;
  /** What the sentence being read began with: "before leaving, ..."; `pending` is added when the sentence ends. */
  private front: { readonly relation: 'after' | 'before'; readonly id: number; readonly pending?: Unit } | undefined;
  private readonly units: Unit[] = [];

  constructor(source: string, tagger: Tagger) {
    this.source = source;
    this.tagger = tagger;
  }

  read(): Reading {
    const blocks = readOutline(this.source);
    this.readBlocks(blocks, this.units);
    return {
      units: this.units,
      rules: { pairs: this.pairs, parallel: this.parallel, durations: this.durations, free: this.free },
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
    if (this.readAsRule(sentence.tokens) || this.readAsRuleOfWhatWasSaid(sentence.tokens, into)) return;
    if (this.items.length > 0 && isRemarkOnSchedule(sentence)) {
      this.context = true;
      return;
    }
    if (
      beforeList &&
      /^how to$/.test(
        sentence.tokens
          .slice(0, 2)
          .map(({ lower }) => lower)
          .join(' '),
      )
    ) {
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
    if (this.readListAsRules(list)) return;
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
    const units = raw.map(({ unit }) => unit);
    this.items.push(...units);
    this.mentions = new Mentions(
      this.items.map(({ id, list: place, clause }) => ({
        index: id,
        ...(place?.label === undefined ? {} : { label: place.label }),
        words: wordsOf(clause.tokens),
      })),
    );
    return raw.map(({ unit, tokens, item }) => this.withRemarks(unit, tokens, item));
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

  /** "(after step 2)", "- depends on 1 and 3": an item's remarks on its own place. */
  private withRemarks(unit: Unit, tokens: readonly Token[], item: Item): Unit {
    const { mentions } = this;
    if (mentions === undefined) return unit;
    const take = (remark: readonly Token[], kept: readonly Token[]): Unit | undefined => {
      const marked = mentions.mark(remark, unit.id);
      if (marked.mentions.length < 2 || !/<\d+>/.test(marked.text)) return undefined;
      const rules = readRules(remark, mentions, 2, unit.id);
      if (rules === undefined || rules.pairs.length === 0) return undefined;
      this.keep(rules);
      const text = textOf(kept, this.source);
      return { ...unit, clause: { ...unit.clause, tokens: kept, text, bareText: text } };
    };
    for (const [index, token] of tokens.entries()) {
      if (token.kind !== 'paren') continue;
      const found = take([token], tokens.toSpliced(index, 1));
      if (found !== undefined) return found;
    }
    for (let index = 1; index < tokens.length; index++) {
      const token = tokens[index] as Token;
      if (!REMARK.test(token.lower)) continue;
      const found = take(tokens.slice(index), tokens.slice(0, index));
      if (found !== undefined) return found;
    }
    const rest = item.sentences.slice(1).flatMap((part) => part.tokens);
    return rest.length === 0 ? unit : (take(rest, item.sentences[0]?.tokens ?? []) ?? unit);
  }

  private readListAsRules(list: List): boolean {
    const { mentions } = this;
    if (
      mentions === undefined ||
      this.items.length < 2 ||
      list.items.some(({ sentences, blocks }) => sentences.length === 0 || blocks.length > 0)
    )
      return false;
    const rules = list.items.map(({ sentences }) => sentences.map(({ tokens }) => readRules(tokens, mentions, LEAST_AGREEMENT)));
    if (!rules.every((found) => found.some((rule) => rule !== undefined))) return false;
    for (const rule of rules.flat()) if (rule !== undefined) this.keep(rule);
    return true;
  }

  /** Whether a sentence is a rule about the items of the lists before it. */
  private readAsRule(tokens: readonly Token[]): boolean {
    if (this.mentions === undefined || this.items.length < 2) return false;
    const at = tokens.findIndex(({ lower }) => lower === ':');
    const body = at > 0 && at <= 6 ? tokens.slice(at + 1) : tokens;
    const rules = readRules(body, this.mentions, LEAST_AGREEMENT);
    if (rules === undefined) return false;
    this.keep(rules);
    return true;
  }

  /** "The invitations must go out after the venue is booked": a rule about what the sentences before it said to do. */
  private readAsRuleOfWhatWasSaid(tokens: readonly Token[], units: readonly Unit[]): boolean {
    if (this.items.length > 0 || !tokens.some(({ lower }) => OBLIGING.test(lower))) return false;
    if (clauseStart(tokens, 0, 'sentence', NOTHING_BEFORE, this.tagger) !== undefined) return false;
    const said = units.slice(-MOST_RECENT).flatMap((unit) => (unit.parts.length > 0 ? unit.parts : [unit]));
    if (said.length < 2) return false;
    const rules = readRules(
      tokens,
      new Mentions(said.map(({ id, clause }) => ({ index: id, words: wordsOf(clause.tokens) }))),
      LEAST_AGREEMENT,
    );
    if (rules === undefined || rules.pairs.length === 0) return false;
    this.keep({ ...rules, pairs: rules.pairs.filter(([before, after]) => before !== OTHERS && after !== OTHERS) });
    this.context = true;
    return true;
  }

  private keep(rules: Rules): void {
    this.pairs.push(...rules.pairs);
    this.parallel.push(...rules.parallel);
    this.durations.push(...rules.durations);
    this.free ||= rules.free;
  }
}

/** Said of what was ordered before: "can you do this?", "ensure it is at nine", "both tickets should be in my name". */
function isRemark({ verb, tokens, text }: Clause, units: readonly Unit[]): boolean {
  if (units.length === 0 || verb === undefined) return false;
  const rest = tokens.slice(1);
  if (
    /^(?:do|handle|help|arrange|manage)$/.test(verb) &&
    rest.length > 0 &&
    rest.every(({ lower }) => /^(?:it|this|that|these|them|with|me|us|all|of|for|everything)$/.test(lower))
  )
    return true;
  if (/^(?:ensure|note|remember|guarantee)$/.test(verb) || /^(?:make sure|keep in mind)\b/i.test(text))
    return rest.some(({ lower }) => /^(?:is|are|be|that|has|have|was|gets?|can|will|cannot|not)$/.test(lower));
  if (tokens[0]?.lower === verb) return false;
  if (/\bshould be\b/.test(text)) return true;
  const subject = tokens.slice(
    0,
    tokens.findIndex(({ lower }) => OBLIGING.test(lower)),
  );
  const named = wordsOf(subject);
  return (
    isPassive(tokens) && units.some((unit) => unit.clause.verb === verb && wordsOf(unit.clause.tokens).some((word) => named.includes(word)))
  );
}

/** "The gate must be painted": what is done stands before the words that ask for it. */
function isPassive(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ lower }, index) => lower === 'be' && index > 1 && tokens.slice(0, index).some((token) => OBLIGING.test(token.lower)),
  );
}

/** Words of rules: "must", "may only". */
const OBLIGING = /^(?:must|should|shall|can|cannot|can't|may|has|have|needs?)$/;

/** What a subordinate clause may refer to. */
const MOST_RECENT = 30;

const REMARK =
  /^(?:after|before|once|when|needs?|requires?|depends?|following|follows|deps|dependencies|dependency|prerequisites?|blocked|waits?|only|precedes?|prior|until|\[|->|<-)$/;

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

/** An item that asks for different trades is several tasks: "fetch the data and write a report". */
function hasSeveralTrades(orders: readonly WholeClause[], source: string): boolean {
  const trades = new Set(
    orders.map((order) => capabilityOf(order, readAction(order, source), undefined)).filter((capability) => capability !== undefined),
  );
  return orders.length > 1 && trades.size > 1 && trades.size === orders.length;
}
