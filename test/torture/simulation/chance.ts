import { seededRandom } from '../../../src/agents/scripted/seeded-random.ts';

/** Everything that a simulation leaves to chance: the seed and the stream's name fix it for good. */
export class Chance {
  readonly #next: () => number;

  constructor(seed: number, stream: string) {
    this.#next = seededRandom(seed, stream);
  }

  /** True with this probability. */
  is(probability: number): boolean {
    return this.#next() < probability;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  pick<Value>(from: readonly [Value, ...Value[]]): Value {
    return from[this.between(0, from.length - 1)] ?? from[0];
  }

  /** The value with this probability, else nothing. */
  perhaps<Value>(probability: number, make: () => Value): Value | undefined {
    return this.is(probability) ? make() : undefined;
  }
}
