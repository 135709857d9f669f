import { agentId, taskId } from '../../src/core/ids.ts';
import { makeTask, type Task } from '../../src/core/task.ts';
import type { Team } from '../../src/core/team.ts';

/** A plan and a team in figures, easy to draw at random and to change a little. */
export interface Sketch {
  readonly rows: readonly SketchedTask[];
  /** By agent. */
  readonly slots: readonly number[];
  /** By agent, per attempt. */
  readonly pricesUsd: readonly number[];
}

export interface SketchedTask {
  /** By agent; `Infinity` where it cannot do it. Equal for all tasks of a kind. */
  readonly durationsMs: readonly number[];
  readonly before: readonly number[];
  /** Tasks of one kind ask for one capability. */
  readonly kind: number;
}

/** Agents declare what each kind takes them; a task's own estimate is the mean over those that can do it. */
export function built({ rows, slots, pricesUsd }: Sketch): { readonly tasks: Task[]; readonly team: Team } {
  const tasks = rows.map(({ durationsMs, before, kind }, index) => {
    const able = durationsMs.filter(Number.isFinite);
    return makeTask({
      id: taskId(`t${index}`),
      title: '',
      instruction: 't',
      capabilities: [`k${kind}`],
      dependsOn: before.map((task) => ({ task: taskId(`t${task}`), optional: false })),
      estimate: { durationMs: able.reduce((sum, one) => sum + one, 0) / able.length },
    });
  });
  const agents = slots.map((count, agent) => {
    const latencyMs = Object.fromEntries(
      rows.flatMap(({ durationsMs, kind }) => {
        const durationMs = durationsMs[agent] ?? Number.POSITIVE_INFINITY;
        return Number.isFinite(durationMs) ? [[`k${kind}`, durationMs]] : [];
      }),
    );
    return {
      id: agentId(`a${agent}`),
      kind: 'model' as const,
      description: '',
      capabilities: Object.fromEntries(Object.keys(latencyMs).map((name) => [name, 1])),
      latencyMs,
      slots: count,
      limits: [],
      price: { perAttemptUsd: pricesUsd[agent] ?? 0 },
    };
  });
  return { tasks, team: { agents, limits: {}, resources: {} } };
}
