import type { Configuration } from '../../config/configuration.ts';
import type { Estimates } from '../../report/expected-work.ts';

/** What each agent says of a task, asked by the profile that stands for it. */
export function estimatesOf({ agents }: Configuration): Estimates {
  const byId = new Map(agents.map((agent) => [agent.profile.id, agent]));
  return (task, { id }) => byId.get(id)?.estimate?.(task).durationMs;
}
