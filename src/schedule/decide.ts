import { isFlow } from './agent-pool.ts';
import { startAttempt } from './attempts.ts';
import { shareOut } from './backlog.ts';
import { type Choice, choose } from './choose.ts';
import { explainChoice, NO_REASON } from './explain-choice.ts';
import { hedgeStragglers } from './hedge.ts';
import { giveUp } from './intake.ts';
import { matchTasks } from './match.ts';
import { closeLanes, mostUrgent, takeBack } from './open-lanes.ts';
import { watchPlan } from './planned-run.ts';
import { preempt } from './preempt.ts';
import { ripen } from './ripening.ts';
import { startCalls } from './side-calls.ts';
import type { Consequences, SchedulerState } from './state.ts';
import type { TaskNode } from './task-node.ts';

/** How many ready tasks beyond the number of slots are looked at in one decision. */
const LOOK_AHEAD = 64;

/** A full search that starts nothing is paid for by this many looks an event; until it is, only a short one is made. */
const EARNED = 8;
const SHORT_SEARCH = 2;

/**
 * Matches ready tasks and free slots: the most urgent task first, each to its best agent, even if that one is still busy;
 * it then books that agent, so that those after it see it taken. When looking through the waiting tasks finds nobody
 * for a free slot again and again, it is done less often, so that its cost stays a constant an event.
 */
export function decide(state: SchedulerState, nowMs: number, events: number, into: Consequences): void {
  const full = LOOK_AHEAD + Math.min(state.agents.length, LOOK_AHEAD);
  state.credit = Math.min(full, state.credit + EARNED * events);
  const { kinds } = state.backlog;
  const isFull = kinds > 0 || state.credit >= state.lastSearch;
  let wakeAtMs = Number.POSITIVE_INFINITY;
  // A run with a plan is alone.
  if (state.runs.size === 1)
    for (const run of state.runs.values()) if (run.plan !== undefined) wakeAtMs = Math.min(wakeAtMs, watchPlan(state, run, nowMs));
  wakeAtMs = Math.min(wakeAtMs, startCalls(state, nowMs, into));
  ripen(state, nowMs);
  shareOut(state, nowMs);
  let looked: Look;
  // A claim on resources that is given up lets tasks go first that were passed over for it, a task that is given up others that waited for it.
  // Each look gives up at least one, or is the last.
  do looked = look(state, nowMs, isFull ? full + kinds : SHORT_SEARCH, into);
  while (looked.hasFreed);
  wakeAtMs = Math.min(wakeAtMs, looked.wakeAtMs, state.deadlines.nextMs(), hedgeStragglers(state, nowMs, into));
  preempt(state, nowMs, into);
  if (kinds === 0) {
    state.credit -= looked.waiting;
    if (isFull) state.lastSearch = looked.waiting;
  }
  wake(state, wakeAtMs, into);
}

interface Look {
  readonly waiting: number;
  readonly wakeAtMs: number;
  /** Some claim on resources was given up, or some task. */
  readonly hasFreed: boolean;
}

function look(state: SchedulerState, nowMs: number, patience: number, into: Consequences): Look {
  const { forecast, resources } = state;
  const waiting: TaskNode[] = [];
  let hasFreed = false;
  forecast.begin(nowMs);
  state.decisions++;
  let wakeAtMs = closeLanes(state, nowMs);
  const matched = matchTasks(state, nowMs);
  while (waiting.length < patience) {
    const node = mostUrgent(state, nowMs)?.pop();
    if (node === undefined) break;
    const needsResources = node.task.resources.length > 0;
    const obstacle = needsResources ? resources.obstacle(node.task.resources, node) : undefined;
    if (obstacle !== undefined) {
      waiting.push(node);
      // Who holds it ends, and that is an event. Who has only claimed it may be next in this very queue.
      if (obstacle === 'claimed') continue;
      resources.claim(node.task.resources, node);
      node.queue.stuckIn = state.decisions;
      continue;
    }
    const choice = choose(node, forecast, nowMs, matched.get(node));
    const { agent } = choice.option;
    if (needsResources && choice.kind !== 'start' && resources.unclaim(node)) hasFreed = true;
    if (choice.kind === 'impossible') {
      const { why } = explainChoice(choice, node, state.agents, forecast, nowMs);
      const { lastFailure } = node.trouble ?? {};
      giveUp(state, node, lastFailure === undefined ? why : `${lastFailure.message} (${why})`, into);
      // Others may have become ready by that.
      hasFreed = true;
    } else if (choice.kind === 'held' || agent === undefined) {
      waiting.push(node);
      node.queue.stuckIn = state.decisions;
    } else if (choice.kind === 'start') {
      const { durationMs, declaredMs, costUsd } = choice.option;
      const why = state.reasons ? explainChoice(choice, node, state.agents, forecast, nowMs) : NO_REASON;
      startAttempt(state, node, agent, durationMs, declaredMs, costUsd, why, nowMs, into);
      forecast.started(agent.pool, durationMs);
      // What the plan has begin after it may be its turn now.
      if (node.queue.class.isPinned) takeBack(state);
    } else {
      const { startMs, durationMs } = choice.option;
      waiting.push(node);
      if (!choice.open) node.queue.stuckIn = state.decisions;
      // A slot of a large pool comes free with an event; waking for each would be waking all the time.
      if (!isFlow(agent.pool) || choice.option.slotIsFree) wakeAtMs = Math.min(wakeAtMs, startMs);
      reportHold(state, node, choice, nowMs, into);
      forecast.book(agent.pool, startMs, durationMs);
    }
  }
  for (const node of waiting) node.queue.push(node);
  takeBack(state);
  return { waiting: waiting.length, wakeAtMs, hasFreed };
}

/** Said once a task, and after each failure: a free slot is left alone on purpose. */
function reportHold(state: SchedulerState, node: TaskNode, choice: Choice, nowMs: number, into: Consequences): void {
  if (node.holdReported) return;
  node.holdReported = true;
  const untilMs = choice.option.startMs;
  const decision = state.reasons ? explainChoice(choice, node, state.agents, state.forecast, nowMs) : NO_REASON;
  into.commands.push({ type: 'defer-task', run: node.run.terms.run, task: node.task.id, untilMs, decision });
}

function wake(state: SchedulerState, atMs: number, into: Consequences): void {
  if (atMs === state.wakeAtMs) return;
  state.wakeAtMs = atMs;
  into.commands.push({ type: 'wake-at', atMs });
}
