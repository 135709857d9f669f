import { clauseStart, NOTHING_BEFORE } from './language/clause-start.ts';
import type { Item, List } from './language/outline.ts';
import { textOf } from './language/read-clauses.ts';
import type { Tagger } from './language/tagger.ts';
import type { Token } from './language/token.ts';
import { OTHERS, type Rules, readRules } from './order/constraints.ts';
import { Mentions, wordsOf } from './order/mentions.ts';
import type { Unit } from './order/unit.ts';
import { OBLIGING } from './remarks.ts';

/** How much of the words of a mention must agree with those of a step. */
export const LEAST_AGREEMENT = 0.62;

/** What a rule or a subordinate clause may refer to. */
export const MOST_RECENT = 30;

/** What an item's remark on its own place begins with. */
const PLACE =
  /^(?:after|before|once|when|needs?|requires?|depends?|following|follows|deps|dependencies|dependency|prerequisites?|blocked|waits?|only|precedes?|prior|until|\[|->|<-)$/;

/** The rules of order that a request states about its steps, beside what the order of its words says. */
export class RuleBook {
  readonly #source: string;
  readonly #tagger: Tagger;
  readonly #items: Unit[] = [];
  #mentions: Mentions | undefined;
  readonly #pairs: (readonly [number, number])[] = [];
  readonly #parallel: (readonly number[])[] = [];
  readonly #durations: (readonly [number, number])[] = [];
  #isFree = false;

  constructor(source: string, tagger: Tagger) {
    this.#source = source;
    this.#tagger = tagger;
  }

  get rules(): Rules {
    return { pairs: this.#pairs, parallel: this.#parallel, durations: this.#durations, free: this.#isFree };
  }

  /** Some list has been read, of whose items rules may speak. */
  get hasItems(): boolean {
    return this.#items.length > 0;
  }

  addItems(units: readonly Unit[]): void {
    this.#items.push(...units);
    this.#mentions = new Mentions(
      this.#items.map(({ id, list: place, clause }) => ({
        index: id,
        ...(place?.label === undefined ? {} : { label: place.label }),
        words: wordsOf(clause.tokens),
      })),
    );
  }

  /** Takes a sentence in that is a rule about the items of the lists before it. @returns Whether it is one. */
  takeSentence(tokens: readonly Token[]): boolean {
    if (this.#mentions === undefined || this.#items.length < 2) return false;
    const at = tokens.findIndex(({ lower }) => lower === ':');
    const body = at > 0 && at <= 6 ? tokens.slice(at + 1) : tokens;
    const rules = readRules(body, this.#mentions, LEAST_AGREEMENT);
    if (rules === undefined) return false;
    this.#keep(rules);
    return true;
  }

  /**
   * Takes a sentence in that is a rule about what the sentences before it said to do: "the invitations must go out after the venue is booked".
   *
   * @returns Whether it is one.
   */
  takeSentenceAbout(units: readonly Unit[], tokens: readonly Token[]): boolean {
    if (this.hasItems || !tokens.some(({ lower }) => OBLIGING.test(lower))) return false;
    if (clauseStart(tokens, 0, 'sentence', NOTHING_BEFORE, this.#tagger) !== undefined) return false;
    const said = units.slice(-MOST_RECENT).flatMap((unit) => (unit.parts.length > 0 ? unit.parts : [unit]));
    if (said.length < 2) return false;
    const mentions = new Mentions(said.map(({ id, clause }) => ({ index: id, words: wordsOf(clause.tokens) })));
    const rules = readRules(tokens, mentions, LEAST_AGREEMENT);
    if (rules === undefined || rules.pairs.length === 0) return false;
    this.#keep({ ...rules, pairs: rules.pairs.filter(([before, after]) => before !== OTHERS && after !== OTHERS) });
    return true;
  }

  /** Takes a list in all of whose items are rules about those of the lists before it. @returns Whether it is one. */
  takeList(list: List): boolean {
    const mentions = this.#mentions;
    const isPlain = list.items.every(({ sentences, blocks }) => sentences.length > 0 && blocks.length === 0);
    if (mentions === undefined || this.#items.length < 2 || !isPlain) return false;
    const rules = list.items.map(({ sentences }) => sentences.map(({ tokens }) => readRules(tokens, mentions, LEAST_AGREEMENT)));
    if (!rules.every((found) => found.some((rule) => rule !== undefined))) return false;
    for (const rule of rules.flat()) if (rule !== undefined) this.#keep(rule);
    return true;
  }

  /** The item without its remarks on its own place, which are taken in: "(after step 2)", "- depends on 1 and 3". */
  withoutRemarks(unit: Unit, tokens: readonly Token[], item: Item): Unit {
    for (const [index, token] of tokens.entries()) {
      if (token.kind !== 'paren') continue;
      const found = this.#takeRemark(unit, [token], tokens.toSpliced(index, 1));
      if (found !== undefined) return found;
    }
    for (let index = 1; index < tokens.length; index++) {
      if (!PLACE.test(tokens[index]?.lower ?? '')) continue;
      const found = this.#takeRemark(unit, tokens.slice(index), tokens.slice(0, index));
      if (found !== undefined) return found;
    }
    const rest = item.sentences.slice(1).flatMap((part) => part.tokens);
    return rest.length === 0 ? unit : (this.#takeRemark(unit, rest, item.sentences[0]?.tokens ?? []) ?? unit);
  }

  /** @returns The unit with the tokens that are kept, when the others are a remark on its place. */
  #takeRemark(unit: Unit, remark: readonly Token[], kept: readonly Token[]): Unit | undefined {
    const mentions = this.#mentions;
    const marked = mentions?.mark(remark, unit.id);
    if (mentions === undefined || marked === undefined || marked.mentions.length < 2 || !/<\d+>/.test(marked.text)) return undefined;
    const rules = readRules(remark, mentions, 2, unit.id);
    if (rules === undefined || rules.pairs.length === 0) return undefined;
    this.#keep(rules);
    const text = textOf(kept, this.#source);
    return { ...unit, clause: { ...unit.clause, tokens: kept, text, bareText: text } };
  }

  #keep(rules: Rules): void {
    this.#pairs.push(...rules.pairs);
    this.#parallel.push(...rules.parallel);
    this.#durations.push(...rules.durations);
    this.#isFree ||= rules.free;
  }
}
