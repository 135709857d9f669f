import { forEachAble } from './able.ts';
import type { TaskNode } from './task-node.ts';

/**
 * What the tasks of a run that are still to be done need of its budget, at the least: each its cheapest agent, failures counted in.
 * Invariant P1: `leastUsd` is the sum over the tasks kept for.
 */
export class Purse {
  readonly #kept = new Map<TaskNode, number>();
  #leastUsd = 0;

  /** Keeps money for a task; for one with parts, nothing: they have their own. */
  keep(node: TaskNode): void {
    if (this.#kept.has(node) || node.settled !== undefined || node.children.length > 0) return;
    if (node.parent !== undefined) this.release(node.parent);
    let leastUsd = Number.POSITIVE_INFINITY;
    forEachAble(node, (_, { attemptUsd, success }) => {
      leastUsd = Math.min(leastUsd, (Number.isNaN(attemptUsd) ? 0 : attemptUsd) / Math.max(success, 0.01));
    });
    if (leastUsd === Number.POSITIVE_INFINITY) leastUsd = 0;
    this.#kept.set(node, leastUsd);
    this.#leastUsd += leastUsd;
  }

  /** The task has begun, and what it may cost is reserved; or it is settled. */
  release(node: TaskNode): void {
    const leastUsd = this.#kept.get(node);
    if (leastUsd === undefined) return;
    this.#kept.delete(node);
    this.#leastUsd = this.#kept.size === 0 ? 0 : this.#leastUsd - leastUsd;
  }

  /**
   * What this task may cost so that every other can be done too, and has as much of what is to spare: in proportion to what each needs
   * at the least, or equal parts when they need nothing.
   *
   * @param leftUsd What is left of the budget, without what is reserved.
   */
  allowanceUsd(node: TaskNode, leftUsd: number): number {
    const ownUsd = this.#kept.get(node) ?? 0;
    const spareUsd = Math.max(0, leftUsd - this.#leastUsd);
    const share = this.#leastUsd > 0 ? ownUsd / this.#leastUsd : 1 / Math.max(1, this.#kept.size);
    return ownUsd + spareUsd * share;
  }
}
