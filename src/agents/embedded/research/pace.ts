import type { Call } from '../../../core/agent.ts';

/** Keeps requests to one server apart: they take turns, each at least `intervalMs` after the one before. */
export class Pace {
  readonly #intervalMs: number;
  readonly #nowMs: () => number;
  #nextAtMs = Number.NEGATIVE_INFINITY;

  /** @param nowMs A clock that never goes back. */
  constructor(intervalMs: number, nowMs: () => number = () => performance.now()) {
    this.#intervalMs = intervalMs;
    this.#nowMs = nowMs;
  }

  /** Waits for its turn. A turn that is given up stays empty. */
  async turn({ sleep }: Pick<Call, 'sleep'>): Promise<void> {
    const nowMs = this.#nowMs();
    const turnAtMs = Math.max(nowMs, this.#nextAtMs);
    this.#nextAtMs = turnAtMs + this.#intervalMs;
    if (turnAtMs > nowMs) await sleep(turnAtMs - nowMs);
  }
}
