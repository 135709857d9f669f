import { TerminalError } from '../../../core/agent-error.ts';
import { Expression } from './expression.ts';
import { add, divide, exact, modulo, multiply, type NumberValue, power, round, subtract, toDecimal } from './number-value.ts';
import type { References } from './references.ts';
import { statistic } from './statistics.ts';
import { TokenStream } from './token-stream.ts';
import { tokenize } from './tokenize.ts';
import { LEAD_INS } from './vocabulary.ts';

/** Statements one instruction may hold: "add 3 and 4, then double it". */
const MAX_STATEMENTS = 1000;

/**
 * Works out an instruction in signs and words: an expression, several ("1+2 and 3+4"), or orders that build
 * on each other ("add 3 and 4, then double it").
 *
 * @returns One number, or one for each expression.
 * @throws TerminalError `not-arithmetic`, `no-operands`, `division-by-zero`, `not-a-real-number`, `too-large`, each naming the place.
 */
export function workOut(instruction: string, references: References): readonly NumberValue[] {
  const tokens = new TokenStream(tokenize(instruction));
  let results: readonly NumberValue[] | undefined;
  for (let count = 0; count < MAX_STATEMENTS; count++) {
    const known = results;
    const statement = new Statement(tokens, known === undefined ? references : after(known, references));
    results = statement.read(known);
    tokens.takeAny(['together', 'altogether', 'in total']);
    while (tokens.takeAny(['?', '=', '.', '!']) !== undefined);
    if (tokens.atEnd) return results;
    if (tokens.takeAny([', and then', ', then', 'and then', 'then', ';', ', and', ',', 'and']) === undefined)
      throw tokens.complaint('an operator or the end');
    if (tokens.atEnd) return results;
  }
  throw tokens.complaint('the end');
}

/** Once something has been worked out, "it" is that. */
function after(results: readonly NumberValue[], references: References): References {
  return {
    ...references,
    all: () => results,
    one: (which) =>
      typeof which === 'number' ? [results.at(which > 0 ? which - 1 : which)].filter((value) => value !== undefined) : results,
  };
}

class Statement {
  readonly #tokens: TokenStream;
  readonly #expression: Expression;

  constructor(tokens: TokenStream, references: References) {
    this.#tokens = tokens;
    this.#expression = new Expression(tokens, references);
  }

  read(before: readonly NumberValue[] | undefined): readonly NumberValue[] {
    const tokens = this.#tokens;
    while (tokens.takeAny([...LEAD_INS, ',', ':', '=']) !== undefined);
    const ordered = this.#order(before);
    if (ordered !== undefined) return [ordered];
    const share = this.#share();
    if (share !== undefined) return [share];
    const first = this.#expression.operand(0);
    const values = first.percent ? [this.#expression.single(first, 'one number')] : [...first.list];
    while (
      tokens.attempt(() => {
        if (tokens.takeAny([', and', ',', 'and', ';', '&']) === undefined) return undefined;
        while (tokens.takeAny(LEAD_INS) !== undefined);
        return this.#expression.startsOperand() ? true : undefined;
      }) === true
    ) {
      values.push(this.#expression.scalar());
    }
    if (
      tokens.takeAny(['as a percentage of', 'as a percent of', 'is what percent of', 'is what percentage of', 'as percentage of']) !==
      undefined
    ) {
      return [multiply(divide(this.#last(values), this.#expression.scalar()), exact(100))];
    }
    if (tokens.takeAny(['rounded to', 'to the nearest', 'to']) !== undefined) return [this.#rounded(this.#last(values))];
    return values;
  }

  #last(values: readonly NumberValue[]): NumberValue {
    return this.#expression.single({ list: values, percent: false }, 'one number');
  }

  /** "what percent of 50 is 10" */
  #share(): NumberValue | undefined {
    return this.#tokens.attempt(() => {
      if (
        this.#tokens.takeAny(['what percent of', 'what percentage of', 'percent of', 'percentage of', 'the percentage of', 'what % of']) ===
        undefined
      )
        return undefined;
      const whole = this.#expression.scalar();
      if (!this.#tokens.take('is')) return undefined;
      return multiply(divide(this.#expression.scalar(), whole), exact(100));
    });
  }

  /** An imperative: "add", "subtract ... from", "multiply ... by". Without an operand of its own it goes on from the last result. */
  #order(before: readonly NumberValue[] | undefined): NumberValue | undefined {
    const tokens = this.#tokens;
    const list = (): NumberValue[] => this.#operands(before);
    if (tokens.takeAny(['add up', 'add together', 'add', 'sum up', 'total up']) !== undefined) return statistic('sum', list());
    if (tokens.sees('sum') && !tokens.sees('sum of') && !tokens.sees('sum (')) {
      tokens.next();
      return statistic('sum', list());
    }
    if (tokens.take('multiply')) return this.#withBy(list(), (a, b) => multiply(a, b), 'product');
    if (tokens.take('divide')) return this.#withBy(list(), divide, undefined);
    if (tokens.takeAny(['subtract', 'deduct', 'take away', 'take']) !== undefined) return this.#subtraction(list());
    if (tokens.takeAny(['increase', 'grow']) !== undefined) return this.#change(add);
    if (tokens.takeAny(['decrease', 'reduce', 'lower', 'discount']) !== undefined) return this.#change(subtract);
    if (tokens.take('raise')) {
      const base = this.#expression.scalar(5);
      if (tokens.take('by')) return this.#changed(base, add);
      if (tokens.takeAny(['to the power of', 'to the power', 'to the', 'to']) === undefined) throw tokens.complaint('"to the power of"');
      const exponent = this.#expression.scalar(4);
      tokens.takeAny(['th power', 'rd power', 'nd power', 'st power']);
      return power(base, exponent);
    }
    if (tokens.take('halve')) return divide(this.#expression.scalar(), exact(2));
    if (tokens.take('round')) {
      const value = this.#expression.scalar();
      return tokens.takeAny(['to the nearest', 'to']) === undefined ? round(value) : this.#rounded(value);
    }
    if (tokens.takeAny(['modulo', 'take the remainder of']) !== undefined) return this.#withBy(list(), modulo, undefined);
    return undefined;
  }

  #operands(before: readonly NumberValue[] | undefined): NumberValue[] {
    if (!this.#expression.startsOperand()) {
      if (before !== undefined) return [...before];
      throw this.#tokens.complaint('a number');
    }
    const values = this.#expression.list();
    return values.length === 1 && before !== undefined && !this.#tokens.sees('by') && !this.#tokens.sees('from')
      ? [...before, ...values]
      : values;
  }

  #withBy(
    values: readonly NumberValue[],
    combine: (a: NumberValue, b: NumberValue) => NumberValue,
    whole: 'product' | undefined,
  ): NumberValue {
    if (this.#tokens.takeAny(['by', 'with', 'into', 'among', 'between']) !== undefined) {
      const right = this.#expression.scalar();
      return combine(values.length > 1 && whole !== undefined ? statistic(whole, values) : this.#last(values), right);
    }
    if (whole !== undefined) return statistic(whole, values);
    const [first, second, ...more] = values;
    if (first === undefined || second === undefined || more.length > 0) throw this.#tokens.complaint('"by" and a number');
    return combine(first, second);
  }

  #subtraction(values: readonly NumberValue[]): NumberValue {
    if (this.#tokens.take('from')) return subtract(this.#expression.scalar(), statistic('sum', values));
    const [first, ...rest] = values;
    if (first === undefined || rest.length === 0) throw this.#tokens.complaint('"from" and a number');
    return rest.reduce(subtract, first);
  }

  #change(combine: (a: NumberValue, b: NumberValue) => NumberValue): NumberValue {
    const base = this.#expression.scalar();
    if (!this.#tokens.take('by')) throw this.#tokens.complaint('"by" and how much');
    return this.#changed(base, combine);
  }

  #changed(base: NumberValue, combine: (a: NumberValue, b: NumberValue) => NumberValue): NumberValue {
    const by = this.#expression.operand(0);
    const amount = this.#expression.single(by, 'one number');
    return combine(base, by.percent ? multiply(base, amount) : amount);
  }

  /** "... to 2 decimals", "... to the nearest 10" */
  #rounded(value: NumberValue): NumberValue {
    const tokens = this.#tokens;
    if (
      tokens.takeAny([
        'whole number',
        'integer',
        'nearest whole number',
        'nearest integer',
        'the nearest integer',
        'the nearest whole number',
      ]) !== undefined
    )
      return round(value);
    const amount = this.#expression.scalar();
    if (
      tokens.takeAny(['decimal places', 'decimal place', 'decimals', 'decimal', 'places', 'digits after the decimal point', 'digits']) !==
      undefined
    ) {
      const places = toDecimal(amount).toNumber();
      if (!Number.isInteger(places) || places < 0 || places > 1000)
        throw new TerminalError('not-arithmetic', `expected 0 to 1000 decimals, received ${places}`, { for: 'task' });
      return round(value, places);
    }
    return multiply(round(divide(value, amount)), amount);
  }
}
