import { TerminalError } from '../core/agent-error.ts';
import { SkeinError } from '../core/errors.ts';
import type { TextModel } from '../plan/model/text-model.ts';
import type { Planner } from '../plan/planner.ts';
import type { Configuration } from './configuration.ts';

/** Not asked at all: its server would only refuse. */
function keyless(name: string, variables: readonly string[]): TextModel {
  return {
    name,
    // biome-ignore lint/correctness/useYield: it has nothing to say
    async *streamText() {
      throw new TerminalError('no-key', `it needs a key in ${variables.join(' or ')}`);
    },
  };
}

/**
 * The planner that the config names.
 *
 * @throws SkeinError `cannot-plan` when its agent has no model to plan with.
 */
export async function plannerOf({ planner, agents, tools = [] }: Configuration): Promise<Planner> {
  const { offlinePlanner, usualPlaybooks } = await import('../plan/offline/offline-planner.ts');
  const offline = offlinePlanner();
  if (planner === 'offline') return offline;
  const [{ isModelAgent }, { agentTextModel }, { modelPlanner }] = await Promise.all([
    import('../agents/model/model-agent.ts'),
    import('../plan/model/agent-text-model.ts'),
    import('../plan/model/model-planner.ts'),
  ]);
  const agent = agents.find(({ profile }) => profile.id === planner.agent);
  if (agent === undefined || !isModelAgent(agent)) {
    throw new SkeinError('cannot-plan', {
      where: `the planner "${planner.agent}"`,
      what: agent === undefined ? 'the team has no such agent' : 'this agent has no model to plan with',
      todo: 'Name an agent that has a model, or write "planner: offline" in the config.',
    });
  }
  const { apiKey, provider } = agent.endpoint;
  const isKeyless = provider.needsKey && apiKey === undefined;
  const model = isKeyless ? keyless(agent.profile.id, provider.apiKeyEnv) : agentTextModel(agent);
  return modelPlanner({ model, fallback: offline, tools, playbooks: usualPlaybooks });
}
