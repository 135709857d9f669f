import { Fault } from '../fault.ts';
import type { Node, Operator, Program, RoundTo } from '../language/syntax.ts';
import type { Arithmetic } from '../numbers/arithmetic.ts';
import { short, wholeNumber } from '../numbers/number-size.ts';
import { exponentOf } from '../numbers/number-text.ts';
import { numeralValue, whole } from '../numbers/numeral.ts';
import { apply, choose, constant, logarithm, round } from './functions.ts';
import type { Operands } from './operands.ts';
import { made, plainQuantity, Quantities, type Quantity } from './quantity.ts';
import { Referents } from './referents.ts';
import { pair, span, statistic } from './statistics.ts';

type NodeOf<Kind extends Node['kind']> = Extract<Node, { readonly kind: Kind }>;

/** Nobody asks for more decimals; and irrational numbers have no more. */
const MOST_PLACES = 1000;

/**
 * Works out a program: the results of its statements, where a statement that goes on from results ("then double it")
 * takes their place.
 *
 * @throws Fault with the column at which it happened; `DigitsNeeded` when the arithmetic has too few.
 */
export function evaluate(program: Program, operands: Operands, arithmetic: Arithmetic): readonly Quantity[] {
  let results: readonly Quantity[] = [];
  for (const statement of program.statements) {
    const quantities = new Quantities(arithmetic);
    const referents = new Referents(operands, results, quantities);
    const values = new Evaluation(referents, quantities).values(statement);
    results = referents.wentOn ? values : [...results, ...values];
  }
  return results;
}

class Evaluation {
  readonly #referents: Referents;
  readonly #quantities: Quantities;

  constructor(referents: Referents, quantities: Quantities) {
    this.#referents = referents;
    this.#quantities = quantities;
  }

  values(node: Node): readonly Quantity[] {
    if (node.kind === 'operation') return this.#operations(node);
    return placed(node.column, () => this.#valuesOf(node));
  }

  /** A sum of thousands of terms is as deep: its left side is walked, not climbed. */
  #operations(outermost: NodeOf<'operation'>): readonly Quantity[] {
    const chain = [outermost];
    for (let left = outermost.left; left.kind === 'operation'; left = left.left) chain.push(left);
    let values = this.values(chain.at(-1)?.left ?? outermost.left);
    for (const { operator, right, column } of chain.reverse()) {
      const others = this.values(right);
      values = placed(column, () => broadcast(values, others, (a, b) => this.#operate(operator, a, b)));
    }
    return values;
  }

  #operate(operator: Operator, a: Quantity, b: Quantity): Quantity {
    const quantities = this.#quantities;
    switch (operator) {
      case '+':
        return quantities.add(a, b);
      case '-':
        return quantities.subtract(a, b);
      case '*':
      case 'of':
        return quantities.multiply(a, b);
      case '/':
        return quantities.divide(a, b);
      case '^':
        return quantities.power(a, b);
      case 'mod':
        return pair('remainder', [a, b], quantities);
      case 'more':
        return quantities.change(b, a, 'up');
      case 'less':
        return quantities.change(b, a, 'down');
      case 'choose':
        return choose(a, b, quantities);
    }
  }

  #valuesOf(node: Exclude<Node, NodeOf<'operation'>>): readonly Quantity[] {
    const quantities = this.#quantities;
    const each = (values: Node, change: (value: Quantity) => Quantity): readonly Quantity[] => this.values(values).map(change);
    switch (node.kind) {
      case 'number':
        return [plainQuantity(numeralValue(node.numeral))];
      case 'constant':
        return [plainQuantity(constant(node.name, quantities))];
      case 'list':
        return this.#counted(node.items.flatMap((item) => this.values(item)));
      case 'span':
        return span(this.#single(node.from), this.#single(node.to), quantities);
      case 'measure':
        return each(node.value, (value) => made(quantities.plain(value, 'the number before a unit'), node.unit, value));
      case 'percent':
        return each(node.value, (value) => ({ ...quantities.divide(value, plainQuantity(whole(100))), percent: true }));
      case 'part':
        return each(node.count, (value) => ({ ...quantities.divide(value, plainQuantity(whole(node.parts))), part: true }));
      case 'negative':
        return each(node.value, (value) => apply('negate', value, quantities));
      case 'function':
        return each(node.value, (value) => apply(node.name, value, quantities));
      case 'statistic':
        return statistic(node.name, this.values(node.of), quantities);
      case 'pair':
        return [pair(node.name, this.values(node.of), quantities)];
      case 'root':
        return broadcast(this.values(node.value), this.values(node.degree), (value, degree) => quantities.root(value, degree));
      case 'logarithm':
        return broadcast(this.values(node.value), this.values(node.base), (value, base) =>
          made(logarithm(value, base, quantities), [], value, base),
        );
      case 'change':
        return broadcast(this.values(node.base), this.values(node.by), (base, by) => quantities.change(base, by, node.direction));
      case 'round':
        return each(node.value, (value) => ({
          ...round(value, this.#step(node.to, value), node.rounding, quantities),
          ...(value.form === undefined ? {} : { form: value.form }),
        }));
      case 'convert':
        return each(node.value, (value) => quantities.convert(value, node.unit));
      case 'form':
        return each(node.value, (value) => ({ ...made(quantities.plain(value, `a ${node.form}`), [], value), form: node.form }));
      case 'reference':
        return this.#counted(this.#referents.referred(node));
    }
  }

  /** A list named a thousand times over is work, and memory, too. */
  #counted(values: readonly Quantity[]): readonly Quantity[] {
    this.#quantities.arithmetic.effort.spend(values.length * 100);
    return values;
  }

  #single(node: Node): Quantity {
    const values = this.values(node);
    const [only] = values;
    if (only !== undefined && values.length === 1) return only;
    throw new Fault('no-operands', {
      what: 'several numbers where one is needed',
      expected: 'one number',
      received: String(values.length),
      column: node.column,
    });
  }

  /** The step that a rounding is to: 0.01 for two places. A percentage has its places after the multiplication by 100. */
  #step(to: RoundTo | undefined, value: Quantity): Quantity {
    const { arithmetic } = this.#quantities;
    if (to?.kind === 'multiple') return this.#single(to.of);
    let places = to === undefined ? 0 : this.#count(to.kind === 'places' ? to.places : to.digits);
    if (to?.kind === 'digits') {
      if (places < 1)
        throw new Fault('not-arithmetic', { what: 'nothing is left of the number', expected: 'at least 1 digit', received: '0' });
      places -= this.#quantities.isZero(value) ? 0 : 1 + exponentOf(value.number);
    }
    if (value.form === 'percentage') places += 2;
    return plainQuantity(arithmetic.power(whole(10), whole(-places)));
  }

  #count(node: Node): number {
    const count = wholeNumber(this.#quantities.plain(this.#single(node), 'a number of digits'));
    if (count !== undefined && count >= 0n && count <= MOST_PLACES) return Number(count);
    throw new Fault('not-arithmetic', {
      what: 'no such number of digits',
      expected: `0 to ${MOST_PLACES} digits`,
      received: count === undefined ? 'a fraction' : short(whole(count)),
      column: node.column,
    });
  }
}

/** One with one, one with each of many, or many pair by pair. */
function broadcast(
  left: readonly Quantity[],
  right: readonly Quantity[],
  operation: (a: Quantity, b: Quantity) => Quantity,
): readonly Quantity[] {
  const [onlyLeft] = left;
  const [onlyRight] = right;
  if (onlyLeft === undefined || onlyRight === undefined) return [];
  if (right.length === 1) return left.map((a) => operation(a, onlyRight));
  if (left.length === 1) return right.map((b) => operation(onlyLeft, b));
  if (left.length === right.length) return left.map((a, index) => operation(a, right[index] ?? onlyRight));
  throw new Fault('no-operands', {
    what: 'lists of different lengths',
    expected: `${left.length} numbers`,
    received: String(right.length),
  });
}

/** Whatever goes wrong inside has this place, unless it knows a closer one. */
function placed<Result>(column: number, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof Fault ? error.at(column) : error;
  }
}
