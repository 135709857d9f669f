import { goalMs, goalUsd } from './keep-pace.ts';
import { settlePace } from './pace.ts';
import { planProblem, pricesOf } from './plan-problem.ts';
import type { SchedulerState } from './state.ts';
import type { RunNode, TaskNode } from './task-node.ts';
import { draftOf, type TeamProblem } from './team-plan.ts';
import { searchTeamPlan } from './team-plan-search.ts';
import type { Candidate } from './team-plan-start.ts';
import { USD_PER_HOUR_SAVED } from './utility.ts';

/** Of the looks of a search, the share that is spent on each value of an hour that is tried. */
const PROBE = 1 / 4;

/**
 * The best plan that there is time and money for. First the value of an hour is found with which a plan keeps within both, then the best
 * plan is looked for within them from there on: where tasks are alike, no value has some of them done by one agent and some by another.
 */
export function bestPlan(
  state: SchedulerState,
  run: RunNode,
  nodes: readonly TaskNode[],
  problem: TeamProblem,
  looks: number,
  nowMs: number,
): Candidate | undefined {
  const { pace, terms } = run;
  const [endMs, usd] = [goalMs(run, nowMs), goalUsd(run)];
  if (endMs === Number.POSITIVE_INFINITY && usd === Number.POSITIVE_INFINITY) return searchTeamPlan(problem, looks);
  const goals = { endMs, usd, pricesUsd: pricesOf(nodes, problem.agents) };
  const found = new Map<number, Candidate | undefined>();
  const probe = (): Candidate | undefined => {
    if (!found.has(pace.usdPerHour)) {
      const free = planProblem(state, run, nodes, nowMs);
      const candidate = searchTeamPlan(free, looks * PROBE);
      found.set(pace.usdPerHour, candidate && { ...candidate, draft: draftOf({ ...free, goals }, candidate.assignment) });
    }
    return found.get(pace.usdPerHour);
  };
  settlePace(pace, terms.objective, {
    isInTime: () => (probe()?.draft.makespanMs ?? 0) <= endMs,
    isAffordable: () => (probe()?.draft.paidUsd ?? 0) <= usd,
  });
  const known = probe()?.assignment;
  const own = { ...planProblem(state, run, nodes, nowMs, USD_PER_HOUR_SAVED[terms.objective]), goals };
  return searchTeamPlan(own, looks, known);
}
