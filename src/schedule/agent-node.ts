import type { AgentProfile } from '../core/agent.ts';
import type { Learner } from '../learn/learner.ts';
import type { Skill as KnownSkill } from '../learn/skill.ts';
import { NOTHING_SEEN, type Observation, observe, type SkillRecord, slowness, successProbability } from '../learn/skill-record.ts';
import type { AgentPool } from './agent-pool.ts';
import type { Quota } from './quota.ts';
import { noteDuration, type Spread, usualSpread } from './straggling.ts';
import type { TaskNode } from './task-node.ts';

/** An attempt under way. */
export interface RunningAttempt {
  readonly node: TaskNode;
  readonly attempt: number;
  readonly agent: AgentNode;
  readonly startedAtMs: number;
  /** What it was expected to take when it started. */
  readonly expectedMs: number;
  /** The same without what had been learned: what the learner compares with. */
  readonly declaredMs: number;
  readonly reservedUsd: number;
  /** The limits it holds, as they were when it started. */
  readonly quotas: readonly Quota[];
  /** From when on it counts as late. */
  readonly stragglesAtMs: number;
  /** Another attempt at the task was under way when it began. */
  readonly isTwin: boolean;
  /** It was told to make room. */
  isBrokenOff: boolean;
  /** Its agent has done its part: neither a slot nor a limit is held any more. */
  isHandedIn: boolean;
  /** The numbers of its draws on the token windows of its agent's limits. */
  readonly draws: readonly number[];
  /** Its place among the attempts of its agent's pool. */
  place: number;
}

/** What is known of an agent at one skill, with what follows from it worked out. */
export interface Skill {
  readonly level: number;
  /** What runs before have shown too; absent when nothing is to be learned from them. */
  readonly known: KnownSkill | undefined;
  readonly spread: Spread;
  record: SkillRecord;
  success: number;
  slowness: number;
}

/** An agent as the scheduler keeps it. Invariant A1: `busy`, its attempts and side calls, is at most `slots`, but for slots that were taken away. */
export interface AgentNode {
  readonly index: number;
  readonly profile: AgentProfile;
  readonly pool: AgentPool;
  quotas: readonly Quota[];
  readonly skills: Map<string, Skill>;
  readonly learner: Learner | undefined;
  slots: number;
  busy: number;
  /** Its place in the pool's list of agents with a free slot; -1 when it has none. */
  freePlace: number;
  /** It asked not to be called before, or rests after failures. Ms since the Unix epoch. */
  restUntilMs: number;
  /** When it was last sent to rest after failures. */
  restsSinceMs: number;
  failuresInARow: number;
  /** Rests since its last success. */
  rests: number;
  /** After a rest: it gets one task at a time until one succeeds. */
  onProbation: boolean;
  /** It has left for good. */
  isGone: boolean;
}

export function createAgentNode(
  index: number,
  profile: AgentProfile,
  pool: AgentPool,
  quotas: ReadonlyMap<string, Quota>,
  learner?: Learner,
): AgentNode {
  return {
    index,
    profile,
    pool,
    quotas: profile.limits.map((name) => quotas.get(name)).filter((quota) => quota !== undefined),
    skills: new Map(),
    learner,
    slots: profile.slots,
    busy: 0,
    freePlace: -1,
    restUntilMs: 0,
    restsSinceMs: 0,
    failuresInARow: 0,
    rests: 0,
    onProbation: false,
    isGone: false,
  };
}

/** What is known of the agent at a skill; the declared level until it has been seen at it. */
export function skillOf(agent: AgentNode, name: string, level: number): Skill {
  let skill = agent.skills.get(name);
  if (skill === undefined) {
    const known = agent.learner?.skill(agent.profile.id, name, level, agent.profile.family);
    const seen = known === undefined ? { success: level, slowness: 1 } : { success: known.success, slowness: known.slowness };
    skill = { level, known, spread: usualSpread(), record: NOTHING_SEEN, ...seen };
    agent.skills.set(name, skill);
  }
  return skill;
}

/** @param moves Whether it changes what is expected of the agent. How far durations spread is noted in any case: it tells stragglers. */
export function learn(skill: Skill, observation: Observation, moves: boolean): void {
  const { actualMs, expectedMs } = observation;
  if (actualMs !== undefined) noteDuration(skill.spread, actualMs, expectedMs * skill.slowness);
  if (!moves) return;
  if (skill.known !== undefined) {
    skill.success = skill.known.success;
    skill.slowness = skill.known.slowness;
    return;
  }
  skill.record = observe(skill.record, observation);
  skill.success = successProbability(skill.record, skill.level);
  skill.slowness = slowness(skill.record);
}
