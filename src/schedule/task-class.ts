import type { AgentProfile } from '../core/agent.ts';
import type { AgentId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { levelOf } from '../core/team.ts';
import { createReadyHeap, type ReadyHeap } from './ready-heap.ts';

/** Why an agent is not eligible for a class of tasks. */
export interface Exclusion {
  readonly agent: number;
  readonly why: string;
}

/**
 * Tasks that the same agents can do: same capabilities, same refusals, same resources. Filters are worked out once
 * a class, and ready tasks wait in one heap a class, so a decision looks at heads only.
 */
export interface TaskClass {
  readonly key: string;
  /** What it is learned under: the capabilities joined by `+`, or `*` when it names none. */
  readonly skill: string;
  /** Indexes of the agents that pass the hard filters. */
  readonly eligible: readonly number[];
  /** The declared level of each eligible agent: the lowest over the capabilities. */
  readonly levels: readonly number[];
  readonly excluded: readonly Exclusion[];
  readonly ready: ReadyHeap;
}

/** The level taken for a task that names no capability, of an agent that accepts it. */
const UNNAMED_LEVEL = 0.5;

/** What tells classes apart. */
export function classKeyOf(task: Task, refusals: ReadonlyMap<AgentId, string> | undefined): string {
  const refused = refusals === undefined ? '' : [...refusals.keys()].sort().join(',');
  const resources = task.resources.map((use) => `${use.name}:${use.access}:${use.units}`).sort();
  return `${[...task.capabilities].sort().join('+')}|${refused}|${resources.join(',')}`;
}

export function createTaskClass(
  key: string,
  task: Task,
  refusals: ReadonlyMap<AgentId, string> | undefined,
  agents: readonly AgentProfile[],
): TaskClass {
  const eligible: number[] = [];
  const levels: number[] = [];
  const excluded: Exclusion[] = [];
  for (const [index, agent] of agents.entries()) {
    const refusal = refusals?.get(agent.id) ?? missingCapability(task, agent);
    if (refusal !== undefined) {
      excluded.push({ agent: index, why: refusal });
      continue;
    }
    eligible.push(index);
    levels.push(levelFor(task, agent));
  }
  const skill = task.capabilities.length === 0 ? '*' : [...task.capabilities].sort().join('+');
  return { key, skill, eligible, levels, excluded, ready: createReadyHeap() };
}

function missingCapability(task: Task, agent: AgentProfile): string | undefined {
  const missing = task.capabilities.filter((capability) => levelOf(agent, capability) <= 0);
  return missing.length === 0 ? undefined : `has no ${missing.join(', ')}`;
}

function levelFor(task: Task, agent: AgentProfile): number {
  if (task.capabilities.length > 0) return Math.min(...task.capabilities.map((capability) => levelOf(agent, capability)));
  return agent.capabilities['*'] ?? UNNAMED_LEVEL;
}
