import type { Agent } from '../core/agent.ts';

/**
 * The agents that come with skein: they need no key, cost nothing and are always there. Making them is cheap;
 * what an agent needs to do its work is loaded when it does it.
 */
export function embeddedTeam(): readonly Agent[] {
  return [];
}
