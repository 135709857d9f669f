import type { Agent } from '../../core/agent.ts';
import type { RunOptions } from '../../core/event.ts';
import type { Team } from '../../core/team.ts';
import { estimatePlan } from '../../report/estimate.ts';
import { hopelessTasks } from '../../report/hopeless-tasks.ts';
import { impossibleTerms } from '../../report/impossible-terms.ts';
import type { AddedTask } from '../../schedule/messages.ts';

/**
 * What cannot come of a plan, said before it is paid for: tasks that nobody can do, a budget or a deadline that no schedule
 * keeps. The run goes on all the same: estimates are estimates, and parts of an answer may be worth having.
 */
export function planRemarks(
  added: readonly AddedTask[],
  { team, agents }: { readonly team: Team; readonly agents: readonly Agent[] },
  { budgetUsd, deadlineMs }: RunOptions,
): string[] {
  const hopeless = hopelessTasks(added, team);
  if (budgetUsd === undefined && deadlineMs === undefined) return hopeless;
  const byId = new Map(agents.map((agent) => [agent.profile.id, agent]));
  const { figures } = estimatePlan(
    { tasks: added.map(({ task }) => task) },
    team,
    (task, { id }) => byId.get(id)?.estimate?.(task).durationMs,
  );
  const { lowerBoundMs, makespanMs, minimumCostUsd } = figures;
  return [...hopeless, ...impossibleTerms({ budgetUsd, deadlineMs }, { lowerBoundMs, fastestMs: makespanMs, minimumCostUsd })];
}
