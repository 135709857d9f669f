import { Fault } from '../fault.ts';
import type { Node, Reference, Statistic } from '../language/syntax.ts';
import type { Operands } from './operands.ts';
import type { Quantities, Quantity } from './quantity.ts';
import { pair, statistic } from './statistics.ts';

type ReferenceNode = Extract<Node, { readonly kind: 'reference' }>;

/** What the references of one statement stand for: results of the statements before it, or what earlier tasks left. */
export class Referents {
  readonly #operands: Operands;
  /** Of the statements before. */
  readonly #results: readonly Quantity[];
  readonly #quantities: Quantities;
  #wentOn = false;

  constructor(operands: Operands, results: readonly Quantity[], quantities: Quantities) {
    this.#operands = operands;
    this.#results = results;
    this.#quantities = quantities;
  }

  /** Results of the statements before have been asked for. */
  get wentOn(): boolean {
    return this.#wentOn;
  }

  /** @throws Fault `no-operands` or `unknown-name` when it stands for nothing. */
  referred({ reference, words, understood }: ReferenceNode): readonly Quantity[] {
    const operands = this.#operands;
    switch (reference.to) {
      case 'name':
        return operands.named(reference.name);
      case 'outcome':
        return this.#outcome(reference.noun, words);
      case 'place':
        return this.#place(reference.place, words);
      case 'places':
        return this.#needed(
          (reference.last ? this.#places().slice(-reference.count) : this.#places().slice(0, reference.count)).flat(),
          words,
        );
      case 'results': {
        const column = reference.noun === undefined ? undefined : operands.column(reference.noun);
        if (column !== undefined) return column;
        return this.#needed(this.#current(reference.single || understood === true), words);
      }
    }
  }

  /** The results of the statements before; of the tasks before, when there are none, or when several are meant and there is one. */
  #current(single: boolean): readonly Quantity[] {
    const earlier = this.#operands.all();
    const own = this.#results.length > 1 || (this.#results.length === 1 && (single || earlier.length === 0));
    if (!own) return earlier;
    this.#wentOn = true;
    return this.#results;
  }

  #places(): readonly (readonly Quantity[])[] {
    const places = this.#operands.places();
    if (this.#results.length < 2 && places.length > 0) return places;
    this.#wentOn = true;
    return this.#results.map((one) => [one]);
  }

  #place(place: number, words: string): readonly Quantity[] {
    const places = this.#places();
    const found = places.at(place > 0 ? place - 1 : place);
    if (found !== undefined && found.length > 0) return found;
    throw new Fault('no-operands', {
      what: `there is no number for "${words}"`,
      expected: places.length === 0 ? 'a number from an earlier task' : `a number from one of ${places.length} earlier results`,
      received: this.#operands.described,
    });
  }

  /** "the sum": of the task that made one; of one number, itself; of several, worked out now. */
  #outcome(noun: Extract<Reference, { readonly to: 'outcome' }>['noun'], words: string): readonly Quantity[] {
    const titled = this.#results.length === 0 ? this.#operands.outcome(noun) : undefined;
    if (titled !== undefined) return titled;
    const column = this.#operands.column(words);
    if (column !== undefined) return column;
    const values = this.#needed(this.#current(true), words);
    if (values.length === 1) return values;
    if (noun === 'difference') return [pair('distance', values, this.#quantities)];
    if (noun === 'quotient') return [pair('divide', values, this.#quantities)];
    if (noun === 'remainder') return [pair('remainder', values, this.#quantities)];
    return statistic(noun satisfies Statistic, values, this.#quantities);
  }

  #needed(values: readonly Quantity[], words: string): readonly Quantity[] {
    if (values.length > 0) return values;
    throw new Fault('no-operands', {
      what: `there is no number for "${words}"`,
      expected: 'numbers from earlier tasks',
      received: this.#operands.described,
    });
  }
}
