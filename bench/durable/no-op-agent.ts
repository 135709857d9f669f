import type { Agent } from '../../src/core/agent.ts';
import { agentId } from '../../src/core/ids.ts';

/** An agent that does nothing, at once. */
export function noOpAgent(slots: number): Agent {
  return {
    profile: {
      id: agentId('idle'),
      kind: 'embedded',
      description: 'does nothing',
      capabilities: { '*': 1 },
      slots,
      limits: [],
      price: { perAttemptUsd: 0 },
    },
    perform: async () => ({ output: null }),
  };
}
