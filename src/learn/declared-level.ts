import type { AgentProfile } from '../core/agent.ts';
import { levelOf } from '../core/team.ts';

/** What an agent is taken to be worth at a task that names no capability. */
const UNNAMED_LEVEL = 0.5;

/** What tasks that need these capabilities are learned under: their names joined by `+`, or `*` for none. */
export function skillNameOf(capabilities: readonly string[]): string {
  return capabilities.length === 0 ? '*' : capabilities.toSorted().join('+');
}

/** The declared level 0..1 at a skill: the least of its capabilities', 0 when the agent lacks one. */
export function declaredLevel(agent: AgentProfile, skill: string): number {
  if (skill === '*') return agent.capabilities['*'] ?? UNNAMED_LEVEL;
  return Math.min(...skill.split('+').map((capability) => levelOf(agent, capability)));
}
