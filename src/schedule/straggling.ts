import type { AgentNode } from './agent-node.ts';
import type { TaskNode } from './task-node.ts';

/**
 * How far durations stray from what is expected: an exponentially weighted mean square of ln(actual / expected),
 * which starts from what is usual for models.
 */
export interface Spread {
  /** Of the logarithm: a standard deviation of 0.5 means that two thirds lie between 0.6 and 1.65 times the expectation. */
  logVariance: number;
}

const USUAL_LOG_VARIANCE = 0.25;
const WEIGHT_OF_NEW = 0.1;

/** An attempt that takes longer than 95 of 100 do is a straggler (the 0.95 quantile of a lognormal distribution). */
const Z_OF_STRAGGLER = 1.645;

/** Below this nothing is gained by hedging. */
const LEAST_LATE_MS = 1000;

export const usualSpread = (): Spread => ({ logVariance: USUAL_LOG_VARIANCE });

/** Both in ms; a comparison that means nothing is passed over. */
export function noteDuration(spread: Spread, actualMs: number, expectedMs: number): void {
  if (!(actualMs > 0) || !(expectedMs > 0)) return;
  const log = Math.log(actualMs / expectedMs);
  spread.logVariance += WEIGHT_OF_NEW * (Math.min(4, log * log) - spread.logVariance);
}

/** How long an attempt may take before it counts as a straggler. */
export function stragglesAfterMs({ logVariance }: Spread, expectedMs: number): number {
  return Math.max(expectedMs + LEAST_LATE_MS, expectedMs * Math.exp(Z_OF_STRAGGLER * Math.sqrt(logVariance)));
}

/** Whether a late attempt of this task by this agent is worth knowing of. */
export function mayStraggle({ run, task }: TaskNode, agent: AgentNode): boolean {
  return run.terms.hedge !== false && task.resources.length === 0 && canTwin(agent);
}

/** Embedded agents share one processor, so nothing is gained by doing a task twice there; others may do harm by it. */
export function canTwin({ profile }: AgentNode): boolean {
  return profile.kind !== 'embedded' && profile.repeatable !== false;
}
