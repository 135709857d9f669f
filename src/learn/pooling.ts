import { meanOfBelief, priorBelief, updated } from './belief.ts';
import type { Evidence } from './evidence.ts';

/** What the pool sees of a record. */
export interface Pooled {
  readonly agent: string;
  readonly skill: string;
  /** The model family that the agent belongs to, when it is known. */
  readonly family: string | undefined;
  /** The declared level, 0..1. */
  readonly level: number;
  readonly evidence: Evidence;
}

/** How much another record says of this one, by what they have in common. */
const SAME_AGENT = 0.5;
const SAME_SKILL = 0.25;
const SAME_FAMILY = 1;

/** What others show counts fully from a few records on; a shift of nothing is as believable as so much of them. */
const NO_SHIFT_WEIGHT = 2;

/** So many attempts make half of a record's say. */
const HALF_KNOWN = 4;

/**
 * How far, in log-odds, an agent's success at a skill is expected to lie from its declared level, from what
 * was seen of the agent at other skills, of its model family and of others at this skill. 0 when nothing was. O(records).
 */
export function borrowedShift(of: Pooled, related: Iterable<Pooled>): number {
  let sum = 0;
  let weight = NO_SHIFT_WEIGHT;
  for (const other of related) {
    const { successes, failures } = other.evidence;
    if (other === of || successes + failures === 0) continue;
    const likeness =
      (other.agent === of.agent ? SAME_AGENT : 0) +
      (other.skill === of.skill ? SAME_SKILL + (of.family !== undefined && other.family === of.family ? SAME_FAMILY : 0) : 0);
    if (likeness === 0) continue;
    const say = (likeness * (successes + failures)) / (successes + failures + HALF_KNOWN);
    sum += say * (logOdds(meanOfBelief(updated(priorBelief(other.level, HALF_KNOWN), other.evidence))) - logOdds(other.level));
    weight += say;
  }
  return sum / weight;
}

/** Before anything was seen, levels are taken to be right to within this much. */
const USUAL_ERROR = 0.12;

/** The usual error counts like so many records. */
const USUAL_ERROR_WEIGHT = 2;

const LEAST_TRUST = 1.5;
const MOST_TRUST = 40;

/**
 * How many attempts' worth a declared level counts in this team: many where levels have proved right, few where they
 * have not. The method of moments for a Beta distribution, from how far success rates lie from levels beyond chance. O(records).
 */
export function trustInLevels(all: Iterable<Pooled>): number {
  let squares = USUAL_ERROR * USUAL_ERROR * USUAL_ERROR_WEIGHT;
  let spread = 0.16 * USUAL_ERROR_WEIGHT;
  let weight = USUAL_ERROR_WEIGHT;
  for (const { level, evidence } of all) {
    const count = evidence.successes + evidence.failures;
    if (count < 2) continue;
    const rate = evidence.successes / count;
    const say = count / (count + HALF_KNOWN);
    const within = Math.min(0.95, Math.max(0.05, level));
    squares += say * ((rate - level) ** 2 - (within * (1 - within)) / count);
    spread += say * within * (1 - within);
    weight += say;
  }
  const error = Math.max(squares / weight, 0.002);
  return Math.min(MOST_TRUST, Math.max(LEAST_TRUST, spread / weight / error - 1));
}

export function logOdds(rate: number): number {
  const within = Math.min(0.98, Math.max(0.02, rate));
  return Math.log(within / (1 - within));
}

export function rateOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}
