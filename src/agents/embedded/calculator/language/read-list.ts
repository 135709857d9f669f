import { startsReference } from './read-reference.ts';
import type { ListManner, Reader } from './reader.ts';
import type { Node } from './syntax.ts';
import type { Token } from './token.ts';
import { COMMA_INFIX, STATISTICS } from './vocabulary.ts';

/** Words before a list that say nothing of it: "the following numbers:". */
const PREFACE = ['all', 'the', 'these', 'following', 'list', 'data', 'set', 'of', 'whole', 'natural'];

/** Behind the last number of a list these go on from all of it: "the product of 6 and 7, minus 4". */
const OPERATORS_BEHIND_COMMA = COMMA_INFIX.map(({ phrase }) => phrase);

/** Reads lists of numbers, in signs and in words. */
export class ListReader {
  readonly #reader: Reader;
  /** Lists around this one that still need numbers. */
  #waiting = 0;
  /** Lists around this. */
  #depth = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  get reading(): boolean {
    return this.#depth > 0;
  }

  parenthesised(): Node {
    const { tokens } = this.#reader;
    const { column } = tokens.peek();
    if (!tokens.take('(')) throw tokens.fault('"("');
    const waiting = this.#waiting;
    this.#waiting = 0;
    const items: Node[] = [];
    do {
      const item = this.#reader.operand(0);
      items.push(tokens.sees('…') ? this.#span(item) : item);
    } while (tokens.takeAny([',', ';', 'and']) !== undefined);
    this.#waiting = waiting;
    if (!tokens.take(')')) throw tokens.fault('")"');
    return { kind: 'list', items, column };
  }

  list(manner: ListManner = {}): Node {
    const { tokens } = this.#reader;
    if (this.#preface()) return this.#span(this.#reader.operand(2, false));
    const first = tokens.peek();
    const closing = tokens.take('[') ? ']' : tokens.take('{') ? '}' : undefined;
    this.#depth++;
    const items = this.#items(manner);
    this.#depth--;
    if (closing !== undefined && !tokens.take(closing)) throw tokens.fault(`"${closing}"`);
    const [only] = items;
    if (only === undefined || items.length > 1) return { kind: 'list', items, column: first.column };
    return (manner.endsAtWords === true ? grouped(first, only) : undefined) ?? only;
  }

  #items({ spans = false, to = false, endsAtWords = false }: ListManner): Node[] {
    const { tokens } = this.#reader;
    const items: Node[] = [];
    for (let last = false; ; ) {
      const waits = items.length === 0 ? 1 : 0;
      this.#waiting += waits;
      const item = this.#reader.operand(1, !endsAtWords || items.length === 0);
      this.#waiting -= waits;
      items.push(spans && this.#spans() ? this.#span(item) : item);
      // "the product of the sum of 1 and 2 and 3": inside a list that needs more, one "and" ends this one.
      if (last && this.#waiting > 0) return items;
      if (last && tokens.seesAny(OPERATORS_BEHIND_COMMA)) return items;
      const separator = this.#separator(to, items.length);
      if (separator === undefined && !(tokens.peek().kind === 'number' && item.kind === 'number')) return items;
      last = separator === 'and' || separator === ', and';
      if (tokens.take('…')) this.#continuation(items, tokens.takeAny([',', 'and']) !== undefined);
      if (tokens.atEnd) return items;
    }
  }

  /** @returns Whether two ends follow: "the integers from". */
  #preface(): boolean {
    const { tokens } = this.#reader;
    tokens.takeAny(['all of', 'each of', ':']);
    const found = tokens.attempt(() => {
      while (tokens.takeAny(PREFACE) !== undefined);
      if (tokens.peek().kind === 'number' && tokens.sees('numbers', 1) && tokens.peek(2).kind === 'number') tokens.next();
      const named = tokens.takeAny(['numbers', 'values', 'integers', 'figures', 'amounts']) !== undefined;
      tokens.take(':');
      const number = tokens.peek().kind === 'number' && !startsReference(tokens, 1);
      return number || tokens.seesAny(['[', '{', '-', '(']) || (named && tokens.seesAny(['from', 'between'])) ? true : undefined;
    });
    return found === true && tokens.takeAny(['from', 'between']) !== undefined;
  }

  /** "to", "through" or `…` and a number, which is no rounding and no unit. */
  #spans(): boolean {
    const { tokens } = this.#reader;
    if (!tokens.seesAny(['to', 'through', '…', 'up to'])) return false;
    const ahead = tokens.sees('up to') ? 2 : 1;
    const sign = tokens.sees('-', ahead) ? 1 : 0;
    const after = tokens.peek(ahead + sign + 1).text;
    return tokens.peek(ahead + sign).kind === 'number' && !/^(?:decimals?|dp|places?|digits?|significant|sig)$/.test(after);
  }

  #span(from: Node): Node {
    const { tokens } = this.#reader;
    if (tokens.takeAny(['to', 'through', '…', 'up to', 'and']) === undefined) throw tokens.fault('"to" and a number');
    return { kind: 'span', from, to: this.#reader.operand(2, false), column: from.column };
  }

  /** "1, 2, …, 10" */
  #continuation(items: Node[], separated: boolean): void {
    const last = items.pop();
    if (last === undefined || !separated) throw this.#reader.tokens.fault('the last number of the row');
    items.push({ kind: 'span', from: last, to: this.#reader.operand(2, false), column: last.column });
  }

  /** A comma or "and" that a further number follows. */
  #separator(to: boolean, count: number): string | undefined {
    const { tokens } = this.#reader;
    return tokens.attempt(() => {
      const found = tokens.takeAny([', and', ', &', ',', ';', 'and', '&', ...(to ? ['to'] : [])]);
      if (found === undefined || !(this.#reader.startsOperand() || tokens.sees('…'))) return undefined;
      return this.#waiting > 0 && count > 1 && found === 'and' && this.#beginsStatistic() ? undefined : found;
    });
  }

  /** "the sum of", "the product of": inside a list, what follows belongs to the list around it. */
  #beginsStatistic(): boolean {
    const { tokens } = this.#reader;
    const ahead = tokens.seesAny(['the', 'a']) ? 1 : 0;
    return STATISTICS.some(([phrase]) => tokens.sees(`${phrase} of`, ahead));
  }
}

/** Nobody takes the mean of one number: "the mean of 100,200,300" is of three. */
function grouped(first: Token, only: Node): Node | undefined {
  if (first.kind !== 'number' || only.kind !== 'number' || only.numeral !== first.numeral) return undefined;
  if (first.groups?.slice(1).every((group) => !group.startsWith('0')) !== true) return undefined;
  const { column } = first;
  return { kind: 'list', items: first.groups.map((numeral) => ({ kind: 'number', numeral, column })), column };
}
