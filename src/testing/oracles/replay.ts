import type { Placement, Problem } from './problem.ts';

/**
 * What becomes of a schedule made beforehand when tasks take other times than expected: agents and the order of starts are
 * kept, and each task starts once its predecessors have ended and a slot of its agent is free.
 *
 * @returns In the order of the planned starts.
 */
export function replay(
  { agents, predecessors }: Problem,
  planned: readonly Placement[],
  actualMs: (task: number, agent: number) => number,
): Placement[] {
  const ends = new Map<number, number>();
  const lanes = agents.map(({ slots }) => Array.from({ length: slots }, () => 0));
  const isBefore = (a: Placement, b: Placement): boolean => (predecessors[b.task] ?? []).includes(a.task);
  const inOrder = planned.toSorted((a, b) => a.startMs - b.startMs || (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : a.endMs - b.endMs));
  return inOrder.map(({ task, agent }) => {
    const readyMs = (predecessors[task] ?? []).reduce((latest, before) => Math.max(latest, ends.get(before) ?? 0), 0);
    const slots = lanes[agent] ?? [];
    const freeMs = Math.min(...slots);
    const startMs = Math.max(readyMs, freeMs);
    const endMs = startMs + actualMs(task, agent);
    slots[slots.indexOf(freeMs)] = endMs;
    ends.set(task, endMs);
    return { task, agent, startMs, endMs };
  });
}
