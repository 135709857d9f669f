import type { Configuration } from '../../config/configuration.ts';
import { SkeinError } from '../../core/errors.ts';
import type { Planner } from '../../plan/planner.ts';

/**
 * The planner that the config names.
 *
 * @throws SkeinError `cannot-plan` when its agent has no model to plan with.
 */
export async function plannerOf({ planner, agents }: Configuration): Promise<Planner> {
  const { offlinePlanner, usualPlaybooks } = await import('../../plan/offline/offline-planner.ts');
  const offline = offlinePlanner();
  if (planner === 'offline') return offline;
  const [{ isModelAgent }, { agentTextModel }, { modelPlanner }] = await Promise.all([
    import('../../agents/model/model-agent.ts'),
    import('../../plan/model/agent-text-model.ts'),
    import('../../plan/model/model-planner.ts'),
  ]);
  const agent = agents.find(({ profile }) => profile.id === planner.agent);
  if (agent === undefined || !isModelAgent(agent)) {
    throw new SkeinError('cannot-plan', {
      where: `the planner "${planner.agent}"`,
      what: agent === undefined ? 'the team has no such agent' : 'this agent has no model to plan with',
      todo: 'Name an agent that has a model, or write "planner: offline" in the config.',
    });
  }
  return modelPlanner({ model: agentTextModel(agent), fallback: offline, playbooks: usualPlaybooks });
}
