/**
 * What has been seen of one agent at one capability. Plain JSON; counts are weights, because old evidence fades.
 * Invariant L1: all fields are finite and >= 0 but `logSlowness`, which is finite.
 */
export interface SkillRecord {
  readonly successes: number;
  readonly failures: number;
  /** How many durations were seen. */
  readonly timed: number;
  /** Sum over them of ln(actual / expected). */
  readonly logSlowness: number;
}

export const NOTHING_SEEN: SkillRecord = { successes: 0, failures: 0, timed: 0, logSlowness: 0 };

/** A declared level counts as much as this many attempts. */
const PRIOR_WEIGHT = 4;

/** An expectation of duration counts as much as this many observations. */
const DURATION_PRIOR_WEIGHT = 0.5;

/** Each observation leaves this share of the older evidence: half of it is gone after about 34. */
const RETENTION = 0.98;

/** Longer or shorter than expected by more than this factor counts as this factor: one freak must not rule. */
const MAX_SLOWNESS = 100;

export interface Observation {
  readonly succeeded: boolean;
  /** Absent when it says nothing about speed: a refusal at once, a cancelled attempt. */
  readonly actualMs?: number;
  readonly expectedMs: number;
}

/** The record after one more attempt. */
export function observe(record: SkillRecord, { succeeded, actualMs, expectedMs }: Observation): SkillRecord {
  const timed = actualMs !== undefined && actualMs > 0 && expectedMs > 0;
  const logRatio = timed ? Math.log(Math.min(MAX_SLOWNESS, Math.max(1 / MAX_SLOWNESS, actualMs / expectedMs))) : 0;
  return {
    successes: record.successes * RETENTION + (succeeded ? 1 : 0),
    failures: record.failures * RETENTION + (succeeded ? 0 : 1),
    timed: timed ? record.timed * RETENTION + 1 : record.timed,
    logSlowness: timed ? record.logSlowness * RETENTION + logRatio : record.logSlowness,
  };
}

/**
 * The probability 0..1 that an attempt succeeds: the mean of a Beta distribution whose prior is the declared level.
 *
 * @param level The declared level, 0..1.
 */
export function successProbability(record: SkillRecord, level: number): number {
  return (level * PRIOR_WEIGHT + record.successes) / (PRIOR_WEIGHT + record.successes + record.failures);
}

/** What to multiply an expected duration by for this agent: the geometric mean of actual over expected, drawn towards 1. */
export function slowness(record: SkillRecord): number {
  return Math.exp(record.logSlowness / (record.timed + DURATION_PRIOR_WEIGHT));
}
