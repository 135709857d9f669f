import type { Usage } from '../core/agent.ts';
import type { Decision } from '../core/decision.ts';
import { SkeinError } from '../core/errors.ts';
import { agentSucceeded } from './agent-health.ts';
import { type AgentNode, learn, type RunningAttempt, skillOf } from './agent-node.ts';
import { occupy, vacate } from './agent-pool.ts';
import { type AttemptEvent, type HandedIn, isRefusal, remember, saysSomething } from './attempt-record.ts';
import { expectedTokens } from './expectation.ts';
import { Quota } from './quota.ts';
import { noteShare } from './shares.ts';
import type { Consequences, SchedulerState } from './state.ts';
import { mayStraggle, stragglesAfterMs } from './straggling.ts';
import type { RunNode, TaskNode } from './task-node.ts';

/** Gives a task, taken from its queue, to an agent: everything it will need is taken and reserved at once. */
export function startAttempt(
  state: SchedulerState,
  node: TaskNode,
  agent: AgentNode,
  durationMs: number,
  declaredMs: number,
  costUsd: number,
  decision: Decision,
  nowMs: number,
  into: Consequences,
): void {
  const { run, task } = node;
  const reservedUsd = Number.isNaN(costUsd) ? 0 : costUsd;
  node.attempts++;
  run.running++;
  state.started++;
  noteShare(node.queue, agent.pool);
  run.reservedUsd += reservedUsd;
  run.purse?.release(node);
  run.servedMs += durationMs / (run.terms.weight ?? 1);
  node.queue.level.waitingSinceMs = nowMs;
  if (task.resources.length > 0) state.resources.take(task.resources, node);
  const attempt: RunningAttempt = {
    node,
    attempt: node.attempts,
    agent,
    startedAtMs: nowMs,
    stragglesAtMs: nowMs + stragglesAfterMs(skillOf(agent, node.queue.class.skill, 0).spread, durationMs),
    isTwin: node.attempt !== undefined,
    isBrokenOff: false,
    isHandedIn: false,
    expectedMs: durationMs,
    declaredMs,
    reservedUsd,
    quotas: agent.quotas,
    draws: agent.quotas.length === 0 ? NO_DRAWS : reserve(agent, expectedTokens(task), nowMs),
    place: -1,
  };
  occupy(attempt);
  if (node.attempt === undefined) node.attempt = attempt;
  else node.twin = attempt;
  if (task.preemptible === true) state.preemptible++;
  if (attempt.stragglesAtMs < state.hedgeAtMs && mayStraggle(node, agent)) state.hedgeAtMs = attempt.stragglesAtMs;
  run.underWay.set(task.id, node);
  into.commands.push({
    type: 'start-attempt',
    run: run.terms.run,
    task: task.id,
    attempt: node.attempts,
    agent: agent.profile.id,
    decision,
  });
}

const NO_DRAWS: readonly number[] = [];

function reserve({ quotas }: AgentNode, tokens: number, nowMs: number): number[] {
  let count = 0;
  for (const { drawCount } of quotas) count += drawCount;
  const draws = new Array<number>(count);
  let first = 0;
  for (const quota of quotas) first = quota.reserve(tokens, nowMs, draws, first);
  return draws;
}

function settleQuotas({ quotas, draws }: RunningAttempt, usage: Usage | undefined, wasRefused: boolean): void {
  let first = 0;
  for (const quota of quotas) first = quota.settle(draws, first, tokensOf(usage), wasRefused);
}

export function tokensOf(usage: Usage | undefined): number | undefined {
  return usage === undefined ? undefined : usage.inputTokens + usage.outputTokens;
}

/**
 * The agent has done its part of an attempt: what it held comes free, while the result is still being looked at.
 *
 * @throws SkeinError `wrong-state` when no such attempt is under way.
 */
export function handIn(state: SchedulerState, event: HandedIn, nowMs: number): void {
  const { attempt } = underWay(state, event);
  if (attempt.isHandedIn) return;
  attempt.isHandedIn = true;
  vacate(attempt);
  settleQuotas(attempt, event.usage, false);
  if (event.rateLimit !== undefined) for (const quota of quotasOf(attempt.agent)) quota.obey(event.rateLimit, nowMs);
}

function underWay({ runs }: SchedulerState, event: AttemptEvent): { run: RunNode; node: TaskNode; attempt: RunningAttempt } {
  const run = runs.get(event.run);
  const node = run?.underWay.get(event.task);
  const attempt = node?.attempt?.attempt === event.attempt ? node.attempt : node?.twin;
  if (run !== undefined && node !== undefined && attempt?.attempt === event.attempt) return { run, node, attempt };
  throw new SkeinError('wrong-state', {
    where: `attempt ${event.attempt} of ${event.task} in run ${event.run}`,
    what: 'is not under way',
  });
}

/**
 * Gives back all that the attempt held, and learns from it.
 *
 * @throws SkeinError `wrong-state` when no such attempt is under way.
 */
export function endAttempt(
  state: SchedulerState,
  event: Exclude<AttemptEvent, HandedIn>,
  nowMs: number,
  into: Consequences,
): RunningAttempt {
  const { run, node, attempt } = underWay(state, event);
  if (!attempt.isHandedIn) vacate(attempt);
  if (attempt === node.attempt) node.attempt = node.twin;
  node.twin = undefined;
  if (node.attempt === undefined) run.underWay.delete(event.task);
  if (node.task.preemptible === true) state.preemptible--;
  run.running--;
  if (run.running === 0 && run.open === 0) into.ending.push(run);
  const cancelled = event.type === 'attempt-cancelled';
  run.reservedUsd = run.running === 0 ? 0 : run.reservedUsd - attempt.reservedUsd;
  run.spentUsd += event.costUsd ?? (cancelled ? 0 : attempt.reservedUsd);
  if (node.task.resources.length > 0) state.resources.give(node.task.resources);
  if (!attempt.isHandedIn) settleQuotas(attempt, event.usage, event.type === 'attempt-failed' && isRefusal(event.failure));
  if (event.rateLimit !== undefined && !attempt.isHandedIn) for (const quota of quotasOf(attempt.agent)) quota.obey(event.rateLimit, nowMs);
  if (!cancelled) {
    const succeeded = event.type === 'attempt-succeeded';
    if (succeeded) {
      state.backlog.isStale ||= attempt.agent.onProbation;
      agentSucceeded(attempt.agent);
      for (const quota of attempt.quotas) quota.accepted(nowMs);
    }
    if (saysSomething(event)) {
      const skill = skillOf(attempt.agent, node.queue.class.skill, 0);
      if (state.learns) remember(attempt, skill, event, nowMs);
      const actualMs = succeeded ? { actualMs: nowMs - attempt.startedAtMs } : {};
      learn(skill, { succeeded, expectedMs: attempt.declaredMs, ...actualMs }, state.learns);
    }
  }
  return attempt;
}

/** An agent with no declared limit gets one of its own as soon as its server speaks of limits. */
export function quotasOf(agent: AgentNode): readonly Quota[] {
  if (agent.quotas.length === 0) agent.quotas = [new Quota(agent.profile.id, {})];
  return agent.quotas;
}
