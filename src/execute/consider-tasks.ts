import type { Agent } from '../core/agent.ts';
import type { AgentId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { levelOf } from '../core/team.ts';
import type { AddedTask } from '../schedule/messages.ts';

/** Tasks as the scheduler wants them: with what each agent that could do them has to say against it. */
export function considerTasks(agents: readonly Agent[], tasks: readonly Task[]): AddedTask[] {
  return tasks.map((task) => {
    const refusals = new Map<AgentId, string>();
    for (const agent of agents) {
      if (task.role === 'answer' && agent.profile.kind === 'embedded')
        refusals.set(agent.profile.id, 'it has no words of its own for an answer');
      if (agent.refuses === undefined || task.capabilities.some((capability) => levelOf(agent.profile, capability) <= 0)) continue;
      const reason = agent.refuses(task);
      if (reason !== undefined) refusals.set(agent.profile.id, reason);
    }
    return refusals.size === 0 ? { task } : { task, refusals };
  });
}
