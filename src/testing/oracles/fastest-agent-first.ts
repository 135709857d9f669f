import { type Placement, type Problem, upwardRanksMs } from './problem.ts';

/**
 * What most dispatchers do: as soon as a slot is free it is given work, ready tasks by falling upward rank, each to the
 * fastest of the agents that are free, however slow that one is. Never waits for a better agent.
 *
 * @param actualMs What a task really takes an agent, which is not known beforehand. Default: what was declared.
 */
export function fastestAgentFirst(problem: Problem, actualMs?: (task: number, agent: number) => number): Placement[] {
  const { agents, durationsMs, predecessors, successors } = problem;
  const ranks = upwardRanksMs(problem);
  const free = agents.map(({ slots }) => slots);
  const waitsFor = predecessors.map((list) => list.length);
  let ready = problem.order.filter((task) => waitsFor[task] === 0);
  let running: Placement[] = [];
  const placements: Placement[] = [];
  for (let nowMs = 0; ; ) {
    ready.sort((a, b) => (ranks[b] ?? 0) - (ranks[a] ?? 0) || a - b);
    ready = ready.filter((task) => {
      let chosen = -1;
      let leastMs = Number.POSITIVE_INFINITY;
      for (const [agent, slots] of free.entries()) {
        const durationMs = durationsMs[task]?.[agent] ?? Number.POSITIVE_INFINITY;
        if (slots > 0 && durationMs < leastMs) [chosen, leastMs] = [agent, durationMs];
      }
      if (chosen < 0) return true;
      free[chosen] = (free[chosen] ?? 0) - 1;
      const placement = { task, agent: chosen, startMs: nowMs, endMs: nowMs + (actualMs?.(task, chosen) ?? leastMs) };
      running.push(placement);
      placements.push(placement);
      return false;
    });
    if (running.length === 0) return placements;
    nowMs = running.reduce((soonest, { endMs }) => Math.min(soonest, endMs), Number.POSITIVE_INFINITY);
    const ended = running.filter(({ endMs }) => endMs === nowMs);
    running = running.filter(({ endMs }) => endMs > nowMs);
    for (const { task, agent } of ended) {
      free[agent] = (free[agent] ?? 0) + 1;
      for (const successor of successors[task] ?? []) {
        const left = (waitsFor[successor] ?? 0) - 1;
        waitsFor[successor] = left;
        if (left === 0) ready.push(successor);
      }
    }
  }
}
