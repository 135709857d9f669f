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
  /** If it says something, the probability that it says it to within a few percent. */
  readonly exact: number;
}

/** How far the declared levels of a team can be trusted, going by what was seen. */
export interface TeamTrust {
  /** The share of them that says nothing. */
  readonly doubt: number;
  /** Of the others, the share that is right to within a few percent. */
  readonly exactness: number;
}

/** How much another record says of this one, by what they have in common. */
const SAME_AGENT = 0.5;
const SAME_SKILL = 0.25;
const SAME_FAMILY = 1;

/** What others show counts fully from a few records on; what the whole team shows is as believable as so much of them. */
const TEAM_WEIGHT = 2;

/** So many attempts make half of a record's say. */
const HALF_KNOWN = 4;

/** A level that is exact counts as so many attempts (a success rate within 3 % of it), one that is about right as fewer (within 9 %), one that says nothing as next to none. */
const EXACT_TRUST = 300;
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

/** What is believed of a record, and how likely it is that its declared level says nothing, or is exact. */
export interface Judged {
  readonly belief: Belief;
  readonly wrong: number;
  readonly exact: number;
}

/**
 * Weighs three explanations of what was seen: that the declared level is exact, that it is about right, or that it says nothing and success lies
 * where related records lead one to expect. The belief is a Beta distribution of the same mean and variance as their mixture.
 */
export function judge(of: Pooled, related: Iterable<Pooled>, { doubt: teamDoubt, exactness }: TeamTrust): Judged {
  const { shift, doubt } = borrow(of, related, teamDoubt);
  const wrong = explain(doubt, priorBelief(rateOf(logOdds(of.level) / 2 + shift), WRONG_TRUST), of.evidence);
  const about = explain((1 - doubt) * (1 - exactness), priorBelief(of.level, RIGHT_TRUST), of.evidence);
  const exact = explain((1 - doubt) * exactness, priorBelief(of.level, EXACT_TRUST), of.evidence);
  const explanations = [wrong, about, exact];
  const most = Math.max(wrong.nats, about.nats, exact.nats);
  const shareOf = ({ nats }: Explanation): number => Math.exp(nats - most);
  const total = shareOf(wrong) + shareOf(about) + shareOf(exact);
  let mean = 0;
  for (const one of explanations) mean += (shareOf(one) / total) * one.mean;
  let variance = 0;
  for (const one of explanations) variance += (shareOf(one) / total) * (one.variance + (one.mean - mean) ** 2);
  return {
    belief: priorBelief(mean, Math.max(0.5, (mean * (1 - mean)) / variance - 1)),
    wrong: shareOf(wrong) / total,
    exact: shareOf(exact) / (shareOf(about) + shareOf(exact)),
  };
}

/** How likely an explanation is, in nats but for a constant, and what it expects of success. */
interface Explanation {
  readonly nats: number;
  readonly mean: number;
  readonly variance: number;
}

function explain(share: number, prior: Belief, evidence: Evidence): Explanation {
  const after = updated(prior, evidence);
  return { nats: Math.log(share) + logLikelihood(prior, evidence), mean: meanOfBelief(after), variance: varianceOf(after) };
}

/** Before anything was seen, so many declared levels are taken to say nothing; that counts like so many records. */
const USUAL_DOUBT = 0.1;
/** Of the others, so many are taken to be exact. */
const USUAL_EXACTNESS = 0.6;
const USUAL_WEIGHT = 6;

/** How far the team's declared levels can be trusted, going by what was seen. O(records). */
export function trustOfTeam(all: Iterable<Pooled>): TeamTrust {
  let doubts = USUAL_DOUBT * USUAL_WEIGHT;
  let exacts = USUAL_EXACTNESS * USUAL_WEIGHT;
  let weight = USUAL_WEIGHT;
  let soundWeight = USUAL_WEIGHT;
  for (const { evidence, wrong, exact } of all) {
    const seen = evidence.successes + evidence.failures;
    // An agent that changed is not what was declared: that is no news of how others declare.
    if (seen === 0 || evidence.epochMs > 0) continue;
    const say = seen / (seen + HALF_KNOWN);
    doubts += say * wrong;
    weight += say;
    exacts += say * (1 - wrong) * exact;
    soundWeight += say * (1 - wrong);
  }
  return { doubt: within(doubts / weight), exactness: within(exacts / soundWeight) };
}

function within(share: number): number {
  return Math.min(0.9, Math.max(0.02, share));
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
