import { addTallies, addValue, EMPTY_TALLY, scaleTally, type Tally } from './tally.ts';

/** One attempt as the learner sees it. What is absent is unknown. */
export interface Trial {
  /** `run/task/attempt`: the same trial is never counted twice in `recent`. */
  readonly key: string;
  /** When it ended. Ms since the Unix epoch. */
  readonly atMs: number;
  /** How well it was done, 0..1: 0 when it failed its check, else its quality, 1 when nobody judged it. */
  readonly score: number;
  readonly latencyMs?: number;
  /** What it was declared to take: the ratio to it carries over to tasks of other lengths. */
  readonly declaredMs?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly costUsd?: number;
  /** Why it failed, in a line. */
  readonly why?: string;
  /** How many attempts at the same task had failed before: it is a hard one, and another failure says the less of the agent. */
  readonly failedBefore?: number;
}

/** What the record keeps of each of the last trials: the order of scores shows a change, the reasons are for people. */
export interface RecentTrial {
  readonly key: string;
  readonly atMs: number;
  readonly score: number;
  readonly why?: string;
}

/**
 * What is known of one agent at one capability. Plain JSON, of bounded size.
 *   E1. The sums are linear in the trials, each weighed by its age at `atMs` (half after 30 days). So putting
 *       two records together is commutative, and associative but for rounding.
 *   E2. `recent` holds the latest `RECENT` trials by (atMs, key), each key once: their union is commutative too.
 *   E3. Only trials since `epochMs` count; of two records with different epochs the later one stands (an agent changed).
 */
export interface Evidence {
  /** The instant to which the weights below refer; 0 when nothing was seen. */
  readonly atMs: number;
  readonly epochMs: number;
  /** Number of trials since the epoch, whatever their age. */
  readonly trials: number;
  readonly successes: number;
  readonly failures: number;
  readonly logLatency: Tally;
  readonly logSlowness: Tally;
  readonly logInputTokens: Tally;
  readonly logOutputTokens: Tally;
  readonly costUsd: Tally;
  /** By how many nats reading the texts has told outcomes better than the record alone did; below 0: worse. */
  readonly textGain: number;
  readonly recent: readonly RecentTrial[];
}

export const RECENT = 32;

/** Evidence of this age counts half. */
export const HALF_LIFE_MS = 30 * 24 * 3_600_000;

const FAILED_BEFORE_SHARE = 0.5;

/** The longest reason that is kept of a failure. */
const LONGEST_WHY = 160;

/** Longer or shorter than declared by more than this factor counts as this factor: one freak must not rule. */
const MAX_SLOWNESS = 100;

/** Larger figures are mistakes, and their squares would be no numbers. */
export const MOST_FIGURE = 1e15;

export const NO_EVIDENCE: Evidence = {
  atMs: 0,
  epochMs: 0,
  trials: 0,
  successes: 0,
  failures: 0,
  logLatency: EMPTY_TALLY,
  logSlowness: EMPTY_TALLY,
  logInputTokens: EMPTY_TALLY,
  logOutputTokens: EMPTY_TALLY,
  costUsd: EMPTY_TALLY,
  textGain: 0,
  recent: [],
};

/** The evidence of a single trial, to be put with a record of the same epoch. Figures that make no sense are left out. */
export function evidenceOf(trial: Trial, epochMs = 0, textGain = 0): Evidence {
  const score = Math.min(1, Math.max(0, trial.score));
  return {
    atMs: trial.atMs,
    epochMs,
    trials: 1,
    successes: score,
    failures: (1 - score) * weightOfFailure(trial),
    logLatency: tallyOfLog(trial.latencyMs),
    logSlowness: slownessOf(trial),
    logInputTokens: tallyOfLog(trial.inputTokens),
    logOutputTokens: tallyOfLog(trial.outputTokens),
    costUsd: isFigure(trial.costUsd) ? addValue(EMPTY_TALLY, trial.costUsd) : EMPTY_TALLY,
    textGain,
    recent: [recentOf(trial, score)],
  };
}

/** What a failure counts: half as much for each failure at the same task before it. Successes always count in full. */
export function weightOfFailure({ failedBefore = 0 }: Trial): number {
  return FAILED_BEFORE_SHARE ** Math.min(8, failedBefore);
}

export function recentOf({ key, atMs, why }: Trial, score: number): RecentTrial {
  return why === undefined || why === '' ? { key, atMs, score } : { key, atMs, score, why: why.slice(0, LONGEST_WHY) };
}

/** Puts two records together. Commutative; see E1 to E3. */
export function mergeEvidence(one: Evidence, other: Evidence): Evidence {
  if (one.trials === 0 && one.epochMs <= other.epochMs) return other;
  if (other.trials === 0 && other.epochMs <= one.epochMs) return one;
  const epochMs = Math.max(one.epochMs, other.epochMs);
  const left = sinceEpoch(one, epochMs);
  const right = sinceEpoch(other, epochMs);
  const atMs = Math.max(left.atMs, right.atMs);
  const a = agedTo(left, atMs);
  const b = agedTo(right, atMs);
  return {
    atMs,
    epochMs,
    trials: a.trials + b.trials,
    successes: a.successes + b.successes,
    failures: a.failures + b.failures,
    logLatency: addTallies(a.logLatency, b.logLatency),
    logSlowness: addTallies(a.logSlowness, b.logSlowness),
    logInputTokens: addTallies(a.logInputTokens, b.logInputTokens),
    logOutputTokens: addTallies(a.logOutputTokens, b.logOutputTokens),
    costUsd: addTallies(a.costUsd, b.costUsd),
    textGain: a.textGain + b.textGain,
    recent: unionOf(a.recent, b.recent),
  };
}

/** The record with its weights as they are at a later instant. */
export function agedTo(evidence: Evidence, atMs: number): Evidence {
  if (atMs <= evidence.atMs) return evidence;
  const factor = evidence.trials === 0 ? 1 : 2 ** ((evidence.atMs - atMs) / HALF_LIFE_MS);
  if (factor === 1) return { ...evidence, atMs };
  return {
    ...evidence,
    atMs,
    successes: evidence.successes * factor,
    failures: evidence.failures * factor,
    logLatency: scaleTally(evidence.logLatency, factor),
    logSlowness: scaleTally(evidence.logSlowness, factor),
    logInputTokens: scaleTally(evidence.logInputTokens, factor),
    logOutputTokens: scaleTally(evidence.logOutputTokens, factor),
    costUsd: scaleTally(evidence.costUsd, factor),
    textGain: evidence.textGain * factor,
  };
}

/** A record of before the epoch says nothing of what the agent is now. */
function sinceEpoch(evidence: Evidence, epochMs: number): Evidence {
  return evidence.epochMs === epochMs ? evidence : { ...NO_EVIDENCE, epochMs };
}

function unionOf(one: readonly RecentTrial[], other: readonly RecentTrial[]): readonly RecentTrial[] {
  const last = one.at(-1);
  const first = other[0];
  const later = last === undefined || first === undefined || compareTrials(last, first) < 0;
  const disjoint = later && !other.some(({ key }) => one.some((trial) => trial.key === key));
  if (disjoint) return one.length + other.length <= RECENT ? [...one, ...other] : [...one, ...other].slice(-RECENT);
  const byKey = new Map([...one, ...other].sort(compareTrials).map((trial) => [trial.key, trial]));
  return [...byKey.values()].sort(compareTrials).slice(-RECENT);
}

/** Total order, so that the union does not depend on which side comes first. */
function compareTrials(one: RecentTrial, other: RecentTrial): number {
  return (
    one.atMs - other.atMs ||
    compareText(one.key, other.key) ||
    one.score - other.score ||
    compareText(one.why ?? '', other.why ?? '') ||
    Number(one.why === undefined) - Number(other.why === undefined)
  );
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function tallyOfLog(figure: number | undefined): Tally {
  return isFigure(figure) && figure > 0 ? addValue(EMPTY_TALLY, Math.log(figure)) : EMPTY_TALLY;
}

function slownessOf({ latencyMs, declaredMs }: Trial): Tally {
  if (!isFigure(latencyMs) || !isFigure(declaredMs) || latencyMs <= 0 || declaredMs <= 0) return EMPTY_TALLY;
  return addValue(EMPTY_TALLY, Math.log(Math.min(MAX_SLOWNESS, Math.max(1 / MAX_SLOWNESS, latencyMs / declaredMs))));
}

function isFigure(figure: number | undefined): figure is number {
  return figure !== undefined && figure >= 0 && figure < MOST_FIGURE;
}
