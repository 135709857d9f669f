import type { Clock } from '../execute/clock.ts';

/** A clock that moves only when told to. Callbacks run in the order of their instants. */
export class ManualClock implements Clock {
  #nowMs: number;
  #timers: { readonly atMs: number; readonly callback: () => void }[] = [];

  constructor(nowMs = 0) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  at(atMs: number, callback: () => void): () => void {
    const timer = { atMs, callback };
    const position = this.#timers.findIndex((other) => other.atMs > atMs);
    this.#timers.splice(position < 0 ? this.#timers.length : position, 0, timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** The instant of the next timer, if one is set. */
  get nextMs(): number | undefined {
    return this.#timers[0]?.atMs;
  }

  /** Moves to the next timer and runs it. Returns false when there is none. */
  advanceToNext(): boolean {
    const timer = this.#timers.shift();
    if (timer === undefined) return false;
    this.#nowMs = Math.max(this.#nowMs, timer.atMs);
    timer.callback();
    return true;
  }

  /** Moves by so many ms, running what falls due on the way. */
  advanceBy(durationMs: number): void {
    const untilMs = this.#nowMs + durationMs;
    while (this.nextMs !== undefined && this.nextMs <= untilMs) this.advanceToNext();
    this.#nowMs = untilMs;
  }
}

/**
 * Lets time pass until a promise settles: whenever nothing more happens by itself, the clock moves to its next timer.
 *
 * @throws Error when nothing is left that could settle it.
 */
export async function runOnClock<Value>(clock: ManualClock, promise: Promise<Value>): Promise<Value> {
  let settled = false;
  const watched = promise.finally(() => {
    settled = true;
  });
  watched.catch(() => {});
  for (let idle = 0; !settled; ) {
    // Two turns of the event loop: the store commits in one, its consequences follow in the next.
    for (let turn = 0; turn < 4 && !settled; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (settled) break;
    if (clock.advanceToNext()) idle = 0;
    else if (++idle > 1000) throw new Error('nothing is left that could happen, and the promise is still pending');
  }
  return watched;
}
