import { Fault, quoted } from '../fault.ts';
import type { Token } from './token.ts';

/** Deeper nesting is nobody's arithmetic, and would exhaust the stack. */
const MAX_DEPTH = 100;

/** Reads tokens from left to right, words in phrases. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  readonly #end: Token;
  #at = 0;
  #depth = 0;
  /** Readings begun so far: bounds what going back and reading again may cost. */
  #readings = 0;

  /** @param text What the tokens were read from. */
  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
    this.#end = tokens.at(-1) ?? { kind: 'end', text: '', column: 1, end: 1 };
  }

  /** The token `ahead` places further on; the last one is always `end`. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? this.#end;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  get atEnd(): boolean {
    return this.peek().kind === 'end';
  }

  /** Where the stream is, for `textSince`. */
  get position(): number {
    return this.#at;
  }

  /** The words and signs taken since then. */
  textSince(position: number): string {
    return this.#tokens
      .slice(position, this.#at)
      .map(({ text }) => text)
      .join(' ');
  }

  /** The numeral of the next token; empty when that is no number. */
  get numeral(): string {
    const token = this.peek();
    return token.kind === 'number' ? token.numeral : '';
  }

  /** True when the next token follows the one before it without a space. */
  get glued(): boolean {
    return this.#at > 0 && this.#tokens[this.#at - 1]?.end === this.peek().column;
  }

  /** True when the next token stands on a new line. */
  get onNewLine(): boolean {
    const before = this.#tokens[this.#at - 1];
    return before !== undefined && this.#text.slice(before.end - 1, this.peek().column - 1).includes('\n');
  }

  /** True when this sign comes next and stands between two numbers without a space. */
  betweenDigits(sign: string): boolean {
    const before = this.#tokens[this.#at - 1];
    const [here, after] = [this.peek(), this.peek(1)];
    return (
      here.text === sign && before?.kind === 'number' && after.kind === 'number' && before.end === here.column && here.end === after.column
    );
  }

  /** True when the tokens from `ahead` on are these words or signs. */
  sees(phrase: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    if ((kind !== 'word' && kind !== 'sign') || !phrase.startsWith(text)) return false;
    if (phrase.length === text.length) return true;
    return phrase.charAt(text.length) === ' ' && this.sees(phrase.slice(text.length + 1), ahead + 1);
  }

  seesAny(phrases: readonly string[], ahead = 0): boolean {
    return phrases.some((phrase) => this.sees(phrase, ahead));
  }

  take(phrase: string): boolean {
    if (!this.sees(phrase)) return false;
    for (let space = phrase.indexOf(' '); space >= 0; space = phrase.indexOf(' ', space + 1)) this.#at++;
    this.#at++;
    return true;
  }

  /** The first of the phrases that comes next, taken; so longer ones stand before their beginnings. */
  takeAny(phrases: readonly string[]): string | undefined {
    return phrases.find((phrase) => this.take(phrase));
  }

  /** Tries a reading; when it finds nothing, the stream is where it was. */
  attempt<Result>(read: () => Result | undefined): Result | undefined {
    const start = this.#at;
    const result = read();
    if (result === undefined) this.#at = start;
    return result;
  }

  /** @throws Fault `too-large` for more than 100 levels, or for a text that takes too many readings. */
  nest<Result>(read: () => Result): Result {
    if (++this.#readings > this.#tokens.length * 20 + 1000) throw this.#tooDeep('the expression is too entangled', 'a plainer one');
    if (++this.#depth > MAX_DEPTH) throw this.#tooDeep('too deeply nested', `at most ${MAX_DEPTH} levels`);
    const result = read();
    this.#depth--;
    return result;
  }

  #tooDeep(what: string, expected: string): Fault {
    return new Fault('too-large', { what, expected, received: 'more', column: this.peek().column });
  }

  /** What is wrong at the next token. */
  fault(expected: string): Fault {
    const { kind, text, column } = this.peek();
    const received = kind === 'end' ? 'the end' : quoted(text);
    return new Fault('not-arithmetic', { what: 'cannot be read as arithmetic', expected, received, column });
  }
}
