import type { RunId } from '../core/ids.ts';

/** Wakes those who wait for something to happen to a run. What happened is in the store: nothing is kept for anybody here. */
export class Feed {
  readonly #waiting = new Map<RunId, Set<() => void>>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  tell(run: RunId): void {
    const waiting = this.#waiting.get(run);
    if (waiting === undefined) return;
    this.#waiting.delete(run);
    for (const wake of waiting) wake();
  }

  /** Resolves when something has happened to the run since the call, after so long, or once the feed is closed. */
  news(run: RunId, mostMs: number): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(run) ?? new Set();
      this.#waiting.set(run, waiting);
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(run) === waiting) this.#waiting.delete(run);
        resolve();
      };
      const timer = setTimeout(wake, mostMs);
      waiting.add(wake);
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const run of [...this.#waiting.keys()]) this.tell(run);
  }
}
