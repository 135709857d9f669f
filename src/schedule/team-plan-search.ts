import { seeded } from './seeded.ts';
import { type Assignment, draftOf, type TeamProblem } from './team-plan.ts';
import { type Candidate, firstCandidates } from './team-plan-start.ts';

/** A plan is as good as another that is worse by less than this: rounding. */
const ROUNDING = 1e-12;

/** With late acceptance a draft counts as good when it is no worse than the current one so many drafts ago. */
const MEMORY = 40;

/** After so many changes without a gain the search goes on from the best with a few changes at once, whatever they cost. */
const PATIENCE = 150;
const KICKS = 4;

/** Of the changes tried, this share is made anywhere; the others where the makespan comes from. */
const ANYWHERE = 0.2;

/**
 * The best way found to give tasks that are known in full to agents that differ: the best of several rules, then changed
 * step by step along the critical path (another agent, or earlier than what it waits for), by late acceptance (Burke
 * and Bykov 2017) with restarts from the best. Anytime, and the same for the same problem.
 *
 * @param looks How often a task may be looked at in all.
 * @param known A plan for this work that may be better than those that the search would begin with.
 */
export function searchTeamPlan(problem: TeamProblem, looks: number, known?: Assignment): Candidate | undefined {
  let best: Candidate | undefined = known === undefined ? undefined : { assignment: known, draft: draftOf(problem, known) };
  for (const candidate of firstCandidates(problem))
    if (best === undefined || candidate.draft.valueUsd < best.draft.valueUsd) best = candidate;
  if (best === undefined || !Number.isFinite(best.draft.valueUsd)) return undefined;
  const random = seeded(problem.tasks);
  const history = new Array<number>(MEMORY).fill(best.draft.valueUsd);
  const drafts = Math.floor(looks / (problem.tasks + 1));
  let current = best;
  let chain = criticalTasks(problem, current);
  let idle = 0;
  const boundUsd = leastUsd(problem);
  for (let turn = 0; turn < drafts && best.draft.valueUsd > boundUsd * (1 + ROUNDING); turn++) {
    if (idle++ >= PATIENCE) {
      current = kicked(problem, best, random);
      chain = criticalTasks(problem, current);
      history.fill(current.draft.valueUsd);
      idle = 0;
    }
    const assignment = changed(problem, current, chain, random);
    if (assignment === undefined) continue;
    const draft = draftOf(problem, assignment);
    const remembered = history[turn % MEMORY] ?? 0;
    if (draft.valueUsd <= current.draft.valueUsd || draft.valueUsd <= remembered) {
      current = { assignment, draft };
      chain = criticalTasks(problem, current);
      if (draft.valueUsd < best.draft.valueUsd * (1 - ROUNDING)) {
        best = current;
        idle = 0;
      }
    }
    if (current.draft.valueUsd < remembered) history[turn % MEMORY] = current.draft.valueUsd;
  }
  return best;
}

/** No assignment can be better: every task on the agent that is best for it, as if agents had slots without end. */
function leastUsd({ tasks, agents, durationsMs, costsUsd, usdPerMs, successors, underWayOn, endsMs }: TeamProblem): number {
  const chains = new Float64Array(tasks);
  let longestMs = 0;
  let costUsd = 0;
  for (let task = tasks - 1; task >= 0; task--) {
    let leastMs = Number.POSITIVE_INFINITY;
    let cheapestUsd = Number.POSITIVE_INFINITY;
    for (let pair = task * agents; pair < (task + 1) * agents; pair++) {
      const durationMs = durationsMs[pair] ?? Number.POSITIVE_INFINITY;
      if (!Number.isFinite(durationMs)) continue;
      leastMs = Math.min(leastMs, durationMs);
      cheapestUsd = Math.min(cheapestUsd, costsUsd[pair] ?? 0);
    }
    const isUnderWay = (underWayOn[task] ?? -1) >= 0;
    let after = 0;
    for (const successor of successors[task] ?? []) after = Math.max(after, chains[successor] ?? 0);
    chains[task] = (isUnderWay ? (endsMs[task] ?? 0) : leastMs) + after;
    longestMs = Math.max(longestMs, chains[task] ?? 0);
    if (!isUnderWay) costUsd += cheapestUsd;
  }
  return longestMs * usdPerMs + costUsd;
}

function kicked(problem: TeamProblem, from: Candidate, random: () => number): Candidate {
  let result = from;
  for (let kick = 0; kick < KICKS; kick++) {
    const assignment = changed(problem, result, [], random);
    if (assignment !== undefined) result = { assignment, draft: draftOf(problem, assignment) };
  }
  return result;
}

/** One change to an assignment; nothing when the task drawn cannot be changed. */
function changed(
  problem: TeamProblem,
  { assignment, draft }: Candidate,
  chain: readonly number[],
  random: () => number,
): Assignment | undefined {
  const { tasks, agents: count, durationsMs, underWayOn, slots } = problem;
  const task = random() < ANYWHERE || chain.length === 0 ? Math.floor(random() * tasks) : (chain[Math.floor(random() * chain.length)] ?? 0);
  if ((underWayOn[task] ?? -1) >= 0) return undefined;
  const agents = assignment.agents.slice();
  const order = assignment.order.slice();
  const own = agents[task] ?? 0;
  if (random() < 0.5) {
    // Not quite to the front: just before another that the same agent does earlier.
    const other = Math.floor(random() * tasks);
    const rival = chain.length > 1 && random() < 0.5 ? (chain[Math.floor(random() * chain.length)] ?? other) : other;
    if (rival === task || agents[rival] !== own || (draft.startsMs[rival] ?? 0) > (draft.startsMs[task] ?? 0)) return undefined;
    order[task] = (order[rival] ?? 0) + 1e-3 * random() * (1 + Math.abs(order[rival] ?? 0));
    return { agents, order };
  }
  const agent = Math.floor(random() * count);
  if (agent === own || (slots[agent] ?? 0) === 0 || !Number.isFinite(durationsMs[task * count + agent] ?? Number.POSITIVE_INFINITY))
    return undefined;
  agents[task] = agent;
  return { agents, order };
}

/** The tasks that the makespan comes from: from the last one back through what each waited for, a dependency or its agent. */
function criticalTasks(problem: TeamProblem, { assignment, draft }: Candidate): number[] {
  const { tasks, predecessors, underWayOn } = problem;
  const { startsMs, endsMs } = draft;
  let task = -1;
  for (let index = 0; index < tasks; index++) if (task < 0 || (endsMs[index] ?? 0) > (endsMs[task] ?? 0)) task = index;
  const chain: number[] = [];
  const endingAt = new Map<number, number[]>();
  for (let index = 0; index < tasks; index++) {
    const end = endsMs[index] ?? 0;
    const list = endingAt.get(end);
    if (list === undefined) endingAt.set(end, [index]);
    else list.push(index);
  }
  while (task >= 0 && (underWayOn[task] ?? -1) < 0 && chain.length < tasks) {
    chain.push(task);
    const startMs = startsMs[task] ?? 0;
    if (startMs === 0) break;
    const before: number | undefined = predecessors[task]?.find((one) => endsMs[one] === startMs);
    const sameAgent: number | undefined = endingAt
      .get(startMs)
      ?.find((one) => agentOf(problem, assignment, one) === assignment.agents[task]);
    task = before ?? sameAgent ?? -1;
  }
  return chain;
}

function agentOf({ underWayOn }: TeamProblem, { agents }: Assignment, task: number): number {
  const on = underWayOn[task] ?? -1;
  return on >= 0 ? on : (agents[task] ?? 0);
}
