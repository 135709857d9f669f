import { TerminalError } from '../../../core/agent-error.ts';
import type { Token } from './tokenize.ts';

/** Deeper nesting is nobody's arithmetic, and would exhaust the stack. */
const MAX_DEPTH = 200;

/** Reads tokens from left to right, with words taken as phrases. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token `ahead` places further on; the last one is always `end`. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? { kind: 'end', text: '', column: 0 };
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  get atEnd(): boolean {
    return this.peek().kind === 'end';
  }

  /** True when the next tokens are these words or this sign. */
  sees(phrase: string): boolean {
    return phrase.split(' ').every((word, index) => {
      const token = this.peek(index);
      return token.kind !== 'number' && token.kind !== 'end' && token.text === word;
    });
  }

  take(phrase: string): boolean {
    if (!this.sees(phrase)) return false;
    this.#at += phrase.split(' ').length;
    return true;
  }

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

  nest<Result>(read: () => Result): Result {
    if (++this.#depth > MAX_DEPTH)
      throw new TerminalError('too-large', `more than ${MAX_DEPTH} levels of nesting at column ${this.peek().column}`, { for: 'task' });
    const result = read();
    this.#depth--;
    return result;
  }

  /** What is wrong at the next token. */
  complaint(expected: string): TerminalError {
    const { kind, text, column } = this.peek();
    const received = kind === 'end' ? 'the end' : `"${text.slice(0, 40)}"`;
    return new TerminalError('not-arithmetic', `column ${column}: expected ${expected}, received ${received}`, { for: 'task' });
  }
}
