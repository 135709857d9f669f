import type { AgentProfile } from '../core/agent.ts';
import type { AttemptRecord, RunRecord } from '../core/run-record.ts';
import { crewOf } from './crew.ts';
import { minimumCostUsd } from './minimum-cost.ts';
import { realisedBoundMs } from './realised-bound.ts';
import { rawUtilization, utilization } from './utilization.ts';

/** The figures of a run. What is not known is `null`, never a zero. */
export interface Metrics {
  /** From the start of the first attempt to the end of the last one that ended. `null`: none has. */
  readonly makespanMs: number | null;
  /** The successful attempts end to end, one for each task. `null`: there is none. */
  readonly sequentialMs: number | null;
  /** `sequentialMs / makespanMs`. `null` when one is unknown or the makespan is 0. */
  readonly speedup: number | null;
  /** No schedule on this team can beat it (`realisedBoundMs`). */
  readonly lowerBoundMs: number | null;
  /** A share 0..1 (`utilization`). */
  readonly utilization: number | null;
  /** A share 0..1 (`rawUtilization`). */
  readonly rawUtilization: number | null;
  /** Leaf tasks that succeeded over those that ended, 0..1. `null`: none has. */
  readonly successRate: number | null;
  /** What all ended attempts cost, failed and cancelled ones too, and the planner's calls. `null` when that of any is unknown. */
  readonly costUsd: number | null;
  /** `minimumCostUsd`. */
  readonly minimumCostUsd: number | null;
  /** `costUsd / minimumCostUsd`; 1 when both are 0, `null` when only the minimum is, or one is unknown. */
  readonly costRatio: number | null;
  /** Attempts begun. */
  readonly attempts: number;
  /** Attempts of a task by another agent than the attempt before. */
  readonly reassignments: number;
  /** Attempts of a task after its first, by whichever agent. */
  readonly retries: number;
}

/** @param team The agents that the run could use; those that its journal does not name are left aside. */
export function metricsOf(record: RunRecord, team: readonly AgentProfile[]): Metrics {
  const crew = crewOf(record, team);
  const histories = Array.from(record.tasks.values(), ({ attempts }) => attempts);
  const attempts = histories.flat();
  const makespanMs = makespanOf(attempts);
  const sequentialMs = sequentialOf(histories);
  const costUsd = costOf(attempts, record.planning);
  // Rounding of sums must not lift it above what was reached.
  const boundMs = realisedBoundMs(crew);
  const leastUsd = rounded(minimumCostUsd(crew));
  return {
    makespanMs,
    sequentialMs,
    speedup: quotient(sequentialMs, makespanMs),
    lowerBoundMs: boundMs === null || makespanMs === null ? boundMs : Math.min(boundMs, makespanMs),
    utilization: utilization(record, crew),
    rawUtilization: rawUtilization(crew),
    successRate: successRateOf(record),
    costUsd,
    minimumCostUsd: leastUsd,
    costRatio: costRatioOf(costUsd, leastUsd),
    attempts: attempts.length,
    reassignments: histories.reduce(
      (sum, history) => sum + history.filter((attempt, at) => at > 0 && attempt.agent !== history[at - 1]?.agent).length,
      0,
    ),
    retries: histories.reduce((sum, history) => sum + Math.max(0, history.length - 1), 0),
  };
}

function makespanOf(attempts: readonly AttemptRecord[]): number | null {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { startedAtMs, endedAtMs } of attempts) {
    firstMs = Math.min(firstMs, startedAtMs);
    lastMs = Math.max(lastMs, endedAtMs ?? Number.NEGATIVE_INFINITY);
  }
  return lastMs >= firstMs ? lastMs - firstMs : null;
}

function sequentialOf(histories: readonly (readonly AttemptRecord[])[]): number | null {
  const durations = histories.flatMap((history) => {
    const won = history.find(({ outcome }) => outcome === 'succeeded');
    return won?.endedAtMs === undefined ? [] : [won.endedAtMs - won.startedAtMs];
  });
  return durations.length === 0 ? null : durations.reduce((sum, durationMs) => sum + durationMs, 0);
}

function costOf(attempts: readonly AttemptRecord[], planning: RunRecord['planning']): number | null {
  let sum = planning === undefined ? 0 : planning.costUsd;
  if (sum === undefined) return null;
  for (const { outcome, costUsd } of attempts) {
    if (costUsd === undefined && outcome !== 'running') return null;
    sum += costUsd ?? 0;
  }
  return rounded(sum);
}

function successRateOf(record: RunRecord): number | null {
  let ended = 0;
  let succeeded = 0;
  for (const { children, state } of record.tasks.values()) {
    if (children.length > 0 || state.status === 'waiting' || state.status === 'running') continue;
    ended++;
    if (state.status === 'succeeded') succeeded++;
  }
  return ended === 0 ? null : succeeded / ended;
}

/** What was spent over the least that would have done; 1 when both are 0, `null` when only the least is, or one is unknown. */
export function costRatioOf(costUsd: number | null, leastUsd: number | null): number | null {
  const ratio = costUsd === 0 && leastUsd === 0 ? 1 : quotient(costUsd, leastUsd);
  return ratio === null || Number.isFinite(ratio) ? ratio : null;
}

function quotient(above: number | null, below: number | null): number | null {
  return above === null || below === null || below === 0 ? null : above / below;
}

/** Without the digits that only come from adding binary fractions: to a billionth of a cent. */
function rounded(sumUsd: number | null): number | null {
  return sumUsd === null ? null : Number(sumUsd.toFixed(11));
}
