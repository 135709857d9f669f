import type { Belief } from './belief.ts';
import type { Evidence } from './evidence.ts';

/** What is known of one agent at one capability, with what follows from it; written over as more is seen. */
export interface Skill {
  readonly agent: string;
  readonly skill: string;
  readonly family: string | undefined;
  /** Sets its draws apart from those of others. */
  readonly salt: number;
  level: number;
  evidence: Evidence;
  /** What was seen since `takeNews`. */
  news: Evidence;
  belief: Belief;
  /** The probability that the declared level says nothing. */
  wrong: number;
  /** If it says something, the probability that it is exact. */
  exact: number;
  /** The probability 0..1 that an attempt succeeds. */
  success: number;
  uncertainty: number;
  /** How far its draws stray from what is believed, in standard deviations. */
  boldness: number;
  /** What to multiply a declared duration by. */
  slowness: number;
}

/** What was learned of one agent and capability, as it is kept. */
export interface SkillRow {
  readonly agent: string;
  readonly skill: string;
  readonly evidence: Evidence;
}
