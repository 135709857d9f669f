import type { AgentProfile } from '../core/agent.ts';
import { agentId } from '../core/ids.ts';
import type { Team } from '../core/team.ts';

/** So many identical slots: agents of one slot each that can do anything, for nothing. */
export function identicalAgents(count: number): Team {
  const agents = Array.from(
    { length: count },
    (_, index): AgentProfile => ({
      id: agentId(`slot-${index + 1}`),
      kind: 'scripted',
      description: 'a slot',
      capabilities: { '*': 1 },
      slots: 1,
      limits: [],
      price: { perAttemptUsd: 0 },
    }),
  );
  return { agents, limits: {}, resources: {} };
}
