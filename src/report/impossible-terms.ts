import { durationText } from './text/figures.ts';

/** What was asked of a plan. */
export interface AskedTerms {
  readonly budgetUsd?: number | undefined;
  readonly deadlineMs?: number | undefined;
}

/** What the plan takes at the very least. */
export interface LeastTerms {
  /** No schedule on the team is quicker. */
  readonly lowerBoundMs: number;
  /** What the scheduler comes to when nothing but time counts. */
  readonly fastestMs: number | null;
  /** Each task once, at its cheapest agent. `null`: the price of some task is not known. */
  readonly minimumCostUsd: number | null;
}

/** A sentence for each of the terms that cannot be kept, with the least that would do. */
export function impossibleTerms({ budgetUsd, deadlineMs }: AskedTerms, least: LeastTerms): string[] {
  const { lowerBoundMs, fastestMs, minimumCostUsd } = least;
  const sentences: string[] = [];
  if (deadlineMs !== undefined && deadlineMs < lowerBoundMs) {
    const reached = fastestMs === null || fastestMs <= lowerBoundMs ? '' : `, and about ${durationText(fastestMs)} is what it takes`;
    sentences.push(
      `A deadline of ${durationText(deadlineMs)} cannot be met: by the estimates no schedule on this team is quicker than ${durationText(lowerBoundMs)}${reached}.`,
    );
  }
  // Sums of prices are rounded in binary: a budget of just that sum is enough.
  if (budgetUsd !== undefined && minimumCostUsd !== null && budgetUsd < minimumCostUsd * (1 - 1e-9)) {
    sentences.push(
      `A budget of ${exactUsd(budgetUsd)} is not enough: by the estimates the least is ${exactUsd(minimumCostUsd)}, each task once at its cheapest agent.`,
    );
  }
  return sentences;
}

/** Close to a bound every digit counts; those that only come from binary fractions do not. */
const exactUsd = (amountUsd: number): string => `$${Number(amountUsd.toPrecision(12))}`;
