import { TerminalError } from '../../../core/agent-error.ts';
import {
  absolute,
  add,
  ceiling,
  Decimal,
  divide,
  exact,
  factorial,
  floor,
  modulo,
  multiply,
  type NumberValue,
  negate,
  power,
  root,
  round,
  subtract,
  toDecimal,
} from './number-value.ts';
import { FRACTION_WORDS } from './number-words.ts';
import { ordinalOf, type References, required } from './references.ts';
import { statistic } from './statistics.ts';
import type { TokenStream } from './token-stream.ts';
import { BINDING, INFIX, PRONOUNS, REFERENCE_NOUNS, STATISTICS, UNARY, type Unary } from './vocabulary.ts';

/** One number or several; `percent` remembers a % sign, because 50 + 10 % is 55. */
export interface Operand {
  readonly list: readonly NumberValue[];
  readonly percent: boolean;
}

const HUNDRED = exact(100);
const CONSTANTS: Readonly<Record<string, () => NumberValue>> = {
  pi: () => Decimal.acos(-1),
  π: () => Decimal.acos(-1),
  e: () => Decimal.exp(1),
};

export const plain = (list: readonly NumberValue[]): Operand => ({ list, percent: false });

/**
 * Reads expressions in signs and words by operator precedence and works them out on the way.
 * Method: Pratt, "Top down operator precedence", 1973.
 */
export class Expression {
  readonly #tokens: TokenStream;
  readonly #references: References;

  constructor(tokens: TokenStream, references: References) {
    this.#tokens = tokens;
    this.#references = references;
  }

  /** One number. */
  scalar(binding = 0): NumberValue {
    return this.single(this.operand(binding), 'one number');
  }

  single({ list, percent }: Operand, expected: string): NumberValue {
    const [value] = list;
    if (value === undefined || list.length > 1) {
      throw new TerminalError(
        'no-operands',
        `column ${this.#tokens.peek().column}: expected ${expected}, received ${list.length} numbers`,
        { for: 'task' },
      );
    }
    return percent ? divide(value, HUNDRED) : value;
  }

  /** Several numbers: separated by commas, "and", or set side by side. */
  list(): NumberValue[] {
    const tokens = this.#tokens;
    const bracketed = tokens.take('[') ? ']' : tokens.take('{') ? '}' : undefined;
    const values: NumberValue[] = [];
    this.#skip(['the', 'following', 'numbers', 'values', 'of', 'these', 'all']);
    for (;;) {
      const item = this.operand(1);
      values.push(...(item.percent ? item.list.map((value) => divide(value, HUNDRED)) : item.list));
      const separated = this.#separator();
      if (!separated && !(tokens.peek().kind === 'number' && values.length > 0)) break;
    }
    if (bracketed !== undefined && !tokens.take(bracketed)) throw tokens.complaint(`"${bracketed}"`);
    return values;
  }

  /** A comma or "and" that a further number follows. */
  #separator(): boolean {
    return (
      this.#tokens.attempt(() => {
        const comma = this.#tokens.takeAny([', and', ',', ';', 'and', '&', 'to', 'with']);
        return comma !== undefined && this.startsOperand() ? true : undefined;
      }) ?? false
    );
  }

  /** The next token may begin a number. */
  startsOperand(): boolean {
    const { kind, text } = this.#tokens.peek();
    if (kind === 'number') return true;
    if (kind === 'symbol') return ['(', '-', '+', '√', '['].includes(text);
    if (kind === 'end') return false;
    const known =
      text === 'the' ||
      text === 'a' ||
      text === 'an' ||
      PRONOUNS.has(text) ||
      CONSTANTS[text] !== undefined ||
      FRACTION_WORDS[text] !== undefined;
    return (
      known ||
      [...STATISTICS, ...UNARY].some(([phrase]) => this.#tokens.sees(phrase)) ||
      REFERENCE_NOUNS.has(text) ||
      this.#references.column(text) !== undefined
    );
  }

  operand(binding: number): Operand {
    return this.#tokens.nest(() => {
      let left = this.#prefix();
      for (;;) {
        const postfixed = this.#postfix(left);
        if (postfixed !== undefined) {
          left = postfixed;
          continue;
        }
        const next = this.#infix(left, binding);
        if (next === undefined) return left;
        left = next;
      }
    });
  }

  #infix(left: Operand, binding: number): Operand | undefined {
    return this.#tokens.attempt(() => {
      if (this.#isModulo()) {
        this.#tokens.next();
        return BINDING['mod'] !== undefined && BINDING['mod'] > binding
          ? plain([modulo(this.single(left, 'one number'), this.scalar(BINDING['mod']))])
          : undefined;
      }
      const found = INFIX.find(([phrase]) => this.#tokens.take(phrase));
      const operator = found?.[1] ?? '';
      const strength = BINDING[operator] ?? 0;
      if (found === undefined || strength <= binding) return undefined;
      const right = this.operand(operator === '^' ? strength - 1 : strength);
      return this.#apply(operator, left, right);
    });
  }

  #apply(operator: string, left: Operand, right: Operand): Operand {
    const part = (operand: Operand): NumberValue => this.single(operand, 'one number on each side');
    if (operator === 'more' || operator === 'less') {
      const change = left.percent ? multiply(part(right), part(left)) : part(left);
      return plain([operator === 'more' ? add(part(right), change) : subtract(part(right), change)]);
    }
    if ((operator === '+' || operator === '-') && right.percent && !left.percent) {
      const change = multiply(part(left), part(right));
      return plain([operator === '+' ? add(part(left), change) : subtract(part(left), change)]);
    }
    if ((operator === '+' || operator === '-') && right.percent && left.percent) {
      return {
        list: [multiply(operator === '+' ? add(part(left), part(right)) : subtract(part(left), part(right)), HUNDRED)],
        percent: true,
      };
    }
    const [a, b] = [part(left), part(right)];
    if (operator === '+') return plain([add(a, b)]);
    if (operator === '-') return plain([subtract(a, b)]);
    if (operator === '*' || operator === 'of') return plain([multiply(a, b)]);
    if (operator === '/') return plain([divide(a, b)]);
    if (operator === 'mod') return plain([modulo(a, b)]);
    return plain([power(a, b)]);
  }

  /** `%` between two numbers is the remainder; anywhere else it is a percentage. */
  #isModulo(): boolean {
    const after = this.#tokens.peek(1);
    return this.#tokens.sees('%') && (after.kind === 'number' || after.text === '(');
  }

  #postfix(left: Operand): Operand | undefined {
    const tokens = this.#tokens;
    if (this.#isModulo()) return undefined;
    if (tokens.takeAny(['%', 'percent', 'per cent', 'pct']) !== undefined) return { list: left.list, percent: true };
    const value = (): NumberValue => this.single(left, 'one number');
    if (tokens.sees('!') && tokens.peek(1).text !== '=') {
      tokens.next();
      return plain([factorial(value())]);
    }
    if (tokens.take('squared')) return plain([power(value(), exact(2))]);
    if (tokens.take('cubed')) return plain([power(value(), exact(3))]);
    if (tokens.take('factorial')) return plain([factorial(value())]);
    if (tokens.takeAny(['doubled']) !== undefined) return plain([multiply(value(), exact(2))]);
    const fraction = FRACTION_WORDS[tokens.peek().text];
    if (fraction !== undefined && tokens.peek().kind === 'word' && !REFERENCE_NOUNS.has(tokens.peek(1).text)) {
      tokens.next();
      return plain([divide(value(), exact(fraction))]);
    }
    return undefined;
  }

  #prefix(): Operand {
    const tokens = this.#tokens;
    const token = tokens.peek();
    if (token.kind === 'number') {
      const nth = this.#nthRoot();
      if (nth !== undefined) return plain([nth]);
      tokens.next();
      return plain([token.value]);
    }
    if (tokens.take('-') || tokens.take('minus')) return this.#negated();
    if (tokens.take('+')) return this.operand(4);
    if (tokens.take('(')) {
      const inner = this.list();
      if (!tokens.take(')')) throw tokens.complaint('")"');
      return plain(inner);
    }
    if (tokens.sees('[')) return plain(this.list());
    return this.#named() ?? this.#reference() ?? this.#columnOf() ?? this.#nothing();
  }

  #negated(): Operand {
    const inner = this.operand(4);
    return { list: inner.list.map(negate), percent: inner.percent };
  }

  #nothing(): never {
    throw this.#tokens.complaint('a number');
  }

  /** "4th root of 16" */
  #nthRoot(): NumberValue | undefined {
    return this.#tokens.attempt(() => {
      const degree = this.#tokens.next();
      if (this.#tokens.takeAny(['th root of', 'rd root of', 'nd root of', 'st root of']) === undefined || degree.kind !== 'number')
        return undefined;
      const whole = toDecimal(degree.value);
      return root(this.scalar(3), BigInt(whole.toFixed(0)));
    });
  }

  /** A function, a constant, or a part of something, by name. */
  #named(): Operand | undefined {
    return this.#tokens.attempt(() => {
      const tokens = this.#tokens;
      tokens.takeAny(['the', 'a', 'an']);
      const of = (): boolean => tokens.takeAny(['of', 'for', 'from']) !== undefined || tokens.sees('(') || tokens.peek().kind === 'number';
      const constant = CONSTANTS[tokens.peek().text];
      if (constant !== undefined && tokens.peek().kind === 'word') {
        tokens.next();
        return plain([constant()]);
      }
      if (tokens.takeAny(['difference between', 'difference of']) !== undefined) return plain([absolute(this.#pair(subtract))]);
      if (tokens.takeAny(['quotient of', 'ratio of', 'ratio between']) !== undefined) return plain([this.#pair(divide)]);
      if (tokens.takeAny(['remainder of', 'remainder when']) !== undefined) return plain([this.#remainder()]);
      if (tokens.takeAny(['percentage of', 'percent of']) !== undefined) return undefined;
      const found = STATISTICS.find(([phrase]) => tokens.take(phrase));
      if (found !== undefined)
        return of() || this.#references.column(tokens.peek().text) !== undefined
          ? plain([statistic(found[1], this.#argumentList())])
          : undefined;
      const unary = UNARY.find(([phrase]) => tokens.take(phrase));
      if (unary !== undefined)
        return of() || this.startsOperand() ? plain([applyUnary(unary[1], this.scalar(unary[1] === 'double' ? 2 : 3))]) : undefined;
      const fraction = FRACTION_WORDS[tokens.peek().text];
      if (fraction === undefined || REFERENCE_NOUNS.has(tokens.peek(1).text)) return undefined;
      tokens.next();
      return plain([divide(exact(1), exact(fraction))]);
    });
  }

  /** The numbers a function is of: those in its parentheses and no more, or a list in words. */
  #argumentList(): readonly NumberValue[] {
    return this.#tokens.sees('(') ? this.#prefix().list : this.list();
  }

  #pair(combine: (a: NumberValue, b: NumberValue) => NumberValue): NumberValue {
    const [first, second, ...more] = this.list();
    if (first === undefined || second === undefined || more.length > 0)
      throw new TerminalError('no-operands', `column ${this.#tokens.peek().column}: expected two numbers`, { for: 'task' });
    return combine(first, second);
  }

  /** "(the remainder) when 17 is divided by 5" */
  #remainder(): NumberValue {
    const left = this.scalar(3);
    this.#tokens.takeAny(['is', 'when']);
    if (this.#tokens.takeAny(['divided by', 'and', '/', 'by']) === undefined) throw this.#tokens.complaint('"divided by"');
    return modulo(left, this.scalar(3));
  }

  /** "the results", "it", "the second result", "the sum" */
  #reference(): Operand | undefined {
    return this.#tokens.attempt(() => {
      const tokens = this.#tokens;
      const { column } = tokens.peek();
      const article = tokens.takeAny(['the', 'both', 'all', 'all the', 'these', 'those', 'this', 'that', 'your', 'its']);
      this.#skip(['previous', 'two', 'three', 'above', 'final', 'resulting', 'obtained', 'following', 'of', 'the', 'these', 'those']);
      const { text, kind } = tokens.peek();
      const place = kind === 'word' ? ordinalOf(text) : undefined;
      if (place !== undefined) {
        tokens.next();
        if (tokens.peek().text === 'one' || REFERENCE_NOUNS.has(tokens.peek().text)) tokens.next();
        return plain(required(this.#references.one(place), `the ${text}`, column));
      }
      if (kind === 'word' && REFERENCE_NOUNS.has(text)) {
        tokens.next();
        const plural =
          text.endsWith('s') || text === 'two' || text === 'three' || article?.startsWith('all') === true || article === 'both';
        return plain(required(plural ? this.#references.all() : (this.#references.one(text) ?? this.#references.all()), text, column));
      }
      if (article === undefined && kind === 'word' && PRONOUNS.has(text)) {
        tokens.next();
        return plain(required(this.#references.all(), text, column));
      }
      return article !== undefined && PRONOUNS.has(article) ? plain(required(this.#references.all(), article, column)) : undefined;
    });
  }

  #columnOf(): Operand | undefined {
    return this.#tokens.attempt(() => {
      this.#tokens.takeAny(['the', 'all']);
      const { kind, text, column } = this.#tokens.next();
      const values = kind === 'word' ? this.#references.column(text) : undefined;
      if (values === undefined) return undefined;
      this.#tokens.takeAny(['column', 'values', 'figures']);
      return plain(required(values, text, column));
    });
  }

  #skip(words: readonly string[]): void {
    while (this.#tokens.peek().kind === 'word' && words.includes(this.#tokens.peek().text)) {
      const next = this.#tokens.peek(1);
      // The last noun is what is meant, not a word on the way to it.
      if (next.kind !== 'word' && next.kind !== 'number' && REFERENCE_NOUNS.has(this.#tokens.peek().text)) break;
      this.#tokens.next();
    }
  }
}

export function applyUnary(kind: Unary, value: NumberValue): NumberValue {
  const real = (result: InstanceType<typeof Decimal>): NumberValue => {
    if (result.isFinite()) return result;
    throw new TerminalError('not-a-real-number', `${kind} of this number is not a real number`, { for: 'task' });
  };
  switch (kind) {
    case 'sqrt':
      return root(value, 2n);
    case 'cbrt':
      return root(value, 3n);
    case 'abs':
      return absolute(value);
    case 'factorial':
      return factorial(value);
    case 'square':
      return power(value, exact(2));
    case 'cube':
      return power(value, exact(3));
    case 'floor':
      return floor(value);
    case 'ceil':
      return ceiling(value);
    case 'round':
      return round(value);
    case 'double':
      return multiply(value, exact(2));
    case 'triple':
      return multiply(value, exact(3));
    case 'negate':
      return negate(value);
    case 'ln':
      return real(toDecimal(value).ln());
    case 'log':
      return real(toDecimal(value).log(10));
    case 'exp':
      return real(Decimal.exp(toDecimal(value)));
    case 'sin':
    case 'cos':
    case 'tan':
      return real(Decimal[kind](toDecimal(value)));
  }
}
