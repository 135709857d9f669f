import { type FluidProblem, type FluidSupply, fluidSchedule } from '../graph/fluid-schedule.ts';
import { forEachAble } from './able.ts';
import type { AgentPool } from './agent-pool.ts';
import { expectedTokens } from './expectation.ts';
import { type Shares, setShares } from './shares.ts';
import type { SchedulerState } from './state.ts';
import type { TaskClass } from './task-class.ts';
import { hasToSave, type TaskNode } from './task-node.ts';
import type { TaskQueue } from './task-queue.ts';
import { MS_PER_HOUR } from './utility.ts';

/** From so many ready tasks a slot on it is worth while to share the work out. */
const DEEP = 3;

/** Larger problems are decided on task by task. */
const MOST_PAIRS = 1600;

/** Of two ways to be done at one time, the one of less work is taken. */
const WORK_SHARE = 0.01;

/** The work is shared out anew when this part of it has been done, or as much has come. */
const PART = 1 / 8;
const FEWEST = 32;

/** So many tasks of a kind are looked at, to know what one of them takes. */
const SAMPLE = 32;

/** When the work was last shared out. */
export interface Backlog {
  /** Tasks taken in and attempts started by then. */
  atProgress: number;
  /** How much more of that makes it worth doing again. */
  patience: number;
  /** Something happened to the agents. */
  isStale: boolean;
  /** The kinds of tasks for which it is laid down who does them; 0 while each goes to its best agent. */
  kinds: number;
}

export const newBacklog = (): Backlog => ({ atProgress: 0, patience: FEWEST, isStale: false, kinds: 0 });

/**
 * Shares the ready tasks out among the agents while there are many more of them than slots: each agent is kept for what it is needed for, which
 * taking tasks in turn, each to its best agent, cannot see. Done anew as the work goes on, so that it costs little a task.
 */
export function shareOut(state: SchedulerState, nowMs: number): void {
  const { backlog } = state;
  const progress = state.tasks + state.started;
  if (!backlog.isStale && progress - backlog.atProgress < backlog.patience) return;
  backlog.isStale = false;
  backlog.atProgress = progress;
  if (backlog.kinds > 0) for (const queues of state.queues.values()) for (const queue of queues) setShares(queue, undefined);
  backlog.kinds = 0;
  const { kinds, ready } = readyKinds(state);
  backlog.patience = Math.max(FEWEST, ready * PART);
  const slots = state.pools.reduce((sum, pool) => sum + slotsOf(pool), 0);
  if (ready < DEEP * slots || state.pools.length < 2) return;
  if (areAlike(state, kinds)) return;
  const problem = fluidProblem(state, kinds.map(sampled), nowMs);
  if (problem === undefined) return;
  const { shares, isScarce } = fluidSchedule(problem);
  const { pools } = problem;
  for (const [kind, queues] of kinds.entries()) {
    const left = shares.slice(kind * pools, (kind + 1) * pools);
    const total = left.reduce((sum, share) => sum + share, 0);
    const own: Shares = { left, total };
    if (total > 0) for (const queue of queues) setShares(queue, own);
  }
  for (const pool of state.pools)
    pool.isSpare = problem.supplies.every(({ draws }, supply) => isScarce[supply] !== true || !drawsOn(draws, pool.index, pools));
  backlog.kinds = kinds.length;
}

/**
 * The ready tasks by kind, those that the same agents can do together. Without those of a higher priority than most: they take whom they
 * can get. Nothing while a run goes by a plan of its own, has money or quality to watch task by task, or when runs want different things.
 */
function readyKinds(state: SchedulerState): { readonly kinds: readonly (readonly TaskQueue[])[]; readonly ready: number } {
  const byPriority = new Map<number, { ready: number; readonly queues: TaskQueue[] }>();
  const paces = new Set<number>();
  for (const [run, queues] of state.queues) {
    if (run.plan !== undefined || hasToSave(run) || run.terms.quality !== undefined) return { kinds: [], ready: 0 };
    for (const queue of queues) {
      const head = queue.peek();
      if (head === undefined) continue;
      paces.add(run.pace.usdPerHour);
      const priority = run.terms.priority + head.task.priority;
      const own = byPriority.get(priority) ?? { ready: 0, queues: [] };
      own.ready += queue.size;
      own.queues.push(queue);
      byPriority.set(priority, own);
    }
  }
  if (paces.size !== 1) return { kinds: [], ready: 0 };
  const most = Math.max(...Array.from(byPriority.values(), ({ ready }) => ready));
  const usual = Math.max(...Array.from(byPriority).flatMap(([priority, { ready }]) => (ready === most ? [priority] : [])));
  const kinds = new Map<TaskClass, TaskQueue[]>();
  let ready = 0;
  for (const [priority, { queues, ready: own }] of byPriority) {
    if (priority > usual) continue;
    ready += own;
    for (const queue of queues) {
      const known = kinds.get(queue.class);
      if (known === undefined) kinds.set(queue.class, [queue]);
      else known.push(queue);
    }
  }
  return { kinds: [...kinds.values()], ready };
}

function drawsOn(draws: Float64Array, pool: number, pools: number): boolean {
  for (let pair = pool; pair < draws.length; pair += pools) if ((draws[pair] ?? 0) > 0) return true;
  return false;
}

/** Slots that can be counted on. */
function slotsOf({ agents }: AgentPool): number {
  let slots = 0;
  for (const { isGone, onProbation, slots: own } of agents) if (!isGone && !onProbation) slots += own;
  return slots;
}

/**
 * Every agent is declared to do every kind equally fast and for the same: then nobody needs to be kept for anything, and what was seen of them
 * differs by chance. Limits that only some are behind make them differ too.
 */
function areAlike({ pools, quotas }: SchedulerState, kinds: readonly (readonly TaskQueue[])[]): boolean {
  for (const quota of quotas.values()) if (!pools.every(({ agents }) => agents[0]?.quotas.includes(quota) === true)) return false;
  return kinds.every(([queue]) => {
    const node = queue?.peek();
    let able = 0;
    let first: { readonly declaredMs: number; readonly attemptUsd: number } | undefined;
    let differ = false;
    if (node !== undefined)
      forEachAble(node, (_, { declaredMs, attemptUsd }) => {
        able++;
        first ??= { declaredMs, attemptUsd };
        differ ||= declaredMs !== first.declaredMs || !Object.is(attemptUsd, first.attemptUsd);
      });
    return able === pools.length && !differ;
  });
}

/** Tasks that the same agents can do: how many there are, and some of them. */
export interface Kind {
  readonly count: number;
  readonly sample: readonly TaskNode[];
}

function sampled(queues: readonly TaskQueue[]): Kind {
  const sample: TaskNode[] = [];
  let count = 0;
  for (const queue of queues) {
    count += queue.size;
    if (sample.length < SAMPLE) sample.push(...queue.some(SAMPLE));
  }
  return { count, sample };
}

/** Work as a fluid, on the agents and behind the limits as they are now; nothing when nobody can do any of it, or it would be too large. */
export function fluidProblem(state: SchedulerState, kinds: readonly Kind[], nowMs: number): FluidProblem | undefined {
  if (kinds.length * state.pools.length > MOST_PAIRS) return undefined;
  const pools = state.pools.length;
  const pairs = kinds.length * pools;
  const counts = new Float64Array(kinds.length);
  const workMs = new Float64Array(pairs).fill(Number.POSITIVE_INFINITY);
  const costUsd = new Float64Array(pairs);
  const tokens = new Float64Array(kinds.length);
  let usdPerMs = 0;
  for (const [kind, { count, sample }] of kinds.entries()) {
    counts[kind] = count;
    const share = 1 / sample.length;
    for (const node of sample) {
      usdPerMs = Math.max(usdPerMs, node.run.pace.usdPerHour / MS_PER_HOUR);
      tokens[kind] = (tokens[kind] ?? 0) + expectedTokens(node.task) * share;
      forEachAble(node, (pool, { durationMs, botchedMs, paidUsd }) => {
        if (slotsOf(pool) === 0) return;
        const pair = kind * pools + pool.index;
        const knownMs = workMs[pair] ?? Number.POSITIVE_INFINITY;
        workMs[pair] = (knownMs === Number.POSITIVE_INFINITY ? 0 : knownMs) + (durationMs + botchedMs) * share;
        costUsd[pair] = (costUsd[pair] ?? 0) + paidUsd * share;
      });
    }
  }
  const supplies = suppliesOf(state, workMs, tokens, nowMs);
  return workMs.some(Number.isFinite) ? { counts, pools, workMs, costUsd, supplies, usdPerMs, workShare: WORK_SHARE } : undefined;
}

/** The slots of each pool, and what each limit lets through. Who is behind a limit that lets nothing through cannot do anything. */
function suppliesOf({ pools, quotas }: SchedulerState, workMs: Float64Array, tokens: Float64Array, nowMs: number): FluidSupply[] {
  const supplies: FluidSupply[] = [];
  const add = (ratePerMs: number, burst: number, members: readonly AgentPool[], amount: (pair: number) => number): void => {
    const draws = new Float64Array(workMs.length);
    for (const { index } of members) {
      for (let pair = index; pair < workMs.length; pair += pools.length) {
        if (workMs[pair] === Number.POSITIVE_INFINITY) continue;
        if (ratePerMs > 0) draws[pair] = amount(pair);
        else workMs[pair] = Number.POSITIVE_INFINITY;
      }
    }
    if (ratePerMs > 0) supplies.push({ ratePerMs, burst, draws });
  };
  for (const quota of quotas.values()) {
    const members = pools.filter(({ agents }) => agents[0]?.quotas.includes(quota));
    if (members.length === 0) continue;
    for (const { isTokens, ratePerMs, burst } of quota.rates(nowMs))
      add(ratePerMs, burst, members, isTokens ? (pair) => tokens[Math.floor(pair / pools.length)] ?? 0 : () => 1);
    if (quota.concurrency !== Number.POSITIVE_INFINITY) add(quota.concurrency, 0, members, (pair) => workMs[pair] ?? 0);
  }
  for (const pool of pools) if (slotsOf(pool) > 0) add(slotsOf(pool), 0, [pool], (pair) => workMs[pair] ?? 0);
  return supplies;
}
