import type { Agent } from '../../core/agent.ts';
import type { AgentId } from '../../core/ids.ts';
import type { Task } from '../../core/task.ts';
import { levelOf, type Team } from '../../core/team.ts';

/** What the real agents have against a task; identical slots have nothing. */
export function refusalsOf(task: Task, agents: readonly Agent[], team: Team): ReadonlyMap<AgentId, string> | undefined {
  const refusals = new Map<AgentId, string>();
  for (const agent of agents) {
    if (agent.refuses === undefined || !team.agents.includes(agent.profile)) continue;
    if (task.capabilities.some((capability) => levelOf(agent.profile, capability) <= 0)) continue;
    const reason = agent.refuses(task);
    if (reason !== undefined) refusals.set(agent.profile.id, reason);
  }
  return refusals.size === 0 ? undefined : refusals;
}
