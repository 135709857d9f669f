import { fluidWeights } from './fluid-weights.ts';
import { bottomLevels, topLevels } from './levels.ts';
import { limitBoundMs } from './limit-bound.ts';
import { pigeonholeBoundMs } from './pigeonhole-bound.ts';
import { claimsOn, type Supply, suppliesOf } from './supply.ts';
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
  /** Where there are few large leaves for the slots (`pigeonholeBoundMs`). */
  readonly pigeonholeMs: number;
  /** What the limits let through (`limitBoundMs`); 0 without limits. */
  readonly limitMs: number;
  /** The largest of them. */
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
 * duality of the assignment problem). Equal weights, weights by speed and those of the fluid schedule are tried; the last
 * weigh limits as well, which are one more thing that tasks claim and that is given out.
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
  let pigeonholeMs = 0;
  let sorted = 0;
  const contend = (members: Int32Array, claimMs: Float64Array, capacity: number, burst: number, trust: number): void => {
    const total = members.reduce((sum, leaf) => sum + (claimMs[leaf] ?? 0), 0);
    workMs = Math.max(workMs, ((total - burst) / capacity) * trust);
    sorted += members.length;
    if (sorted > MAX_WINDOW_MEMBERS && windowMs > 0) return;
    windowMs = Math.max(windowMs, windowBoundMs({ members, headsMs, tailsMs, workMs: claimMs, capacity, burst }) * trust);
  };
  for (const set of confinedSets(eligibility, workforce)) {
    const members = membersOf(eligibility, set);
    pigeonholeMs = Math.max(pigeonholeMs, pigeonholeBoundMs({ members, headsMs, tailsMs, durationsMs: fastestMs, slots: set.slots }));
    for (const claim of claims) {
      const capacity = workforce.slots.reduce((sum, slots, agent) => sum + slots * (claim.weights[agent] ?? 0) * (set.has[agent] ?? 0), 0);
      contend(members, claim.workMs, capacity, 0, claim.trust);
    }
  }
  if (eligibility.speedsDiffer || eligibility.sets.length > 1 || (workforce.limits?.length ?? 0) > 0) {
    const supplies = suppliesOf(workforce);
    const weights = fluidWeights(workforce, supplies, eligibility);
    if (weights !== undefined) {
      const sumOf = (part: (supply: Supply) => number): number =>
        supplies.reduce((sum, supply, index) => sum + part(supply) * (weights[index] ?? 0), 0);
      const capacity = sumOf(({ ratePerMs }) => ratePerMs);
      const members = Int32Array.from(eligibility.setOf.keys()).filter((leaf) => (eligibility.setOf[leaf] ?? -1) >= 0);
      const claimed = claimsOn(supplies, weights, workforce, graph.leafCount);
      if (capacity > 0)
        contend(
          members,
          claimed,
          capacity,
          sumOf(({ burst }) => burst),
          1 - ROUNDING,
        );
    }
  }
  const limitMs = limitBoundMs(graph.leafCount, workforce, eligibility, headsMs, bottoms);
  const boundMs = Math.max(criticalPathMs, workMs, windowMs, pigeonholeMs, limitMs);
  return { criticalPathMs, workMs, windowMs, pigeonholeMs, limitMs, boundMs };
}

/** By leaf: the smallest of weight times duration over the agents that can do it. */
function weighedWork(leafCount: number, { slots, durationMs }: Workforce, weights: Float64Array): Float64Array {
  const work = new Float64Array(leafCount);
  for (let leaf = 0; leaf < leafCount; leaf++) {
    let least = Number.POSITIVE_INFINITY;
    for (let agent = 0; agent < slots.length; agent++) {
      if ((slots[agent] ?? 0) > 0) least = Math.min(least, (weights[agent] ?? 0) * durationMs(leaf, agent));
    }
    work[leaf] = least === Number.POSITIVE_INFINITY ? 0 : least;
  }
  return work;
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
