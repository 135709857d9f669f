import type { AgentProfile } from './agent.ts';

/** A quota shared by the agents that name it. Windows slide. Absent: unbounded. */
export interface Limit {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly requestsPerDay?: number;
  readonly tokensPerDay?: number;
  readonly concurrency?: number;
}

/** A named thing tasks read or write (`capacity` absent) or of which `capacity` units exist. */
export interface Resource {
  readonly capacity?: number;
}

export type Objective = 'cheapest' | 'balanced' | 'fastest';
export const OBJECTIVES: readonly Objective[] = ['cheapest', 'balanced', 'fastest'];

/** The agents that a run may use, with what they share. Plain JSON. */
export interface Team {
  readonly agents: readonly AgentProfile[];
  readonly limits: Readonly<Record<string, Limit>>;
  readonly resources: Readonly<Record<string, Resource>>;
}

/** The level 0..1 of an agent at a capability; 0 when it has none of it. */
export function levelOf(agent: AgentProfile, capability: string): number {
  const { capabilities } = agent;
  const own = Object.hasOwn(capabilities, capability) ? capabilities[capability] : undefined;
  return own ?? capabilities['*'] ?? 0;
}
