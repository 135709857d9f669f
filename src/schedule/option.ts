import type { AgentNode, Skill } from './agent-node.ts';

/** What is in the way of an agent doing a task. `forGood` when waiting does not help. */
export interface Obstacle {
  readonly kind: 'said-no' | 'price-unknown' | 'over-budget' | 'budget-reserved' | 'concurrency' | 'no-slots' | 'gone' | 'kept';
  readonly forGood: boolean;
}

export const OBSTACLES = {
  saidNo: { kind: 'said-no', forGood: true },
  priceUnknown: { kind: 'price-unknown', forGood: true },
  overBudget: { kind: 'over-budget', forGood: true },
  budgetReserved: { kind: 'budget-reserved', forGood: false },
  concurrency: { kind: 'concurrency', forGood: false },
  gone: { kind: 'gone', forGood: true },
  noSlots: { kind: 'no-slots', forGood: false },
  kept: { kind: 'kept', forGood: false },
} as const satisfies Record<string, Obstacle>;

/** What can be expected of an agent at a task; the numbers are written over for each agent looked at. */
export interface Option {
  agent: AgentNode | undefined;
  startMs: number;
  durationMs: number;
  declaredMs: number;
  success: number;
  /** NaN when the price is unknown. */
  costUsd: number;
  utilityUsd: number;
  /** The utility by declarations alone; means something only when something is `known`. */
  declaredUtilityUsd: number;
  known: Skill['known'];
  /** The agent itself could begin: it is the task that has to wait (a back-off). */
  taskWaits: boolean;
  /** It is the second best by what is known, and tried because it may suit this text better. */
  isTried: boolean;
  /** A slot is there: a limit, a rest or a back-off is what is in the way, if anything is. */
  slotIsFree: boolean;
}

export const emptyOption = (): Option => ({
  agent: undefined,
  startMs: 0,
  durationMs: 0,
  declaredMs: 0,
  success: 0,
  costUsd: 0,
  utilityUsd: Number.NEGATIVE_INFINITY,
  declaredUtilityUsd: Number.NEGATIVE_INFINITY,
  known: undefined,
  taskWaits: false,
  isTried: false,
  slotIsFree: false,
});
