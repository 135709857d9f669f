import type { RunNode } from './task-node.ts';

/** The open runs that have a deadline, and when the next of them passes. O(1) a question while none of them opens or ends. */
export class Deadlines {
  readonly #runs = new Set<RunNode>();
  #nextMs: number | undefined = Number.POSITIVE_INFINITY;

  open(run: RunNode): void {
    const { deadlineAtMs } = run.terms;
    if (deadlineAtMs === undefined) return;
    this.#runs.add(run);
    if (this.#nextMs !== undefined) this.#nextMs = Math.min(this.#nextMs, deadlineAtMs);
  }

  /** The run has ended, or been stopped: its deadline means nothing any more. */
  close(run: RunNode): void {
    if (this.#runs.delete(run)) this.#nextMs = undefined;
  }

  /** When the next deadline passes; `Infinity` when there is none. */
  nextMs(): number {
    if (this.#nextMs === undefined) {
      this.#nextMs = Number.POSITIVE_INFINITY;
      for (const { terms } of this.#runs) this.#nextMs = Math.min(this.#nextMs, terms.deadlineAtMs ?? this.#nextMs);
    }
    return this.#nextMs;
  }

  /** The runs whose deadline has passed. */
  passed(nowMs: number): RunNode[] {
    if (this.nextMs() > nowMs) return [];
    return Array.from(this.#runs).filter(({ terms }) => (terms.deadlineAtMs ?? Number.POSITIVE_INFINITY) <= nowMs);
  }
}
