const FIRST_CAPACITY = 16;

/**
 * A quota over a sliding window: in no interval of `lengthMs` is more than `capacity` drawn.
 * A single draw larger than the capacity is let through when the window is empty, else nothing could ever do it.
 * The draws stand in a ring of numbers: a window of a day holds hundreds of thousands of them.
 */
export class SlidingWindow {
  readonly lengthMs: number;
  capacity: number;
  #atMs = new Float64Array(FIRST_CAPACITY);
  #amounts = new Float64Array(FIRST_CAPACITY);
  /** Draws are numbered on from 0; these are the first that counts and the one that comes next. */
  #first = 0;
  #next = 0;
  #drawn = 0;

  constructor(lengthMs: number, capacity: number) {
    this.lengthMs = lengthMs;
    this.capacity = capacity;
  }

  /** What has been drawn in the window that ends now. */
  drawn(nowMs: number): number {
    this.#forget(nowMs);
    return this.#drawn;
  }

  /** The earliest instant, from `nowMs` on, at which `amount` may be drawn if nothing else is. */
  earliestMs(amount: number, nowMs: number): number {
    this.#forget(nowMs);
    let over = this.#drawn + amount - this.capacity;
    let earliest = nowMs;
    const mask = this.#atMs.length - 1;
    for (let draw = this.#first; over > 0 && draw < this.#next; draw++) {
      over -= this.#amounts[draw & mask] ?? 0;
      earliest = (this.#atMs[draw & mask] ?? 0) + this.lengthMs;
    }
    return earliest;
  }

  /** The caller has asked `earliestMs`. @returns The number of the draw, to correct it by. */
  draw(amount: number, nowMs: number): number {
    if (this.#next - this.#first === this.#atMs.length) this.#grow();
    const place = this.#next & (this.#atMs.length - 1);
    this.#atMs[place] = nowMs;
    this.#amounts[place] = amount;
    this.#drawn += amount;
    return this.#next++;
  }

  /** Replaces what was reserved by what was used. No effect once the window has moved past it. */
  correct(draw: number, amount: number): void {
    if (draw < this.#first) return;
    const place = draw & (this.#atMs.length - 1);
    this.#drawn += amount - (this.#amounts[place] ?? 0);
    this.#amounts[place] = amount;
  }

  #forget(nowMs: number): void {
    const mask = this.#atMs.length - 1;
    while (this.#first < this.#next && (this.#atMs[this.#first & mask] ?? 0) + this.lengthMs <= nowMs) {
      this.#drawn -= this.#amounts[this.#first & mask] ?? 0;
      this.#first++;
    }
    // Sums of fractions drift; an empty window has drawn nothing.
    if (this.#first === this.#next) this.#drawn = 0;
  }

  #grow(): void {
    const mask = this.#atMs.length - 1;
    const atMs = new Float64Array(this.#atMs.length * 2);
    const amounts = new Float64Array(this.#atMs.length * 2);
    for (let draw = this.#first; draw < this.#next; draw++) {
      atMs[draw & (atMs.length - 1)] = this.#atMs[draw & mask] ?? 0;
      amounts[draw & (atMs.length - 1)] = this.#amounts[draw & mask] ?? 0;
    }
    this.#atMs = atMs;
    this.#amounts = amounts;
  }
}
