import type { AgentProfile } from '../core/agent.ts';
import type { Task } from '../core/task.ts';
import { declaredLevel, skillNameOf } from './declared-level.ts';
import type { Learner } from './learner.ts';
import type { Skill } from './skill.ts';
import { meanOf } from './tally.ts';

/** What is known of an agent at the work that a task is; `undefined` when it was never seen at it. */
export function recordOf(learner: Learner | undefined, { capabilities }: Task, agent: AgentProfile): Skill | undefined {
  const skill = skillOf(learner, capabilities, agent);
  return skill === undefined || skill.evidence.trials === 0 ? undefined : skill;
}

/** The probability 0..1 that an attempt succeeds: by its record, or by what records of others say of its declared level. */
export function expectedSuccess(learner: Learner, { capabilities, instruction }: Task, agent: AgentProfile): number {
  const skill = skillOf(learner, capabilities, agent);
  return skill === undefined ? declaredLevel(agent, skillNameOf(capabilities)) : learner.expect(skill, instruction);
}

/**
 * What an attempt takes an agent: what it declares, or the plan says, by as much longer or shorter as was learned; where nothing is
 * stated, what it took before (the median).
 *
 * @returns Milliseconds; `undefined` when nothing is stated and nothing was seen.
 */
export function learnedMs(known: Skill | undefined, statedMs: number | undefined): number | undefined {
  if (statedMs !== undefined) return statedMs * (known?.slowness ?? 1);
  const logMs = known === undefined ? undefined : meanOf(known.evidence.logLatency);
  return logMs === undefined ? undefined : Math.exp(logMs);
}

function skillOf(learner: Learner | undefined, capabilities: readonly string[], agent: AgentProfile): Skill | undefined {
  const name = skillNameOf(capabilities);
  return learner?.skill(agent.id, name, declaredLevel(agent, name), agent.family);
}
