import type { Call, Outcome, Usage, Work } from './agent.ts';
import type { AgentId } from './ids.ts';
import type { Task } from './task.ts';

/** What something used. `costUsd` is absent when it is not known. */
export interface Spending {
  readonly usage?: Usage;
  readonly costUsd?: number;
}

export const NOTHING_SPENT: Spending = { costUsd: 0 };

/** Both together: unknown where one of them is. */
export function addSpending(a: Spending, b: Spending): Spending {
  const usage =
    a.usage === undefined || b.usage === undefined
      ? (a.usage ?? b.usage)
      : { inputTokens: a.usage.inputTokens + b.usage.inputTokens, outputTokens: a.usage.outputTokens + b.usage.outputTokens };
  return {
    ...(usage === undefined ? {} : { usage }),
    ...(a.costUsd === undefined || b.costUsd === undefined ? {} : { costUsd: a.costUsd + b.costUsd }),
  };
}

/** What checks found of a result that passed them, and what they used. */
export interface Checked extends Spending {
  /** How good it is, 0..1, by the strictest of those who said so. Absent: nobody did. */
  readonly quality?: number;
}

/** Decides whether a result is what was asked for, beyond its schema: only then has an attempt succeeded. */
export interface Checker {
  /** Why this task cannot be checked as it wants to be, or `undefined`. Asked before the work begins. */
  problemWith(task: Task): string | undefined;
  /**
   * @param by Who did the work.
   * @throws RetryableError `check-failed` saying what is wrong with the result, with what the checks used.
   */
  check(work: Work, outcome: Outcome, by: AgentId, call: Call): Promise<Checked>;
}
