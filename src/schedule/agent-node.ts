import type { AgentProfile } from '../core/agent.ts';
import { NOTHING_SEEN, type Observation, observe, type SkillRecord } from '../learn/skill-record.ts';
import type { Quota, QuotaReservation } from './quota.ts';
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
  readonly quota: QuotaReservation;
}

/** An agent as the scheduler keeps it. Invariant A1: `running.size <= profile.slots`. */
export interface AgentNode {
  readonly index: number;
  readonly profile: AgentProfile;
  readonly quotas: readonly Quota[];
  readonly running: Set<RunningAttempt>;
  readonly skills: Map<string, SkillRecord>;
  /** It asked not to be called before. Ms since the Unix epoch. */
  restUntilMs: number;
}

export function createAgentNode(index: number, profile: AgentProfile, quotas: ReadonlyMap<string, Quota>): AgentNode {
  return {
    index,
    profile,
    quotas: profile.limits.map((name) => quotas.get(name)).filter((quota) => quota !== undefined),
    running: new Set(),
    skills: new Map(),
    restUntilMs: 0,
  };
}

export function skillOf(agent: AgentNode, skill: string): SkillRecord {
  return agent.skills.get(skill) ?? NOTHING_SEEN;
}

export function learn(agent: AgentNode, skill: string, observation: Observation): void {
  agent.skills.set(skill, observe(skillOf(agent, skill), observation));
}

export function freeSlots(agent: AgentNode): number {
  return agent.profile.slots - agent.running.size;
}
