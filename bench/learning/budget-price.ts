/** How far the first task's spending moves the price, as a share of what success is worth, and how far a late one still does. */
const FIRST_STEP = 0.03;
const LEAST_STEP = 0.002;

/** Steps shrink by the root of the number of tasks done, in such units: the price finds its place, and then stays there. */
const STEPS_UNIT = 10;

/**
 * What a dollar is worth, in successes, so that a budget lasts to the last task: the dual variable of a bandit with knapsacks
 * (Agrawal and Devanur 2014). Choose the agent of the largest success - price x cost; tell what it cost. Spending ahead
 * of what is left for each task raises the price, spending behind it lowers it. Pure: the same costs give the same prices.
 * Invariant K1: `allows` lets nothing start that the budget does not cover, so spending never exceeds it.
 */
export class BudgetPrice {
  readonly #scaleUsd: number;
  #leftUsd: number;
  #tasksLeft: number;
  #price = 0;
  #done = 0;

  /** @param dearestUsd The cost of the dearest choice: the unit in which costs are compared. */
  constructor(budgetUsd: number, tasks: number, dearestUsd: number) {
    this.#leftUsd = budgetUsd;
    this.#tasksLeft = tasks;
    this.#scaleUsd = Math.max(dearestUsd, Number.MIN_VALUE);
  }

  get leftUsd(): number {
    return this.#leftUsd;
  }

  /** Success that a dollar is worth: >= 0. */
  get perUsd(): number {
    return this.#price / this.#scaleUsd;
  }

  allows(costUsd: number): boolean {
    return costUsd <= this.#leftUsd;
  }

  /** One task was done, at this cost. */
  spend(costUsd: number): void {
    const share = this.#tasksLeft > 0 ? this.#leftUsd / this.#tasksLeft : 0;
    const step = Math.max(LEAST_STEP, FIRST_STEP / Math.sqrt(1 + this.#done++ / STEPS_UNIT));
    this.#price = Math.min(1e3, Math.max(0, this.#price + (step * (costUsd - share)) / this.#scaleUsd));
    this.#leftUsd -= costUsd;
    this.#tasksLeft = Math.max(0, this.#tasksLeft - 1);
  }
}
