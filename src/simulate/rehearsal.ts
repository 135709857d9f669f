import type { ScriptedAgent } from '../agents/scripted/scripted-agent.ts';
import type { Agent } from '../core/agent.ts';
import type { AgentId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { Happening } from './world.ts';

/** How an attempt by an agent that follows a script would go; nothing for any other agent. */
export type Rehearse = (task: Task, agent: AgentId, attempt: number) => Happening | undefined;

/** Asks the scripted ones among the agents; the seed fixes what they answer. */
export function rehearsalsOf(agents: readonly Agent[], seed: number): Rehearse {
  const scripted = new Map(agents.filter(isScripted).map((agent) => [agent.profile.id, agent]));
  return (task, id, attempt) => {
    const agent = scripted.get(id);
    if (agent === undefined) return undefined;
    const rehearsal = agent.rehearse({ task, attempt, seed: mixed(`${seed}/${task.id}/${attempt}`) });
    const costUsd = agent.profile.price.perAttemptUsd ?? 0;
    if ('outcome' in rehearsal) {
      const { usage } = rehearsal.outcome;
      return { durationMs: rehearsal.durationMs, costUsd, ...(usage === undefined ? {} : { usage }) };
    }
    const { kind, code, message, retryAfterMs } = rehearsal.error;
    const failure = { kind, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    return { durationMs: rehearsal.durationMs, costUsd, failure };
  };
}

function isScripted(agent: Agent): agent is ScriptedAgent {
  return 'rehearse' in agent;
}

/** FNV-1a, 32 bits: the seed of one attempt. */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
