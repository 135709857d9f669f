import { forEachAble } from './able.ts';
import { justAfterMs } from './agent-pool.ts';
import { keepPace } from './keep-pace.ts';
import { areAlike, hasChoice, planProblem } from './plan-problem.ts';
import { bestPlan } from './plan-within.ts';
import { pinnedQueue } from './queues.ts';
import type { SchedulerState } from './state.ts';
import type { RunNode, TaskNode } from './task-node.ts';

/** Larger plans, and larger teams, are decided on task by task: to begin with, and when things went otherwise. */
const MOST_TASKS = 1000;
const MOST_TASKS_AGAIN = 200;
const MOST_POOLS = 64;

/** How often a task may be looked at in all: by the first search, and by each one when things went otherwise. */
const LOOKS = 200_000;
const LOOKS_AGAIN = 10_000;
/** Small plans need no more drafts than this. */
const MOST_DRAFTS = 1500;
const MOST_DRAFTS_AGAIN = 100;
const MOST_SEARCHES = 64;

/** Attempts that end so much earlier or later than expected, added up, as a share of what is left of the plan. */
const OFF_PLAN = 0.03;

/** A run whose tasks were given to agents ahead of time, as long as things go as expected. */
export interface TeamPlan {
  searches: number;
  /** When everything is expected to be done. */
  endMs: number;
  /** By pool, what is to begin there, in this order: an agent is left idle for a task that is about to become ready. */
  readonly sequences: readonly { readonly nodes: readonly TaskNode[]; next: number }[];
  /** By how much attempts ended early or late since the plan was made. */
  strayedMs: number;
  /** How late a task may become ready before the rest is planned anew. */
  readonly patienceMs: number;
}

/**
 * Looks for the best way to do the rest of a run whose plan is complete, on agents that differ, and puts each task into the queue of its agent,
 * in the order found. Only for a run that is alone, and whose tasks nothing but their dependencies and agents holds back;
 * any other is left to be decided on task by task.
 */
export function planRun(state: SchedulerState, run: RunNode, nowMs: number): void {
  const searches = run.plan?.searches ?? 0;
  dropPlan(run);
  if (!run.planClosed || run.stopped !== undefined || state.runs.size > 1 || searches >= MOST_SEARCHES) return;
  if (state.pools.length > MOST_POOLS || state.pools.length < 2 || run.terms.quality !== undefined) return;
  if (state.agents.some(({ quotas, onProbation, restUntilMs }) => quotas.length > 0 || onProbation || restUntilMs > nowMs)) return;
  const nodes = Array.from(run.tasks.values()).filter((node) => node.settled === undefined);
  if (nodes.length < 2 || nodes.length > (searches === 0 ? MOST_TASKS : MOST_TASKS_AGAIN) || !nodes.every(isPlain)) return;
  keepPace(state, run, nowMs);
  const problem = planProblem(state, run, nodes, nowMs);
  if (areAlike(problem) || !hasChoice(problem)) return;
  const [looks, drafts] = searches === 0 ? [LOOKS, MOST_DRAFTS] : [LOOKS_AGAIN, MOST_DRAFTS_AGAIN];
  const found = bestPlan(state, run, nodes, problem, Math.min(looks, (nodes.length + 1) * drafts), nowMs);
  if (found === undefined || isOverBudget(nodes, run, found.assignment.agents)) return;
  const sequences = state.pools.map(() => ({ nodes: [] as TaskNode[], next: 0 }));
  run.plan = {
    searches: searches + 1,
    endMs: nowMs + found.draft.makespanMs,
    sequences,
    strayedMs: 0,
    patienceMs: OFF_PLAN * found.draft.makespanMs,
  };
  for (const [index, node] of nodes.entries()) {
    if (node.attempt !== undefined) continue;
    const entry = (node.queue.unpinned ?? node.queue).class.eligible.find(({ pool }) => pool.index === found.assignment.agents[index]);
    if (entry === undefined) continue;
    const isQueued = node.queued;
    node.queue.remove(node);
    node.levelMs = found.draft.makespanMs - (found.draft.startsMs[index] ?? 0);
    node.queue = pinnedQueue(state, node, entry);
    sequences[entry.pool.index]?.nodes.push(node);
    if (isQueued) node.queue.push(node);
  }
  for (const { nodes: own } of sequences) own.sort((a, b) => b.levelMs - a.levelMs || a.order - b.order);
}

/** True of a task that a plan has begin later than one that has not begun yet, on the same agent. */
export function isAheadOfPlan(node: TaskNode): boolean {
  const { queue, run } = node;
  const pool = queue.class.isPinned ? queue.class.eligible[0]?.pool.index : undefined;
  const sequence = pool === undefined ? undefined : run.plan?.sequences[pool];
  if (sequence === undefined) return false;
  const head = headOf(sequence);
  return head !== undefined && head !== node;
}

function headOf(sequence: TeamPlan['sequences'][number]): TaskNode | undefined {
  let head = sequence.nodes[sequence.next];
  while (head !== undefined && (head.settled !== undefined || head.attempt !== undefined)) head = sequence.nodes[++sequence.next];
  return head;
}

/** Takes note of how an attempt of a planned run went. Off the plan by too much, the rest is planned anew. */
export function notePlanned(state: SchedulerState, run: RunNode, strayedMs: number, nowMs: number): void {
  const { plan } = run;
  if (plan === undefined || run.open === 0) return;
  plan.strayedMs += Math.abs(strayedMs);
  if (plan.strayedMs > OFF_PLAN * Math.max(0, plan.endMs - nowMs)) planRun(state, run, nowMs);
}

/** The plan might spend more than the run may; then money has to be watched task by task. */
function isOverBudget(nodes: readonly TaskNode[], { terms, spentUsd, reservedUsd }: RunNode, agents: Int32Array): boolean {
  if (terms.budgetUsd === undefined) return false;
  let neededUsd = spentUsd + reservedUsd;
  for (const [index, node] of nodes.entries()) {
    if (node.attempt !== undefined) continue;
    forEachAble(node, (pool, { attemptUsd }) => {
      if (pool.index === agents[index]) neededUsd += Number.isNaN(attemptUsd) ? Number.POSITIVE_INFINITY : attemptUsd;
    });
  }
  return neededUsd > terms.budgetUsd;
}

/**
 * Plans the rest of a run anew when an agent has been left idle for too long for a task that should have become ready.
 *
 * @returns When to look again.
 */
export function watchPlan(state: SchedulerState, run: RunNode, nowMs: number): number {
  const dueMs = nextDueMs(run);
  if (dueMs > nowMs) return dueMs;
  planRun(state, run, nowMs);
  return Math.max(nextDueMs(run), justAfterMs(nowMs));
}

/** When the first of the tasks that agents wait for counts as late; `Infinity` when they wait for none. */
function nextDueMs({ plan }: RunNode): number {
  let next = Number.POSITIVE_INFINITY;
  for (const sequence of plan?.sequences ?? []) {
    const head = headOf(sequence);
    if (plan !== undefined && head !== undefined && !head.queued) next = Math.min(next, plan.endMs - head.levelMs + plan.patienceMs);
  }
  return next;
}

/** Gives a task back to all agents that can do it. */
export function unpin(node: TaskNode): void {
  const { unpinned } = node.queue;
  if (unpinned === undefined) return;
  const isQueued = node.queued;
  node.queue.remove(node);
  node.queue = unpinned;
  if (isQueued) node.queue.push(node);
}

/** Leaves the run to be decided on task by task. */
export function dropPlan(run: RunNode): void {
  if (run.plan === undefined) return;
  run.plan = undefined;
  for (const node of run.tasks.values()) if (node.settled === undefined) unpin(node);
}

function isPlain({ task, parent, children, trouble }: TaskNode): boolean {
  return parent === undefined && children.length === 0 && task.priority === 0 && task.resources.length === 0 && trouble === undefined;
}
