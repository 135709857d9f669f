import { type FluidProblem, fluidSchedule } from '../graph/fluid-schedule.ts';
import { forEachAble } from './able.ts';
import { expectedEndMs } from './agent-pool.ts';
import { fluidProblem } from './backlog.ts';
import { goalMs, type Pace, settlePace } from './pace.ts';
import type { SchedulerState } from './state.ts';
import type { TaskClass } from './task-class.ts';
import type { RunNode, TaskNode } from './task-node.ts';
import { MS_PER_HOUR } from './utility.ts';

/** The pace is looked at again when this part of the tasks or of the time is over. */
const PART = 1 / 4;

/** So many tasks of a kind are looked at, to know what one of them takes. */
const SAMPLE = 64;

/**
 * Has a run with a deadline pay for time as far as it must, to be done by then: the least value of an hour at which the longest chain and
 * all the work, each on the agents best at that value, are expected to fit into what is left. In between it is Lagrange's
 * multiplier of the deadline, so that every decision of the run can weigh money against time by itself. O(tasks * pools), now and then.
 */
export function keepPace(state: SchedulerState, run: RunNode, nowMs: number): void {
  const { pace, terms, open } = run;
  const { deadlineAtMs, objective } = terms;
  if (deadlineAtMs === undefined || objective === 'fastest' || run.stopped !== undefined || !isDue(pace, open, deadlineAtMs, nowMs)) return;
  pace.open = open;
  pace.atMs = nowMs;
  const goal = goalMs(terms, nowMs);
  const work = workOf(state, run, nowMs);
  settlePace(pace, objective, () => lengthMs(work, pace.usdPerHour / MS_PER_HOUR) <= goal);
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

/** What is left takes about as long as the longest chain or all the work, whichever is more, and some of the other. */
function lengthMs({ nodes, fluid, nowMs }: Work, usdPerMs: number): number {
  const chainMs = longestChainMs(nodes, usdPerMs, nowMs);
  const workMs = fluid === undefined ? 0 : fluidSchedule({ ...fluid, usdPerMs }).lengthMs;
  return Math.max(chainMs, workMs) + Math.min(chainMs, workMs) / 4;
}

function longestChainMs(nodes: readonly TaskNode[], usdPerMs: number, nowMs: number): number {
  const chains = new Map<TaskNode, number>();
  let longest = 0;
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
    else own = node.attempt === undefined ? chosenMs(node, usdPerMs) : Math.max(0, expectedEndMs(node.attempt, nowMs) - nowMs);
    chains.set(node, own + after);
    longest = Math.max(longest, own + after);
  }
  return longest;
}

/** What the task takes on the agent that is best for it when time is worth so much, retries included. */
function chosenMs(node: TaskNode, usdPerMs: number): number {
  let leastUsd = Number.POSITIVE_INFINITY;
  let chosen = 0;
  forEachAble(node, (_, { durationMs, botchedMs, attemptUsd, success }) => {
    const priceUsd = (Number.isNaN(attemptUsd) ? 0 : attemptUsd) / Math.max(success, 0.01);
    const usd = priceUsd + (durationMs + botchedMs) * usdPerMs;
    if (usd >= leastUsd) return;
    leastUsd = usd;
    chosen = durationMs / Math.max(success, 0.01);
  });
  return chosen;
}
