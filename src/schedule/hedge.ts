import { formatDuration } from '../core/duration.ts';
import type { AgentNode, RunningAttempt } from './agent-node.ts';
import { type AgentPool, expectedEndMs } from './agent-pool.ts';
import { startAttempt } from './attempts.ts';
import { forEachCandidate } from './choose.ts';
import { NO_REASON } from './explain-choice.ts';
import { emptyOption, type Option } from './option.ts';
import type { Consequences, SchedulerState } from './state.ts';
import { canTwin, mayStraggle } from './straggling.ts';
import { troubleOf } from './trouble.ts';
import { MS_PER_HOUR } from './utility.ts';

/**
 * Gives stragglers a twin on another agent, where slots are idle and what is gained is worth what it costs: the first of the two to
 * succeed wins (Dean and Barroso, The Tail at Scale, 2013). Embedded agents share one processor, so a twin would
 * gain nothing there; agents that are not repeatable are left alone.
 *
 * @returns When to look again: the next instant at which an attempt may become a straggler, while slots are idle.
 */
export function hedgeStragglers(state: SchedulerState, nowMs: number, into: Consequences): number {
  if (state.hedgeAtMs === Number.POSITIVE_INFINITY) return state.hedgeAtMs;
  if (!state.pools.some(({ freeSlots }) => freeSlots > 0)) return Number.POSITIVE_INFINITY;
  if (nowMs < state.hedgeAtMs) return state.hedgeAtMs;
  const idle = idlePools(state);
  if (idle.size === 0) return Number.POSITIVE_INFINITY;
  let next = Number.POSITIVE_INFINITY;
  const late: RunningAttempt[] = [];
  for (const { attempts } of state.pools) {
    for (let index = 0; index < attempts.length; index++) {
      const attempt = attempts[index];
      if (attempt === undefined || !mayHedge(attempt)) continue;
      if (attempt.stragglesAtMs <= nowMs) late.push(attempt);
      else next = Math.min(next, attempt.stragglesAtMs);
    }
  }
  for (const attempt of late) {
    const twin = bestTwin(state, attempt, idle, nowMs);
    if (twin?.agent !== undefined) startTwin(state, attempt, twin, twin.agent, nowMs, into);
    // Nobody is free or it does not pay yet: looked at again after a while.
    else next = Math.min(next, nowMs + Math.max(1000, attempt.expectedMs / 2));
  }
  state.hedgeAtMs = next;
  return next;
}

function mayHedge({ node, agent, isBrokenOff }: RunningAttempt): boolean {
  if (isBrokenOff || node.twin !== undefined || node.settled !== undefined || node.run.stopped !== undefined) return false;
  return mayStraggle(node, agent);
}

function bestTwin(state: SchedulerState, late: RunningAttempt, idle: ReadonlySet<AgentPool>, nowMs: number): Option | undefined {
  const { node, agent: first } = late;
  const leftMs = expectedEndMs(late, nowMs) - nowMs;
  const worthUsd = node.run.pace.usdPerHour / MS_PER_HOUR;
  let best: Option | undefined;
  let bestGain = 0;
  forEachCandidate(node, state.forecast, nowMs, (agent, obstacle, option) => {
    if (obstacle !== undefined || agent === first || option.startMs > nowMs || !canTwin(agent) || !idle.has(agent.pool)) return;
    const gain = (leftMs - option.durationMs) * worthUsd * option.success - (Number.isNaN(option.costUsd) ? 0 : option.costUsd);
    if (gain <= bestGain) return;
    bestGain = gain;
    best = Object.assign(best ?? emptyOption(), option);
  });
  return best;
}

/** A pool with a free slot that no ready task could use. */
function idlePools({ lanes, pools }: SchedulerState): Set<AgentPool> {
  const idle = new Set<AgentPool>();
  for (const pool of pools) if (pool.freeSlots > 0) idle.add(pool);
  if (idle.size === 0) return idle;
  for (const lane of lanes) if (lane.queues.some(({ size }) => size > 0)) for (const { pool } of lane.class.eligible) idle.delete(pool);
  return idle;
}

function startTwin(state: SchedulerState, late: RunningAttempt, option: Option, agent: AgentNode, nowMs: number, into: Consequences): void {
  const { node, startedAtMs, expectedMs } = late;
  const ran = formatDuration(nowMs - startedAtMs);
  const why = `a twin of attempt ${late.attempt} on ${late.agent.profile.id}, which has run for ${ran} where ${formatDuration(expectedMs)} were expected: the first to succeed wins`;
  const { durationMs, declaredMs, costUsd } = option;
  troubleOf(node).uncharged++;
  startAttempt(state, node, agent, durationMs, declaredMs, costUsd, state.reasons ? { why } : NO_REASON, nowMs, into);
}
