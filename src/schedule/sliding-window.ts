/** An amount drawn from a window; it can be corrected while the window still counts it. */
export interface Draw {
  readonly atMs: number;
  amount: number;
  /** False once the window has moved past it. */
  counts: boolean;
}

/**
 * A quota over a sliding window: in no interval of `lengthMs` is more than `capacity` drawn.
 * A single draw larger than the capacity is let through when the window is empty, else nothing could ever do it.
 */
export class SlidingWindow {
  readonly lengthMs: number;
  readonly capacity: number;
  #draws: Draw[] = [];
  #first = 0;
  #drawn = 0;

  constructor(lengthMs: number, capacity: number) {
    this.lengthMs = lengthMs;
    this.capacity = capacity;
  }

  /** The earliest instant, from `nowMs` on, at which `amount` may be drawn if nothing else is. */
  earliestMs(amount: number, nowMs: number): number {
    this.#forget(nowMs);
    let over = this.#drawn + amount - this.capacity;
    let index = this.#first;
    let earliest = nowMs;
    while (over > 0 && index < this.#draws.length) {
      const draw = this.#draws[index];
      if (draw === undefined) break;
      over -= draw.amount;
      earliest = draw.atMs + this.lengthMs;
      index++;
    }
    return earliest;
  }

  /** The caller has asked `earliestMs`. */
  draw(amount: number, nowMs: number): Draw {
    const draw = { atMs: nowMs, amount, counts: true };
    this.#draws.push(draw);
    this.#drawn += amount;
    return draw;
  }

  /** Replaces what was reserved by what was used. No effect once the window has moved past it. */
  correct(draw: Draw, amount: number): void {
    if (!draw.counts) return;
    this.#drawn += amount - draw.amount;
    draw.amount = amount;
  }

  #forget(nowMs: number): void {
    for (;;) {
      const oldest = this.#draws[this.#first];
      if (oldest === undefined || oldest.atMs + this.lengthMs > nowMs) break;
      oldest.counts = false;
      this.#drawn -= oldest.amount;
      this.#first++;
    }
    if (this.#first > 1024 && this.#first * 2 > this.#draws.length) {
      this.#draws = this.#draws.slice(this.#first);
      this.#first = 0;
    }
  }
}
