import type { Skill } from './skill.ts';

/** What prices lead one to expect counts as much as this many attempts that were paid for. */
const DECLARED_WEIGHT = 1;

/** The expected cost of an attempt in USD: what was paid before, drawn towards what prices lead one to expect (NaN: unknown). */
export function learnedCostUsd({ evidence: { costUsd } }: Skill, declaredUsd: number): number {
  if (costUsd.weight === 0) return declaredUsd;
  if (Number.isNaN(declaredUsd)) return costUsd.sum / costUsd.weight;
  return (declaredUsd * DECLARED_WEIGHT + costUsd.sum) / (DECLARED_WEIGHT + costUsd.weight);
}
