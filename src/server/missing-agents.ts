import type { RunRecord } from '../core/run-record.ts';
import { levelOf, type Team } from '../core/team.ts';

/**
 * Why a run is not to be gone on with unasked by this team: agents that it began with are not in it, and nobody else could do some of what
 * is left. `undefined` when nothing speaks against it.
 */
export function missingAgents({ run, agents, tasks }: RunRecord, team: Team): string | undefined {
  const present = new Set(team.agents.map(({ id }) => id));
  const gone = agents.filter((agent) => !present.has(agent));
  if (gone.length === 0) return undefined;
  const open = [...tasks.values()].filter(({ state, children }) => children.length === 0 && ['waiting', 'running'].includes(state.status));
  const stuck = open.find(({ task }) => !team.agents.some((agent) => task.capabilities.every((name) => levelOf(agent, name) > 0)));
  if (stuck === undefined) return undefined;
  const { id, capabilities } = stuck.task;
  const needs = capabilities.length === 0 ? 'somebody' : capabilities.join(', ');
  return `task ${id} needs ${needs}, and the team it began with had ${gone.join(', ')}, which this one has not. Put that back, or say \`skein resume ${run}\` to go on without.`;
}
