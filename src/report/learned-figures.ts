import { intervalOf } from '../learn/belief.ts';
import type { Skill } from '../learn/skill.ts';
import { lognormalSpread, meanOf, type Spread } from '../learn/tally.ts';

/** What was learned of an agent at a skill, in figures. Rates are 0..1; what is unknown is null. */
export interface LearnedFigures {
  readonly agent: string;
  readonly skill: string;
  readonly declared: number;
  readonly learned: number;
  /** The success rate lies between these with 90 % probability. */
  readonly low: number;
  readonly high: number;
  readonly trials: number;
  /** When it became another than it was: trials before then do not count. */
  readonly changedAtMs: number | null;
  /** Of successful attempts: the median, and the range that four of five keep to. */
  readonly latencyMs: Spread | null;
  readonly outputTokens: Spread | null;
  /** Mean cost of an attempt. */
  readonly costUsd: number | null;
  readonly lastAtMs: number;
  /** The last failures, newest first, at most three. */
  readonly failures: readonly { readonly attempt: string; readonly atMs: number; readonly why: string }[];
}

const MOST_FAILURES = 3;

/** What was seen of agents, in their order, then by skill. Those of which nothing was seen are left out. */
export function learnedFigures(skills: Iterable<Skill>, agents: readonly string[]): LearnedFigures[] {
  return [...skills]
    .filter(({ evidence }) => evidence.trials > 0)
    .map(figuresOf)
    .sort((a, b) => agents.indexOf(a.agent) - agents.indexOf(b.agent) || (a.skill < b.skill ? -1 : 1));
}

function figuresOf({ agent, skill, level, success, belief, evidence }: Skill): LearnedFigures {
  const [low, high] = intervalOf(belief);
  return {
    agent,
    skill,
    declared: level,
    learned: success,
    low,
    high,
    trials: evidence.trials,
    changedAtMs: evidence.epochMs > 0 ? evidence.epochMs : null,
    latencyMs: lognormalSpread(evidence.logLatency) ?? null,
    outputTokens: lognormalSpread(evidence.logOutputTokens) ?? null,
    costUsd: meanOf(evidence.costUsd) ?? null,
    lastAtMs: evidence.recent.at(-1)?.atMs ?? evidence.atMs,
    failures: evidence.recent
      .filter(({ why }) => why !== undefined)
      .slice(-MOST_FAILURES)
      .reverse()
      .map(({ key, atMs, why = '' }) => ({ attempt: key, atMs, why })),
  };
}
