import type { AgentId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { levelOf, type Team } from '../core/team.ts';
import { isCapable } from './capable.ts';
import { countText } from './text/figures.ts';
import { plainLine } from './text/plain-text.ts';

/** A task, and why agents will not take it that could. */
export interface OfferedTask {
  readonly task: Task;
  readonly refusals?: ReadonlyMap<AgentId, string> | undefined;
  /** It may be broken down when it is reached: its parts are what has to be done. */
  readonly expands?: boolean;
}

/** So many are named. */
const NAMED = 5;
const REASONS = 3;

/** A sentence for each leaf task that nobody on the team can ever do, with what is missing; many are counted. */
export function hopelessTasks(offered: readonly OfferedTask[], team: Team): string[] {
  const parents = new Set(offered.map(({ task }) => task.parent));
  const sentences = offered.flatMap((one) => {
    const why = one.expands === true || parents.has(one.task.id) ? undefined : whyNobody(one, team);
    return why === undefined ? [] : [`Nobody can do ${one.task.id}: ${why}.`];
  });
  if (sentences.length <= NAMED) return sentences;
  return [...sentences.slice(0, NAMED), `Nobody can do ${countText(sentences.length - NAMED, 'more task')}.`];
}

function whyNobody({ task, refusals }: OfferedTask, { agents, resources }: Team): string | undefined {
  for (const { name, units } of task.resources) {
    const capacity = Object.hasOwn(resources, name) ? resources[name]?.capacity : undefined;
    if (capacity !== undefined && units > capacity) return `it needs ${units} units of ${name}, of which ${capacity} exist`;
  }
  const able = agents.filter((agent) => isCapable(agent, task));
  if (able.some(({ id }) => refusals?.has(id) !== true)) return undefined;
  if (able.length > 0) {
    const reasons = able.map(({ id }) => plainLine(`${id}: ${refusals?.get(id)}`));
    return `no agent accepts it (${reasons.slice(0, REASONS).join('; ')}${reasons.length > REASONS ? '; …' : ''})`;
  }
  if (agents.length === 0) return 'the team has no agents';
  const missing = task.capabilities.filter((capability) => !agents.some((agent) => levelOf(agent, capability) > 0));
  if (missing.length > 0) return `no agent of the team has ${missing.join(' or ')}`;
  return `no agent of the team has all of ${task.capabilities.join(', ')}`;
}
