import type { Clock } from '../../../src/execute/clock.ts';
import type { Owner } from '../../../src/store/lease.ts';
import type { ManualClock } from '../../../src/testing/manual-clock.ts';

/**
 * One process, as the world sees it: it lives, stands still, or is dead. Its clock stops with it: what was to happen in a
 * dead process never happens, and what falls due while it stands still happens as it goes on.
 */
export class Life implements Clock {
  readonly number: number;
  readonly owner: Owner;
  readonly #world: ManualClock;
  readonly #skewMs: number;
  readonly #onDeath: () => void;
  #isAlive = true;
  #held: (() => void)[] | undefined;

  constructor(number: number, world: ManualClock, skewMs: number, onDeath: () => void) {
    this.number = number;
    this.owner = { id: `process-${number}`, label: `process ${number}` };
    this.#world = world;
    this.#skewMs = skewMs;
    this.#onDeath = onDeath;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get standsStill(): boolean {
    return this.#held !== undefined;
  }

  nowMs(): number {
    return this.#world.nowMs() + this.#skewMs;
  }

  at(atMs: number, callback: () => void): () => void {
    return this.#world.at(atMs - this.#skewMs, () => this.when(callback));
  }

  /** Calls back after so long, if it lives then. */
  after(durationMs: number, callback: () => void): void {
    if (durationMs <= 0) this.when(callback);
    else this.at(this.nowMs() + durationMs, callback);
  }

  /** Calls back now, or when it goes on; never when it is dead. */
  when(callback: () => void): void {
    if (!this.#isAlive) return;
    if (this.#held === undefined) callback();
    else this.#held.push(callback);
  }

  die(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#held = undefined;
    this.#onDeath();
  }

  standStill(forMs: number): void {
    if (!this.#isAlive || this.#held !== undefined) return;
    this.#held = [];
    this.#world.at(this.#world.nowMs() + forMs, () => {
      const held = this.#held ?? [];
      this.#held = undefined;
      for (const callback of held) this.when(callback);
    });
  }
}
