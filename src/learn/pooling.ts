import { type Belief, meanOfBelief, priorBelief, updated } from './belief.ts';
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
  /** The probability that the declared level says nothing, as it was last worked out. */
  readonly wrong: number;
}

/** How much another record says of this one, by what they have in common. */
const SAME_AGENT = 0.5;
const SAME_SKILL = 0.25;
const SAME_FAMILY = 1;

/** What others show counts fully from a few records on; what the whole team shows is as believable as so much of them. */
const TEAM_WEIGHT = 2;

/** So many attempts make half of a record's say. */
const HALF_KNOWN = 4;

/** A level that is right counts as so many attempts, one that says nothing as so few. */
const RIGHT_TRUST = 30;
const WRONG_TRUST = 2;

/** What related records say of one. */
interface Borrowed {
  /** How far, in log-odds, success is expected to lie from declared levels that are wrong. */
  readonly shift: number;
  /** How likely it is that the declared level says nothing. */
  readonly doubt: number;
}

/** What was seen of the agent at other skills, of its model family and of others at this skill. O(related records). */
function borrow(of: Pooled, related: Iterable<Pooled>, teamDoubt: number): Borrowed {
  let shifts = 0;
  let doubts = TEAM_WEIGHT * teamDoubt;
  let weight = TEAM_WEIGHT;
  for (const other of related) {
    const seen = other.evidence.successes + other.evidence.failures;
    if (other === of || seen === 0) continue;
    const likeness =
      (other.agent === of.agent ? SAME_AGENT : 0) +
      (other.skill === of.skill ? SAME_SKILL + (of.family !== undefined && other.family === of.family ? SAME_FAMILY : 0) : 0);
    const say = (likeness * seen) / (seen + HALF_KNOWN);
    shifts += say * (logOdds(meanOfBelief(updated(priorBelief(other.level, HALF_KNOWN), other.evidence))) - logOdds(other.level));
    doubts += say * other.wrong;
    weight += say;
  }
  return { shift: shifts / weight, doubt: doubts / weight };
}

/** What is believed of a record, and how likely it is that its declared level says nothing. */
export interface Judged {
  readonly belief: Belief;
  readonly wrong: number;
}

/**
 * Weighs two explanations of what was seen: that the declared level is about right, or that it says nothing and success lies
 * where related records lead one to expect. The belief is a Beta distribution of the same mean and variance as their mixture.
 */
export function judge(of: Pooled, related: Iterable<Pooled>, teamDoubt: number): Judged {
  const { shift, doubt } = borrow(of, related, teamDoubt);
  const right = priorBelief(of.level, RIGHT_TRUST);
  const wrong = priorBelief(rateOf(logOdds(of.level) / 2 + shift), WRONG_TRUST);
  const bayes = Math.exp(Math.min(50, logLikelihood(right, of.evidence) - logLikelihood(wrong, of.evidence)));
  const wrongShare = doubt / (doubt + (1 - doubt) * bayes);
  const [a, b] = [updated(right, of.evidence), updated(wrong, of.evidence)];
  const [meanRight, meanWrong] = [meanOfBelief(a), meanOfBelief(b)];
  const mean = meanRight + wrongShare * (meanWrong - meanRight);
  const variance = (1 - wrongShare) * (varianceOf(a) + (meanRight - mean) ** 2) + wrongShare * (varianceOf(b) + (meanWrong - mean) ** 2);
  return { belief: priorBelief(mean, Math.max(0.5, (mean * (1 - mean)) / variance - 1)), wrong: wrongShare };
}

/** Before anything was seen, so many declared levels are taken to say nothing; that counts like so many records. */
const USUAL_DOUBT = 0.1;
const USUAL_DOUBT_WEIGHT = 6;

/** How many of the team's declared levels say nothing, going by what was seen. O(records). */
export function doubtOfTeam(all: Iterable<Pooled>): number {
  let sum = USUAL_DOUBT * USUAL_DOUBT_WEIGHT;
  let weight = USUAL_DOUBT_WEIGHT;
  for (const { evidence, wrong } of all) {
    const seen = evidence.successes + evidence.failures;
    // An agent that changed is not what was declared: that is no news of how others declare.
    if (seen === 0 || evidence.epochMs > 0) continue;
    const say = seen / (seen + HALF_KNOWN);
    sum += say * wrong;
    weight += say;
  }
  return Math.min(0.9, Math.max(0.02, sum / weight));
}

/** The variance of success rates about declared levels, in a team of which so many say nothing. */
export function offsetVariance(teamDoubt: number): number {
  return 0.16 / RIGHT_TRUST + teamDoubt * 0.06;
}

export function logOdds(rate: number): number {
  const within = Math.min(0.98, Math.max(0.02, rate));
  return Math.log(within / (1 - within));
}

export function rateOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

function varianceOf({ good, bad }: Belief): number {
  const weight = good + bad;
  return (good * bad) / (weight * weight * (weight + 1));
}

/** How likely a belief made what was seen, in nats, but for a constant. */
function logLikelihood({ good, bad }: Belief, { successes, failures }: Evidence): number {
  return logBeta(good + successes, bad + failures) - logBeta(good, bad);
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Stirling's series, after stepping up to where it is good to ten digits. */
function logGamma(value: number): number {
  let x = value;
  let steps = 0;
  while (x < 8) steps += Math.log(x++);
  const inverse = 1 / (x * x);
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + (1 / 12 - inverse * (1 / 360 - inverse / 1260)) / x - steps;
}
