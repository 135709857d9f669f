import type { AgentPool } from './agent-pool.ts';
import { estimatedMs, foreseenCostUsd, priorMs } from './expectation.ts';
import type { TaskNode } from './task-node.ts';
import { BOTCH_FACTOR } from './utility.ts';

/** What to expect of a pool at a task once it has a slot. */
export interface Able {
  durationMs: number;
  /** The same by the declarations alone. */
  declaredMs: number;
  success: number;
  /** What a failure takes, by how likely it is. */
  botchedMs: number;
  /** NaN when the price is unknown. */
  attemptUsd: number;
  /** What is paid until it is done well, failures included; 0 when the price is unknown. */
  paidUsd: number;
}

/** Calls back for each pool that can do the task at all; the numbers are written over for each. */
export function forEachAble(node: TaskNode, visit: (pool: AgentPool, able: Readonly<Able>) => void): void {
  const { task } = node;
  const able: Able = { durationMs: 0, declaredMs: 0, success: 0, botchedMs: 0, attemptUsd: 0, paidUsd: 0 };
  for (const { pool, agents, skills, latencyMs } of (node.queue.unpinned ?? node.queue).class.eligible) {
    const [agent] = agents;
    const [skill] = skills;
    if (agent === undefined || skill === undefined || agents.every(({ isGone }) => isGone)) continue;
    const typicalMs = estimatedMs(task) ?? (Number.isNaN(latencyMs) ? priorMs(task) : latencyMs);
    able.declaredMs = Number.isNaN(latencyMs) ? typicalMs : latencyMs;
    able.durationMs = able.declaredMs * skill.slowness;
    able.success = skill.success;
    able.botchedMs = (1 - skill.success) * BOTCH_FACTOR * typicalMs;
    able.attemptUsd = foreseenCostUsd(task, agent.profile.price, skill.known);
    able.paidUsd = (Number.isNaN(able.attemptUsd) ? 0 : able.attemptUsd) / Math.max(skill.success, 0.01);
    visit(pool, able);
  }
}
