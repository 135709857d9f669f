import { forEachAble } from './able.ts';
import type { TaskClass } from './task-class.ts';
import type { TaskNode } from './task-node.ts';

/** Of a task for which no money is kept. */
export const NOT_KEPT = -1;

/** A budget is ample when every task could be done twice by the dearest agent. */
const AMPLE = 2;

interface Need {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly leastUsd: number;
}

/**
 * What the tasks of a run that are still to be done need of its budget, at the least: each its cheapest agent, failures counted in.
 * Invariant P1: `leastUsd` is the sum of `node.needUsd` over the tasks kept for, `kept` is their number.
 */
export class Purse {
  #kept = 0;
  #leastUsd = 0;
  #dearestUsd = 0;
  /** What the last task of a class needed: the next one, that says the same of itself, needs as much. */
  readonly #needs = new Map<TaskClass, Need>();

  /** Keeps money for a task; for one with parts, nothing: they have their own. */
  keep(node: TaskNode): void {
    if (node.needUsd !== NOT_KEPT || node.settled !== undefined || node.children.length > 0) return;
    if (node.parent !== undefined) this.release(node.parent);
    node.needUsd = this.#needOf(node);
    this.#kept++;
    this.#leastUsd += node.needUsd;
  }

  /** The task has begun, and what it may cost is reserved; or it is settled. */
  release(node: TaskNode): void {
    if (node.needUsd === NOT_KEPT) return;
    this.#kept--;
    this.#leastUsd = this.#kept === 0 ? 0 : this.#leastUsd - node.needUsd;
    node.needUsd = NOT_KEPT;
  }

  /** True when nothing needs to be saved: whoever does the rest, there is enough. */
  isAmple(leftUsd: number): boolean {
    return leftUsd >= AMPLE * (this.#kept + 1) * this.#dearestUsd;
  }

  /**
   * What this task may cost so that every other can be done too, and has as much of what is to spare: in proportion to what each needs
   * at the least, or equal parts when they need nothing.
   *
   * @param leftUsd What is left of the budget, without what is reserved.
   */
  allowanceUsd({ needUsd }: TaskNode, leftUsd: number): number {
    const ownUsd = Math.max(0, needUsd);
    const spareUsd = Math.max(0, leftUsd - this.#leastUsd);
    const share = this.#leastUsd > 0 ? ownUsd / this.#leastUsd : 1 / Math.max(1, this.#kept);
    return ownUsd + spareUsd * share;
  }

  #needOf(node: TaskNode): number {
    const { inputTokens, outputTokens } = node.task.estimate ?? {};
    const known = this.#needs.get(node.queue.class);
    if (known !== undefined && known.inputTokens === inputTokens && known.outputTokens === outputTokens) return known.leastUsd;
    let leastUsd = Number.POSITIVE_INFINITY;
    forEachAble(node, (_, { attemptUsd, paidUsd }) => {
      leastUsd = Math.min(leastUsd, paidUsd);
      if (attemptUsd > this.#dearestUsd) this.#dearestUsd = attemptUsd;
    });
    if (leastUsd === Number.POSITIVE_INFINITY) leastUsd = 0;
    this.#needs.set(node.queue.class, { inputTokens, outputTokens, leastUsd });
    return leastUsd;
  }
}
