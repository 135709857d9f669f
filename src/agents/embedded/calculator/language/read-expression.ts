import { Fault } from '../fault.ts';
import { CURRENCY_SIGNS } from '../units/unit-table.ts';
import { FRACTION_WORDS, ORDINALS } from './number-words.ts';
import { readFunction } from './read-function.ts';
import { ListReader } from './read-list.ts';
import { readMeasure, readMeasuredFraction, readMoney, readOneUnit } from './read-measure.ts';
import { readName, readReference, startsName, startsReference } from './read-reference.ts';
import { readTail } from './read-tail.ts';
import type { ListManner, Reader } from './reader.ts';
import type { Node } from './syntax.ts';
import type { TokenStream } from './token-stream.ts';
import {
  BINDING,
  COMMA_INFIX,
  CONSTANTS,
  FUNCTIONS,
  INFIX,
  type InfixPhrase,
  ORDERS,
  SIGN_BINDING,
  STATISTICS,
  TAIL_BINDING,
  VERBS,
} from './vocabulary.ts';

/** `5!!!` is a number with three signs. */
const MAX_WRAPPED = 50;

const VALUE_OF = ['the exact value of', 'the value of', 'the result of', 'the answer to', 'value of', 'result of'];

/** What juxtaposition multiplies: `2(3 + 4)`, `2 pi`. */
const MULTIPLIED: ReadonlySet<Node['kind']> = new Set(['number', 'constant', 'list', 'part', 'operation']);

/**
 * Reads expressions in signs and words by operator precedence; works nothing out.
 * Method: Pratt, "Top down operator precedence", 1973.
 */
export class ExpressionReader implements Reader {
  readonly tokens: TokenStream;
  readonly #lists: ListReader;

  constructor(tokens: TokenStream) {
    this.tokens = tokens;
    this.#lists = new ListReader(this);
  }

  get inList(): boolean {
    return this.#lists.reading;
  }

  list(manner?: ListManner): Node {
    return this.#lists.list(manner);
  }

  parenthesised(): Node {
    return this.#lists.parenthesised();
  }

  operand(binding: number, words = true): Node {
    return this.tokens.nest(() => this.#extended(this.#prefix(), binding, words));
  }

  continued(left: Node): Node {
    return this.tokens.nest(() => this.#extended(left, 0, true));
  }

  #extended(start: Node, binding: number, words: boolean): Node {
    let left = start;
    for (let wrapped = 0; ; ) {
      const next = this.#infix(left, binding, words) ?? this.#postfix(left) ?? (binding < TAIL_BINDING ? readTail(this, left) : undefined);
      if (next === undefined) return left;
      if (next.kind !== 'operation' && ++wrapped > MAX_WRAPPED) {
        const expected = `at most ${MAX_WRAPPED} signs after a number`;
        throw new Fault('too-large', { what: 'too deeply nested', expected, received: 'more', column: next.column });
      }
      left = next;
    }
  }

  implied(): Node {
    return {
      kind: 'reference',
      reference: { to: 'results', single: false },
      words: 'the results',
      understood: true,
      column: this.tokens.peek().column,
    };
  }

  startsOperand(ahead = 0): boolean {
    const { tokens } = this;
    const { kind, text } = tokens.peek(ahead);
    if (kind === 'number' || kind === 'name') return true;
    if (kind === 'ordinal') return true;
    if (kind === 'sign') return '(-+√∛[{|'.includes(text) || CURRENCY_SIGNS.has(text);
    if (kind === 'end' || ORDERS.has(text)) return false;
    if (VERBS.has(text) && (startsReference(tokens, ahead + 1) || tokens.peek(ahead + 1).kind === 'end') && !tokens.sees('of', ahead + 1))
      return false;
    return (
      ['a', 'an', 'the', 'minus'].includes(text) ||
      CONSTANTS.has(text) ||
      FRACTION_WORDS.has(text) ||
      startsReference(tokens, ahead) ||
      [...STATISTICS, ...FUNCTIONS].some(([phrase]) => tokens.sees(phrase, ahead)) ||
      startsName(tokens, ahead)
    );
  }

  #prefix(): Node {
    const { tokens } = this;
    const token = tokens.peek();
    const { column } = token;
    if (token.kind === 'number') {
      const fraction = readMeasuredFraction(this);
      if (fraction !== undefined) return fraction;
      tokens.next();
      return { kind: 'number', numeral: token.numeral, column };
    }
    if (CURRENCY_SIGNS.has(token.text)) return readMoney(this);
    if (tokens.take('-') || tokens.take('minus')) return { kind: 'negative', value: this.operand(SIGN_BINDING), column };
    if (tokens.sees('+') && (tokens.peek(1).kind === 'number' || tokens.sees('(', 1))) {
      tokens.next();
      return this.operand(SIGN_BINDING);
    }
    if (tokens.sees('(')) return this.parenthesised();
    if (tokens.sees('[') || tokens.sees('{')) return this.list();
    if (tokens.take('|')) {
      const value = this.operand(0);
      if (!tokens.take('|')) throw tokens.fault('"|"');
      return { kind: 'function', name: 'abs', value, column };
    }
    return readOneUnit(this) ?? this.#valueOf() ?? readFunction(this) ?? readReference(this) ?? readName(this) ?? this.#nothing();
  }

  #nothing(): never {
    throw this.tokens.fault('a number');
  }

  /** "the value of 2 + 3"; "the result of step 2" is a reference. */
  #valueOf(): Node | undefined {
    const { tokens } = this;
    return tokens.attempt(() => {
      if (tokens.takeAny(VALUE_OF) === undefined) return undefined;
      const known = tokens.peek().kind === 'number' || tokens.peek().kind === 'sign' || tokens.seesAny(['half', 'sum', 'square root']);
      return known && !startsReference(tokens, 1) ? this.operand(3) : undefined;
    });
  }

  /** What binds to the number before it: `%`, `!`, "squared", a unit. */
  #postfix(left: Node): Node | undefined {
    const { tokens } = this;
    const { column } = tokens.peek();
    if (this.#isModulo()) return undefined;
    if (!tokens.sees('percentage of') && tokens.takeAny(['%', 'percent', 'per cent', 'pct']) !== undefined)
      return { kind: 'percent', value: left, column };
    if (tokens.sees('!') && !tokens.sees('=', 1)) {
      tokens.next();
      return { kind: 'function', name: 'factorial', value: left, column };
    }
    const raised = tokens.takeAny(['squared', 'cubed', 'factorial', 'doubled', 'tripled', 'halved']);
    if (raised !== undefined) return raisedBy(raised, left, column);
    return this.#powerInWords(left) ?? this.#partOf(left) ?? readMeasure(this, left);
  }

  /** "to the 10th power", "to the third", "raised to the fifth power" */
  #powerInWords(left: Node): Node | undefined {
    const { tokens } = this;
    const { column } = tokens.peek();
    return tokens.attempt(() => {
      tokens.take('raised');
      if (!tokens.take('to the')) return undefined;
      const token = tokens.next();
      const place = token.kind === 'ordinal' ? token.place : token.kind === 'word' ? ORDINALS.get(token.text) : undefined;
      if (place === undefined || place < 1 || startsReference(tokens)) return undefined;
      // "add 5 to the second" is no power, and neither is "the ratio of the first to the second".
      if (!tokens.take('power') && (this.inList || left.kind !== 'number')) return undefined;
      return { kind: 'operation', operator: '^', left, right: { kind: 'number', numeral: String(place), column: token.column }, column };
    });
  }

  /** "two thirds", "3 quarters" */
  #partOf(left: Node): Node | undefined {
    const { tokens } = this;
    const { kind, text, column } = tokens.peek();
    const parts = kind === 'word' ? FRACTION_WORDS.get(text) : undefined;
    if (parts === undefined || left.kind !== 'number' || startsReference(tokens, 1)) return undefined;
    tokens.next();
    return { kind: 'part', count: left, parts, column };
  }

  #infix(left: Node, binding: number, words: boolean): Node | undefined {
    const { tokens } = this;
    const { column } = tokens.peek();
    if (this.#isModulo())
      return BINDING.mod > binding
        ? this.#operation(left, { phrase: '%', operator: 'mod', words: false, reversed: false }, BINDING.mod, words)
        : undefined;
    if (this.#multipliesSilently(left)) {
      if (BINDING['*'] <= binding) return undefined;
      return { kind: 'operation', operator: '*', left, right: this.operand(BINDING['*'], words), column };
    }
    const found = INFIX.find(({ phrase }) => tokens.sees(phrase));
    if (found === undefined && binding < TAIL_BINDING && !this.inList) {
      const apart = COMMA_INFIX.find(({ phrase }) => tokens.sees(phrase));
      return apart === undefined ? undefined : this.#operation(left, apart, BINDING[apart.operator], words);
    }
    if (found === undefined || (found.words && !words) || this.#isNoOperator(found)) return undefined;
    // 15% of 240 is one thing; 3/4 of 100 is (3/4) of 100.
    const tight = found.operator === 'of' && (left.kind === 'percent' || left.kind === 'part');
    const strength = tight ? SIGN_BINDING : BINDING[found.operator];
    return strength > binding ? this.#operation(left, found, strength, words) : undefined;
  }

  #operation(left: Node, { phrase, operator, reversed }: InfixPhrase, strength: number, words: boolean): Node {
    const { tokens } = this;
    const { column } = tokens.peek();
    tokens.take(phrase);
    const right = this.operand(operator === '^' ? strength - 1 : strength, words);
    return reversed
      ? { kind: 'operation', operator, left: right, right: left, column }
      : { kind: 'operation', operator, left, right, column };
  }

  /** Words and signs that are operators elsewhere: the x of 2x + 3, the "of" before "what". */
  #isNoOperator({ phrase }: InfixPhrase): boolean {
    const { tokens } = this;
    if (phrase === 'x') return !this.startsOperand(1) || tokens.sees('+', 1) || tokens.sees('-', 1);
    if (phrase === 'of') return tokens.sees('what', 1);
    return phrase === 'less' && !this.startsOperand(1);
  }

  #multipliesSilently(left: Node): boolean {
    const { tokens } = this;
    if (!MULTIPLIED.has(left.kind) || tokens.onNewLine) return false;
    if (tokens.sees('(') || tokens.sees('√') || tokens.sees('∛')) return true;
    const { kind, text } = tokens.peek();
    if (left.kind === 'part') return kind === 'number' && !tokens.glued;
    return kind === 'word' && CONSTANTS.has(text) && (left.kind === 'number' || left.kind === 'constant');
  }

  /** `%` between two numbers is the remainder; anywhere else it is a percentage. */
  #isModulo(): boolean {
    return this.tokens.sees('%') && (this.tokens.peek(1).kind === 'number' || this.tokens.sees('(', 1));
  }
}

function raisedBy(word: string, left: Node, column: number): Node {
  const number = (numeral: string): Node => ({ kind: 'number', numeral, column });
  if (word === 'factorial') return { kind: 'function', name: 'factorial', value: left, column };
  if (word === 'squared' || word === 'cubed')
    return { kind: 'operation', operator: '^', left, right: number(word === 'squared' ? '2' : '3'), column };
  return { kind: 'operation', operator: word === 'halved' ? '/' : '*', left, right: number(word === 'tripled' ? '3' : '2'), column };
}
