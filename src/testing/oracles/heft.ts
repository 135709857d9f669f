import { type Placement, type Problem, upwardRanksMs } from './problem.ts';

/**
 * HEFT (Topcuoglu, Hariri and Wu 2002), without communication costs: tasks by falling upward rank, each put where it ends
 * soonest, gaps between earlier tasks included. A task that nobody can do is left out, with all that needs it.
 */
export function heft(problem: Problem): Placement[] {
  const { agents, durationsMs, predecessors } = problem;
  const ranks = upwardRanksMs(problem);
  const place = new Map(problem.order.map((task, index) => [task, index]));
  const byRank = problem.order.toSorted((a, b) => (ranks[b] ?? 0) - (ranks[a] ?? 0) || (place.get(a) ?? 0) - (place.get(b) ?? 0));
  const lanes = agents.map(({ slots }) => Array.from({ length: slots }, (): Placement[] => []));
  const placed: (Placement | undefined)[] = [];
  for (const task of byRank) {
    const before = (predecessors[task] ?? []).map((dependency) => placed[dependency]);
    if (before.includes(undefined)) continue;
    const readyMs = before.reduce((latest, one) => Math.max(latest, one?.endMs ?? 0), 0);
    let best: { placement: Placement; lane: Placement[] } | undefined;
    for (const [agent, slots] of lanes.entries()) {
      const durationMs = durationsMs[task]?.[agent] ?? Number.POSITIVE_INFINITY;
      if (durationMs === Number.POSITIVE_INFINITY) continue;
      for (const lane of slots) {
        const startMs = firstGapMs(lane, readyMs, durationMs);
        const endMs = startMs + durationMs;
        if (best === undefined || endMs < best.placement.endMs) best = { placement: { task, agent, startMs, endMs }, lane };
      }
    }
    if (best === undefined) continue;
    placed[task] = best.placement;
    best.lane.push(best.placement);
    best.lane.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  }
  return placed.filter((placement) => placement !== undefined);
}

/** The first instant from `readyMs` on with so much room before the next task of the lane. */
function firstGapMs(lane: readonly Placement[], readyMs: number, durationMs: number): number {
  let startMs = readyMs;
  for (const taken of lane) {
    if (startMs + durationMs <= taken.startMs) break;
    startMs = Math.max(startMs, taken.endMs);
  }
  return startMs;
}
