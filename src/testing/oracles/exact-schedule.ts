import type { Limit } from '../../core/team.ts';
import { fastestAgentFirst } from './fastest-agent-first.ts';
import { heft } from './heft.ts';
import { makespanMs, type Placement, type Problem } from './problem.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * A schedule of the shortest makespan, found by trying every order of starts and every agent for each task, and giving up
 * a branch that cannot beat the best so far. For at most eight tasks on three agents; with more it takes for ever.
 *
 * Every schedule whose starts cannot be moved forward is found by placing tasks in the order of their starts, each as early as
 * what was placed before it lets it; that holds under sliding limits as well, since they look backwards only.
 *
 * @param limits Those that agents name; a request's tokens are what its task's estimate says.
 * @returns Nothing when there is a task that nobody can do.
 */
export function exactSchedule(problem: Problem, limits: Readonly<Record<string, Limit>> = {}): readonly Placement[] | undefined {
  const { agents, durationsMs, predecessors } = problem;
  const count = problem.tasks.length;
  if (durationsMs.some((row) => row.every((durationMs) => durationMs === NEVER))) return undefined;
  const tails = fastestTailsMs(problem);
  const totalSlots = agents.reduce((sum, { slots }) => sum + slots, 0);
  const fastestMs = durationsMs.map((row) => Math.min(...row));
  const isLimited = agents.some(({ limits: names }) => names.length > 0);
  const known = isLimited ? [] : [heft(problem), fastestAgentFirst(problem)].sort((a, b) => makespanMs(a) - makespanMs(b));
  let best: readonly Placement[] | undefined = known[0];
  let bestMs = best === undefined ? NEVER : makespanMs(best);
  const placed: (Placement | undefined)[] = Array.from({ length: count }, () => undefined);
  const sequence: Placement[] = [];
  const laneEnds = agents.map(({ slots }) => Array.from({ length: slots }, () => 0));
  const drawn = new Map(Object.keys(limits).map((name) => [name, [] as Draw[]]));

  const search = (fromMs: number, untilMs: number): void => {
    if (sequence.length === count) {
      if (untilMs < bestMs) [best, bestMs] = [[...sequence], untilMs];
      return;
    }
    if (cannotWin(fromMs)) return;
    for (let task = 0; task < count; task++) {
      if (placed[task] !== undefined) continue;
      let readyMs = fromMs;
      let open = true;
      for (const dependency of predecessors[task] ?? []) {
        const before = placed[dependency];
        if (before === undefined) open = false;
        else readyMs = Math.max(readyMs, before.endMs);
      }
      if (open && !hasTwinBefore(task)) tryAgents(task, readyMs, untilMs);
    }
  };

  const tryAgents = (task: number, readyMs: number, untilMs: number): void => {
    const tokens = (problem.tasks[task]?.estimate?.inputTokens ?? 0) + (problem.tasks[task]?.estimate?.outputTokens ?? 0);
    for (const [agent, ends] of laneEnds.entries()) {
      const durationMs = durationsMs[task]?.[agent] ?? NEVER;
      if (durationMs === NEVER || ends.length === 0) continue;
      const lane = ends.indexOf(Math.min(...ends));
      const laneMs = ends[lane] ?? 0;
      const names = agents[agent]?.limits ?? [];
      let startMs = Math.max(readyMs, laneMs);
      for (let before = -1; before < startMs; ) {
        before = startMs;
        for (const name of names) startMs = earliestMs(limits[name] ?? {}, drawn.get(name) ?? [], tokens, startMs);
      }
      const endMs = startMs + durationMs;
      if (endMs + (tails[task] ?? 0) >= bestMs) continue;
      const placement = { task, agent, startMs, endMs };
      placed[task] = placement;
      ends[lane] = endMs;
      sequence.push(placement);
      for (const name of names) drawn.get(name)?.push({ startMs, endMs, tokens });
      search(startMs, Math.max(untilMs, endMs));
      for (const name of names) drawn.get(name)?.pop();
      sequence.pop();
      ends[lane] = laneMs;
      placed[task] = undefined;
    }
  };

  /** What is left does not fit before the best end: on the longest chain, or on all slots together. */
  const cannotWin = (fromMs: number): boolean => {
    let workMs = 0;
    for (let task = 0; task < count; task++) {
      if (placed[task] !== undefined) continue;
      workMs += fastestMs[task] ?? 0;
      if (fromMs + (fastestMs[task] ?? 0) + (tails[task] ?? 0) >= bestMs) return true;
    }
    let roomMs = 0;
    for (const ends of laneEnds) for (const endMs of ends) roomMs += Math.max(0, bestMs - Math.max(fromMs, endMs));
    return totalSlots > 0 && workMs > roomMs;
  };

  /** Of tasks that are alike in everything only the first is tried: the others would lead to the same again. */
  const hasTwinBefore = (task: number): boolean => {
    for (let other = 0; other < task; other++) if (placed[other] === undefined && alike(problem, other, task)) return true;
    return false;
  };

  search(0, 0);
  return best;
}

interface Draw {
  readonly startMs: number;
  readonly endMs: number;
  readonly tokens: number;
}

/** From `fromMs` on, no earlier than the last of the draws. */
function earliestMs(limit: Limit, draws: readonly Draw[], tokens: number, fromMs: number): number {
  const one = (): number => 1;
  const tokensOf = (draw: Pick<Draw, 'tokens'>): number => draw.tokens;
  const windows = [
    [MINUTE_MS, limit.requestsPerMinute, one],
    [DAY_MS, limit.requestsPerDay, one],
    [MINUTE_MS, limit.tokensPerMinute, tokensOf],
    [DAY_MS, limit.tokensPerDay, tokensOf],
  ] as const;
  let earliest = fromMs;
  for (const [lengthMs, capacity, amountOf] of windows) {
    if (capacity === undefined) continue;
    const counts = draws.filter(({ startMs }) => startMs + lengthMs > earliest);
    let over = counts.reduce((sum, draw) => sum + amountOf(draw), amountOf({ tokens })) - capacity;
    for (const draw of counts) {
      if (over <= 0) break;
      over -= amountOf(draw);
      earliest = Math.max(earliest, draw.startMs + lengthMs);
    }
  }
  const ends = draws.map(({ endMs }) => endMs).filter((endMs) => endMs > earliest);
  const excess = ends.length - (limit.concurrency ?? NEVER) + 1;
  return excess <= 0 ? earliest : (ends.toSorted((a, b) => a - b)[excess - 1] ?? earliest);
}

/** By task: the longest chain after it, each task on its fastest agent. */
function fastestTailsMs({ durationsMs, successors, order }: Problem): Float64Array {
  const tails = new Float64Array(order.length);
  for (const task of order.toReversed()) {
    for (const next of successors[task] ?? []) {
      tails[task] = Math.max(tails[task] ?? 0, (tails[next] ?? 0) + Math.min(...(durationsMs[next] ?? [])));
    }
  }
  return tails;
}

function alike({ durationsMs, predecessors, successors, tasks }: Problem, a: number, b: number): boolean {
  const same = (one: readonly number[] | undefined, other: readonly number[] | undefined): boolean =>
    one?.length === other?.length && (one ?? []).every((value, index) => value === other?.[index]);
  return (
    same(durationsMs[a], durationsMs[b]) &&
    same(predecessors[a], predecessors[b]) &&
    same(successors[a], successors[b]) &&
    tasks[a]?.estimate?.inputTokens === tasks[b]?.estimate?.inputTokens &&
    tasks[a]?.estimate?.outputTokens === tasks[b]?.estimate?.outputTokens
  );
}
