import { type FluidProblem, fluidSchedule } from '../graph/fluid-schedule.ts';
import { forEachAble } from './able.ts';
import { expectedEndMs } from './agent-pool.ts';
import { fluidProblem } from './backlog.ts';
import { type Pace, settlePace } from './pace.ts';
import type { SchedulerState } from './state.ts';
import type { TaskClass } from './task-class.ts';
import { hasToSave, type RunNode, type TaskNode } from './task-node.ts';
import { MS_PER_HOUR, USD_PER_HOUR_SAVED } from './utility.ts';

/** The pace is looked at again when this part of the tasks or of the time is over. */
const PART = 1 / 4;

/** So many tasks of a kind are looked at, to know what one of them takes. */
const SAMPLE = 64;

/** So much of the time that is left is planned for; the rest is for what takes longer. */
const PLANNED_TIME = 0.85;

/** How long the rest of a run is to take; `Infinity` without a deadline. */
export function goalMs({ terms: { deadlineAtMs } }: RunNode, nowMs: number): number {
  return deadlineAtMs === undefined ? Number.POSITIVE_INFINITY : Math.max(0, deadlineAtMs - nowMs) * PLANNED_TIME;
}

/** What the rest of a run is to cost; `Infinity` while it has enough in any case. */
export function goalUsd(run: RunNode): number {
  const { terms, spentUsd, reservedUsd } = run;
  if (terms.budgetUsd === undefined || !hasToSave(run)) return Number.POSITIVE_INFINITY;
  return Math.max(0, terms.budgetUsd - spentUsd - reservedUsd);
}

/**
 * Has a run pay for time as far as it must to keep its deadline, and as little as it must to keep its budget: so much is an hour worth to it
 * that the longest chain and all the work, each on the agents best at that value, are expected to fit into the time that is left, and into the
 * money. In between it is Lagrange's multiplier, so that every decision of the run can weigh money against time by itself.
 * O(tasks * pools), now and then.
 *
 * @returns Whether it was time to.
 */
export function keepPace(state: SchedulerState, run: RunNode, nowMs: number): boolean {
  const { pace, terms, open, stopped } = run;
  const { deadlineAtMs = Number.POSITIVE_INFINITY, objective } = terms;
  if (stopped !== undefined) return false;
  const isFree = deadlineAtMs === Number.POSITIVE_INFINITY && pace.usdPerHour === USD_PER_HOUR_SAVED[objective] && !hasToSave(run);
  if (isFree || !isDue(pace, open, deadlineAtMs, nowMs)) return false;
  pace.open = open;
  pace.atMs = nowMs;
  const goals = { ms: goalMs(run, nowMs), usd: goalUsd(run) };
  const work = workOf(state, run, nowMs);
  const usdPerMs = (): number => pace.usdPerHour / MS_PER_HOUR;
  settlePace(pace, objective, {
    isInTime: () => goals.ms === Number.POSITIVE_INFINITY || outlook(work, usdPerMs()).ms <= goals.ms,
    isAffordable: () => goals.usd === Number.POSITIVE_INFINITY || outlook(work, usdPerMs()).usd <= goals.usd,
  });
  return true;
}

function isDue({ open: openBefore, atMs }: Pace, open: number, deadlineAtMs: number, nowMs: number): boolean {
  return Math.abs(open - openBefore) > openBefore * PART || nowMs - atMs > (deadlineAtMs - atMs) * PART;
}

interface Work {
  /** The tasks left, in the order in which they were added. */
  readonly nodes: readonly TaskNode[];
  /** All of them as a fluid; absent where that would be too large. */
  readonly fluid: FluidProblem | undefined;
  readonly nowMs: number;
}

function workOf(state: SchedulerState, run: RunNode, nowMs: number): Work {
  const nodes: TaskNode[] = [];
  const byClass = new Map<TaskClass, TaskNode[]>();
  for (const node of run.tasks.values()) {
    if (node.settled !== undefined) continue;
    nodes.push(node);
    if (node.children.length > 0 || node.attempt !== undefined) continue;
    const { class: own } = node.queue.unpinned ?? node.queue;
    const known = byClass.get(own);
    if (known === undefined) byClass.set(own, [node]);
    else known.push(node);
  }
  const kinds = Array.from(byClass.values(), (own) => ({ count: own.length, sample: own.slice(0, SAMPLE) }));
  return { nodes, fluid: fluidProblem(state, kinds, nowMs), nowMs };
}

/**
 * About how long what is left takes when time is worth so much, and what it costs. As long as the longest chain or all the work, whichever is
 * more, and some of the other. Where slots are scarce, not everybody gets the agent that is best, and it costs what the fluid costs.
 */
function outlook({ nodes, fluid, nowMs }: Work, usdPerMs: number): { readonly ms: number; readonly usd: number } {
  const chain = longestChain(nodes, usdPerMs, nowMs);
  const work = fluid === undefined ? { ms: 0, usd: 0 } : fluidOutlook(fluid, usdPerMs);
  return {
    ms: Math.max(chain.ms, work.ms) + Math.min(chain.ms, work.ms) / 4,
    usd: chain.ms > work.ms ? Math.max(chain.usd, work.usd) : work.usd,
  };
}

function fluidOutlook(fluid: FluidProblem, usdPerMs: number): { readonly ms: number; readonly usd: number } {
  const { shares, lengthMs } = fluidSchedule({ ...fluid, usdPerMs });
  return { ms: lengthMs, usd: shares.reduce((sum, share, pair) => (share > 0 ? sum + share * (fluid.costUsd[pair] ?? 0) : sum), 0) };
}

/** Each task on the agent that is best for it: how long the longest chain of them is, and what all of them cost. */
function longestChain(nodes: readonly TaskNode[], usdPerMs: number, nowMs: number): { readonly ms: number; readonly usd: number } {
  const chains = new Map<TaskNode, number>();
  let [longest, sumUsd] = [0, 0];
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    if (node === undefined) continue;
    let after = 0;
    for (let above: TaskNode | undefined = node; above !== undefined; above = above.parent)
      node.run.dependents.forEach(above, (dependent) => {
        after = Math.max(after, chains.get(dependent) ?? 0);
      });
    let own = 0;
    if (node.children.length > 0) for (const child of node.children) after = Math.max(after, chains.get(child) ?? 0);
    else if (node.attempt !== undefined) own = Math.max(0, expectedEndMs(node.attempt, nowMs) - nowMs);
    else {
      const { ms, usd } = onBest(node, usdPerMs);
      own = ms;
      sumUsd += usd;
    }
    chains.set(node, own + after);
    longest = Math.max(longest, own + after);
  }
  return { ms: longest, usd: sumUsd };
}

/** What the task takes on the agent that is best for it when time is worth so much, retries included. */
function onBest(node: TaskNode, usdPerMs: number): { readonly ms: number; readonly usd: number } {
  let least = Number.POSITIVE_INFINITY;
  const best = { ms: 0, usd: 0 };
  forEachAble(node, (_, { durationMs, botchedMs, paidUsd, success }) => {
    const together = paidUsd + (durationMs + botchedMs) * usdPerMs;
    if (together >= least) return;
    least = together;
    best.ms = durationMs / Math.max(success, 0.01);
    best.usd = paidUsd;
  });
  return best;
}
