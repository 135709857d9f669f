import { agentId, taskId } from '../../core/ids.ts';
import { makeTask, type Task } from '../../core/task.ts';
import type { Limit, Team } from '../../core/team.ts';

/** By task: what it takes each agent (`Infinity`: it cannot), and what it depends on, by index. */
export type Row = readonly [durationsMs: readonly number[], ...dependsOn: number[]];

/** A plan and a team with exactly these durations: each task has a capability of its own. */
export function planAndTeam(slots: readonly number[], rows: readonly Row[], limit?: Limit): { tasks: Task[]; team: Team } {
  const tasks = rows.map(([, ...dependsOn], index) =>
    makeTask({
      id: taskId(`t${index}`),
      instruction: 't',
      capabilities: [`c${index}`],
      dependsOn: dependsOn.map((before) => ({ task: taskId(`t${before}`), optional: false })),
      estimate: { inputTokens: 10, outputTokens: 0 },
    }),
  );
  const agents = slots.map((count, agent) => {
    const able = rows.flatMap(([durationsMs], task) => {
      const durationMs = durationsMs[agent];
      return durationMs === undefined || durationMs === Number.POSITIVE_INFINITY ? [] : [[`c${task}`, durationMs] as const];
    });
    return {
      id: agentId(`a${agent}`),
      kind: 'scripted' as const,
      description: 'an agent',
      capabilities: Object.fromEntries(able.map(([name]) => [name, 1])),
      latencyMs: Object.fromEntries(able),
      slots: count,
      limits: limit === undefined ? [] : ['key'],
      price: { perAttemptUsd: 0 },
    };
  });
  return { tasks, team: { agents, limits: limit === undefined ? {} : { key: limit }, resources: {} } };
}
