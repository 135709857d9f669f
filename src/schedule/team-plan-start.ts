import { type Assignment, draftOf, freeSlots, type TeamDraft, type TeamProblem } from './team-plan.ts';
import { greedyPlan } from './team-plan-greedy.ts';

/** The first of what there is to choose from, with what becomes of it. */
export interface Candidate {
  readonly assignment: Assignment;
  readonly draft: TeamDraft;
}

/** How the length of a task is put into one number, to rank tasks by the chain that follows. */
const LENGTHS = ['mean', 'least', 'second'] as const;

/**
 * Plans to start from, by several rules: tasks in the order of the longest chain that follows (HEFT: Topcuoglu, Hariri and Wu 2002, with
 * the mean of the agents' durations, with the shortest, and with the one after that), each where it ends soonest, or each to the fastest
 * agent that is free.
 */
export function firstCandidates(problem: TeamProblem): Candidate[] {
  return LENGTHS.flatMap((length) => {
    const ranks = ranksOf(problem, length);
    const plans = [placed(problem, ranks), greedyPlan(problem, ranks)];
    return plans.map((assignment) => ({ assignment, draft: draftOf(problem, assignment) }));
  });
}

/** By task, the longest chain from its start on; nothing of its own for one that is under way. */
function ranksOf({ tasks, agents, durationsMs, successors }: TeamProblem, length: (typeof LENGTHS)[number]): Float64Array {
  const ranks = new Float64Array(tasks);
  for (let task = tasks - 1; task >= 0; task--) {
    const able = Array.from(durationsMs.subarray(task * agents, (task + 1) * agents)).filter(Number.isFinite);
    const sorted = able.toSorted((a, b) => a - b);
    const mean = able.reduce((sum, ms) => sum + ms / able.length, 0);
    const own = length === 'mean' ? mean : (sorted[length === 'least' ? 0 : 1] ?? sorted[0]);
    let after = 0;
    for (const successor of successors[task] ?? []) after = Math.max(after, ranks[successor] ?? 0);
    ranks[task] = (own ?? 0) + after;
  }
  return ranks;
}

interface Busy {
  readonly startMs: number;
  readonly endMs: number;
}

/** Tasks by rank, each to the agent and the first gap where it is worth most. */
function placed(problem: TeamProblem, ranks: Float64Array): Assignment {
  const { tasks, agents: count, durationsMs, costsUsd, usdPerMs, predecessors, underWayOn } = problem;
  const agents = Int32Array.from(underWayOn, (on) => Math.max(0, on));
  const order = new Float64Array(tasks);
  const endsMs = problem.endsMs.slice();
  const timelines = freeSlots(problem).map((slots) => slots.map((endMs): Busy[] => (endMs > 0 ? [{ startMs: 0, endMs }] : [])));
  // Ranks fall along dependencies; a task of no length has the rank of what follows it, but the smaller index.
  const byRank = Array.from(ranks.keys()).sort((a, b) => (ranks[b] ?? 0) - (ranks[a] ?? 0) || a - b);
  for (const task of byRank) {
    if ((underWayOn[task] ?? -1) >= 0) continue;
    let readyMs = 0;
    for (const before of predecessors[task] ?? []) readyMs = Math.max(readyMs, endsMs[before] ?? 0);
    let best: { readonly agent: number; readonly slot: Busy[]; readonly startMs: number; readonly endMs: number } | undefined;
    let bestUsd = Number.POSITIVE_INFINITY;
    for (let agent = 0; agent < count; agent++) {
      const pair = task * count + agent;
      const durationMs = durationsMs[pair] ?? Number.POSITIVE_INFINITY;
      if (!Number.isFinite(durationMs)) continue;
      for (const slot of timelines[agent] ?? []) {
        const startMs = firstGapMs(slot, readyMs, durationMs);
        const usd = (startMs + durationMs) * usdPerMs + (costsUsd[pair] ?? 0);
        if (usd >= bestUsd) continue;
        bestUsd = usd;
        best = { agent, slot, startMs, endMs: startMs + durationMs };
      }
    }
    if (best === undefined) continue;
    const { slot, startMs, endMs } = best;
    agents[task] = best.agent;
    endsMs[task] = endMs;
    order[task] = -startMs;
    const at = slot.findLastIndex((busy) => busy.startMs <= startMs);
    slot.splice(at + 1, 0, { startMs, endMs });
  }
  return { agents, order };
}

/** The first instant, from `readyMs` on, at which a slot is idle for so long. */
function firstGapMs(slot: readonly Busy[], readyMs: number, durationMs: number): number {
  let startMs = readyMs;
  for (const busy of slot) {
    if (busy.startMs >= startMs + durationMs) break;
    startMs = Math.max(startMs, busy.endMs);
  }
  return startMs;
}
