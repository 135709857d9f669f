import { bottomLevels, topLevels } from './levels.ts';
import type { TaskGraph } from './task-graph.ts';
import { windowBoundMs } from './window-bound.ts';
import { type AgentSet, agentSet, type Eligibility, eligibilityOf, isWithin, type Workforce } from './workforce.ts';

/** No schedule of the graph on the workforce has a makespan below any of these. */
export interface LowerBound {
  /** The longest chain, each task on its fastest agent. */
  readonly criticalPathMs: number;
  /** Work over slots, for the set of agents where it is largest. */
  readonly workMs: number;
  /** The head/tail window bound (`windowBoundMs`), likewise. */
  readonly windowMs: number;
  /** The largest of the three. */
  readonly boundMs: number;
}

/** One way to weigh agents, and what each leaf then claims. */
interface Claim {
  readonly workMs: Float64Array;
  /** By agent. */
  readonly weights: Float64Array;
  /** Below 1 where the claims are rounded. */
  readonly trust: number;
}

/** More sets of agents than these bound nothing that these do not: the busiest are looked at. */
const MAX_SETS = 64;
/** A window bound costs a sort of its members; beyond so many members in all, the sets that are left are bounded by their work alone. */
const MAX_WINDOW_MEMBERS = 5_000_000;
/** Sums of products are rounded: what they bound is taken this much lower, so that the bound stays one. */
const ROUNDING = 1e-9;

/**
 * Lower bounds on the makespan for agents that differ. For every set of agents that some tasks are
 * confined to, those tasks share the slots of the set.
 *
 * Agents of different speed are weighed: with any weights per agent, a task claims at least the smallest
 * `weight x duration` of its agents, and the set gives out `sum of weight x slots` a millisecond (weak
 * duality of the assignment problem). Equal weights and weights by speed are tried.
 *
 * O(leaves x agents + sets x n log n).
 */
export function lowerBound(graph: TaskGraph, workforce: Workforce): LowerBound {
  const eligibility = eligibilityOf(graph.leafCount, workforce);
  const { fastestMs } = eligibility;
  const bottoms = bottomLevels(graph, fastestMs);
  const headsMs = topLevels(graph, fastestMs);
  const tailsMs = bottoms.map((level, node) => level - (fastestMs[node] ?? 0));
  const criticalPathMs = bottoms.reduce((most, level) => Math.max(most, level), 0);
  const claims: Claim[] = [{ workMs: fastestMs, weights: new Float64Array(workforce.slots.length).fill(1), trust: 1 }];
  if (eligibility.speedsDiffer) {
    const { speeds } = eligibility;
    claims.push({ workMs: weighedWork(graph.leafCount, workforce, speeds), weights: speeds, trust: 1 - ROUNDING });
  }

  let workMs = 0;
  let windowMs = 0;
  let sorted = 0;
  for (const set of confinedSets(eligibility, workforce)) {
    const members = membersOf(eligibility, set);
    for (const claim of claims) {
      const capacity = workforce.slots.reduce((sum, slots, agent) => sum + slots * (claim.weights[agent] ?? 0) * (set.has[agent] ?? 0), 0);
      const total = members.reduce((sum, leaf) => sum + (claim.workMs[leaf] ?? 0), 0);
      workMs = Math.max(workMs, (total / capacity) * claim.trust);
      sorted += members.length;
      if (sorted > MAX_WINDOW_MEMBERS && windowMs > 0) continue;
      windowMs = Math.max(windowMs, windowBoundMs({ members, headsMs, tailsMs, workMs: claim.workMs, capacity }) * claim.trust);
    }
  }
  return { criticalPathMs, workMs, windowMs, boundMs: Math.max(criticalPathMs, workMs, windowMs) };
}

/** By leaf: the smallest of weight times duration over the agents that can do it. */
function weighedWork(leafCount: number, workforce: Workforce, weights: Float64Array): Float64Array {
  return Float64Array.from({ length: leafCount }, (_, leaf) => {
    let least = Number.POSITIVE_INFINITY;
    for (const [agent, slots] of workforce.slots.entries()) {
      if (slots > 0) least = Math.min(least, (weights[agent] ?? 0) * workforce.durationMs(leaf, agent));
    }
    return least === Number.POSITIVE_INFINITY ? 0 : least;
  });
}

/** All agents that can do anything, then the sets that some leaves are confined to, busiest first. */
function confinedSets({ fastestMs, setOf, sets }: Eligibility, workforce: Workforce): AgentSet[] {
  if (sets.length === 0) return [];
  const everyone = agentSet(workforce, (agent) => sets.some((set) => set.has[agent] === 1));
  const own = new Float64Array(sets.length);
  for (const [leaf, set] of setOf.entries()) if (set >= 0) own[set] = (own[set] ?? 0) + (fastestMs[leaf] ?? 0);
  const load = (set: number): number => (own[set] ?? 0) / (sets[set]?.slots ?? 1);
  const busiest = [...sets.keys()].sort((a, b) => load(b) - load(a) || a - b).slice(0, MAX_SETS);
  const confined = busiest.flatMap((set) => sets[set] ?? []).filter((set) => set.slots < everyone.slots);
  return [everyone, ...confined];
}

/** The leaves that only agents of the set can do. */
function membersOf({ setOf, sets }: Eligibility, within: AgentSet): Int32Array {
  const fits = sets.map((set) => isWithin(set, within));
  const members = new Int32Array(setOf.length);
  let count = 0;
  for (const [leaf, set] of setOf.entries()) if (set >= 0 && fits[set] === true) members[count++] = leaf;
  return members.slice(0, count);
}
