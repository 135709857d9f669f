import type { Node } from './syntax.ts';
import type { TokenStream } from './token-stream.ts';

export interface ListManner {
  /** "1 to 100" is every whole number from 1 to 100. Default false. */
  readonly spans?: boolean;
  /** "10 to 4" are two numbers. Default false. */
  readonly to?: boolean;
  /** Worded operators end the list from its second number on. Default false. */
  readonly endsAtWords?: boolean;
}

/** What the readers of the parts of an expression ask of each other. */
export interface Reader {
  readonly tokens: TokenStream;
  /** A list is being read around this. */
  readonly inList: boolean;
  /**
   * An expression of operators that bind more tightly than `binding`.
   *
   * @param words Worded operators belong to it. Default true.
   */
  operand(binding: number, words?: boolean): Node;
  /** The expression that begins with what has been read: what the operators after it make of it. */
  continued(left: Node): Node;
  /** One or more numbers, separated by commas, "and" or spaces. */
  list(manner?: ListManner): Node;
  /** What stands between parentheses that come next. */
  parenthesised(): Node;
  /** The next token may begin a number. */
  startsOperand(ahead?: number): boolean;
  /** What is meant when nothing is said: the results so far. */
  implied(): Node;
}
