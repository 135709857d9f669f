import { forEachAble } from './able.ts';
import { expectedEndMs, freeSlots, justAfterMs } from './agent-pool.ts';
import { goalMs, goalUsd, keepPace } from './keep-pace.ts';
import { settlePace } from './pace.ts';
import { pinnedQueue } from './queues.ts';
import type { SchedulerState } from './state.ts';
import type { RunNode, TaskNode } from './task-node.ts';
import { draftOf, type TeamProblem } from './team-plan.ts';
import { searchTeamPlan } from './team-plan-search.ts';
import type { Candidate } from './team-plan-start.ts';
import { MS_PER_HOUR, USD_PER_HOUR_SAVED } from './utility.ts';

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
  const problem = problemOf(state, run, nodes, nowMs);
  if (areAlike(problem) || !hasChoice(problem)) return;
  const [looks, drafts] = searches === 0 ? [LOOKS, MOST_DRAFTS] : [LOOKS_AGAIN, MOST_DRAFTS_AGAIN];
  const found = searchWithin(state, run, nodes, problem, Math.min(looks, (nodes.length + 1) * drafts), nowMs);
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

/** Of the looks of a search, the share that is spent on each value of an hour that is tried. */
const PROBE = 1 / 4;

/**
 * The best plan that there is time and money for. First the value of an hour is found with which a plan keeps within both, then the best
 * plan is looked for within them from there on: where tasks are alike, no value has some of them done by one agent and some by another.
 */
function searchWithin(
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
      const free = problemOf(state, run, nodes, nowMs);
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
  const own = { ...problemOf(state, run, nodes, nowMs, USD_PER_HOUR_SAVED[terms.objective]), goals };
  return searchTeamPlan(own, looks, known);
}

/** By task and agent, what is expected to be paid for it; `Infinity` when the price is unknown. */
function pricesOf(nodes: readonly TaskNode[], agents: number): Float64Array {
  const pricesUsd = new Float64Array(nodes.length * agents);
  for (const [index, node] of nodes.entries())
    forEachAble(node, (pool, { attemptUsd, paidUsd }) => {
      pricesUsd[index * agents + pool.index] = Number.isNaN(attemptUsd) ? Number.POSITIVE_INFINITY : paidUsd;
    });
  return pricesUsd;
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

/** Every agent that can do a task does it equally fast and for the same: then it is the order that counts, not who does what. */
function areAlike({ tasks, agents, durationsMs, costsUsd }: TeamProblem): boolean {
  for (let task = 0; task < tasks; task++) {
    for (let pair = task * agents + 1; pair < (task + 1) * agents; pair++)
      if (durationsMs[pair] !== durationsMs[pair - 1] || costsUsd[pair] !== costsUsd[pair - 1]) return false;
  }
  return true;
}

/** Some task can be done by more than one agent; else there is nothing to share out. */
function hasChoice({ tasks, agents, durationsMs }: TeamProblem): boolean {
  for (let task = 0; task < tasks; task++) {
    let able = 0;
    for (let pair = task * agents; pair < (task + 1) * agents; pair++) if (durationsMs[pair] !== Number.POSITIVE_INFINITY) able++;
    if (able > 1) return true;
  }
  return false;
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

function problemOf(
  state: SchedulerState,
  run: RunNode,
  nodes: readonly TaskNode[],
  nowMs: number,
  usdPerHour = run.pace.usdPerHour,
): TeamProblem {
  const [tasks, agents] = [nodes.length, state.pools.length];
  const indexOf = new Map(nodes.map((node, index) => [node, index]));
  const durationsMs = new Float64Array(tasks * agents).fill(Number.POSITIVE_INFINITY);
  const costsUsd = new Float64Array(tasks * agents);
  const successors: number[][] = nodes.map(() => []);
  const predecessors: number[][] = nodes.map(() => []);
  const underWayOn = new Int32Array(tasks).fill(-1);
  const endsMs = new Float64Array(tasks);
  const usdPerMs = usdPerHour / MS_PER_HOUR;
  for (const [index, node] of nodes.entries()) {
    run.dependents.forEach(node, (dependent) => {
      const after = indexOf.get(dependent);
      if (after === undefined) return;
      successors[index]?.push(after);
      predecessors[after]?.push(index);
    });
    if (node.attempt !== undefined) {
      underWayOn[index] = node.attempt.agent.pool.index;
      endsMs[index] = Math.max(0, expectedEndMs(node.attempt, nowMs) - nowMs);
      continue;
    }
    forEachAble(node, (pool, { durationMs, botchedMs, paidUsd }) => {
      durationsMs[index * agents + pool.index] = durationMs;
      costsUsd[index * agents + pool.index] = paidUsd + botchedMs * usdPerMs;
    });
  }
  const slots = Int32Array.from(state.pools, ({ agents: own }) => own.reduce((sum, agent) => sum + freeSlots(agent) + agent.busy, 0));
  return { tasks, agents, slots, durationsMs, costsUsd, usdPerMs, successors, predecessors, underWayOn, endsMs };
}
