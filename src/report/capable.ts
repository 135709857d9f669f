import type { AgentProfile } from '../core/agent.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Task } from '../core/task.ts';
import { levelOf } from '../core/team.ts';

/** True when the agent has a level above 0 at everything the task needs. What it would refuse is not asked. */
export function isCapable(agent: AgentProfile, task: Task): boolean {
  return task.capabilities.every((capability) => levelOf(agent, capability) > 0);
}

/** The declared latency of an agent at a task: the longest of those it names for the task's capabilities, else that of the star. */
export function declaredLatencyMs(agent: AgentProfile, task: Task): number | undefined {
  const { latencyMs } = agent;
  if (latencyMs === undefined) return undefined;
  const named = task.capabilities.flatMap((capability) => (Object.hasOwn(latencyMs, capability) ? (latencyMs[capability] ?? []) : []));
  return named.length === 0 ? latencyMs['*'] : Math.max(...named);
}

/** The agents that the run could use: those of the team that its journal names, or all when it names none. */
export function agentsOf(record: RunRecord, team: readonly AgentProfile[]): AgentProfile[] {
  const named = new Set(record.agents);
  return team.filter(({ id }) => named.size === 0 || named.has(id));
}
