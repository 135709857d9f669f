import { SkeinError } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import { levelOf, type Team } from '../../core/team.ts';
import type { AddedTask } from '../../schedule/messages.ts';

/**
 * Makes sure that somebody can do at least one task of a plan; when only some can be done, the run goes on without the rest.
 *
 * @throws SkeinError `no-agent` naming the missing capability and how to add an agent that has it.
 */
export function requireSomeAgent(team: Team, added: readonly AddedTask[]): void {
  const parents = new Set(added.map(({ task }) => task.parent));
  const leaves = added.filter(({ task }) => !parents.has(task.id));
  if (leaves.some((leaf) => isAble(team, leaf))) return;
  const first = leaves[0];
  if (first === undefined) return;
  const { task } = first;
  const missing = task.capabilities.filter((capability) => !team.agents.some((agent) => levelOf(agent, capability) > 0));
  throw new SkeinError('no-agent', {
    where: `the task "${task.title}"`,
    what:
      missing.length > 0
        ? `needs ${missing.join(' and ')}, which nobody in the team has`
        : `nobody in the team takes it${reasonsOf(first)}`,
    todo: `Add a model with \`skein init\`, or an agent with "${wanted(task, missing)}" to skein.yaml. Who is there: \`skein agents\`.`,
    task: task.id,
  });
}

function isAble(team: Team, { task, refusals }: AddedTask): boolean {
  return team.agents.some(
    (agent) => refusals?.has(agent.id) !== true && task.capabilities.every((capability) => levelOf(agent, capability) > 0),
  );
}

function wanted(task: Task, missing: readonly string[]): string {
  return missing[0] ?? task.capabilities[0] ?? 'writing';
}

function reasonsOf({ refusals }: AddedTask): string {
  const reasons = [...(refusals ?? [])].map(([agent, reason]) => `${agent}: ${reason}`);
  return reasons.length === 0 ? '' : ` (${reasons.slice(0, 3).join('; ')})`;
}
