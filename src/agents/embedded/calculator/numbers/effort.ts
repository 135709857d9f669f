import { Fault } from '../fault.ts';

/** Half a second of work on an ordinary machine, or a second, whatever is asked. */
const MOST_STEPS = 300_000_000;

/** How much work a calculation has taken, in steps of a nanosecond or two; counted, so that the same text always ends the same way. */
export class Effort {
  #steps = 0;

  /** @throws Fault `too-large` when there has been too much of it. */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MOST_STEPS) {
      throw new Fault('too-large', { what: 'the calculation takes too long', expected: 'at most a second of work', received: 'more' });
    }
  }
}
