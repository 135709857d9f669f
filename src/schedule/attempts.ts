import type { Usage } from '../core/agent.ts';
import type { Decision } from '../core/decision.ts';
import { SkeinError } from '../core/errors.ts';
import type { Failure } from '../core/event.ts';
import { agentFailed, agentSucceeded } from './agent-health.ts';
import { type AgentNode, learn, type RunningAttempt, type Skill, skillOf } from './agent-node.ts';
import { occupy, vacate } from './agent-pool.ts';
import { expectedTokens } from './expectation.ts';
import { enqueue, giveUp } from './intake.ts';
import type { SchedulerEvent } from './messages.ts';
import { dropPlan, notePlanned } from './planned-run.ts';
import { Quota } from './quota.ts';
import { backoffMs } from './retry.ts';
import { settle } from './settle.ts';
import { noteShare } from './shares.ts';
import type { Consequences, SchedulerState } from './state.ts';
import { cancelAttempt, cancelTask } from './stop.ts';
import { mayStraggle, stragglesAfterMs } from './straggling.ts';
import { type RunNode, type TaskNode, troubleOf } from './task-node.ts';

export type AttemptEvent = Extract<SchedulerEvent, { readonly attempt: number }>;
type HandedIn = Extract<AttemptEvent, { readonly type: 'attempt-handed-in' }>;

/** An attempt has succeeded: the task is settled, and a twin that is still at it is stopped. */
export function attemptSucceeded(state: SchedulerState, attempt: RunningAttempt, nowMs: number, into: Consequences): void {
  const { node, startedAtMs, expectedMs } = attempt;
  const other = node.attempt;
  settle(node, 'succeeded', into);
  notePlanned(state, node.run, nowMs - startedAtMs - expectedMs, nowMs);
  if (other !== undefined) cancelAttempt(other, 'another attempt at the task was first', into);
}

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

/** False of an attempt that failed for a reason that says nothing of its agent: the task cannot be done, or the way to it is barred. */
function saysSomething(event: Exclude<AttemptEvent, HandedIn>): boolean {
  if (event.type !== 'attempt-failed') return true;
  const { failure } = event;
  return failure.kind !== 'terminal-task' && !isRefusal(failure) && !BARRED.has(failure.code);
}

const BARRED: ReadonlySet<string> = new Set(['401', '403', 'no-key', 'no-network', 'interrupted']);

function failuresAt({ trouble }: TaskNode): number {
  let count = 0;
  for (const mark of trouble?.marks.values() ?? []) count += mark.count;
  return count;
}

/** Adds the attempt to what is known of its agent beyond this scheduler. */
function remember(attempt: RunningAttempt, { known }: Skill, event: Exclude<AttemptEvent, HandedIn>, nowMs: number): void {
  const { node, agent, declaredMs, startedAtMs } = attempt;
  if (known === undefined) return;
  const succeeded = event.type === 'attempt-succeeded';
  const trial = {
    key: `${event.run}/${event.task}/${event.attempt}`,
    atMs: nowMs,
    score: succeeded ? (event.quality ?? 1) : 0,
    ...(succeeded ? { latencyMs: nowMs - startedAtMs, declaredMs } : {}),
    ...(event.usage === undefined ? {} : { inputTokens: event.usage.inputTokens, outputTokens: event.usage.outputTokens }),
    ...(event.costUsd === undefined ? {} : { costUsd: event.costUsd }),
    failedBefore: failuresAt(node),
    ...(event.type === 'attempt-failed' ? { why: `${event.failure.code}: ${event.failure.message}` } : {}),
  };
  agent.learner?.observe(known, trial, node.task.instruction);
}

/** What comes of a failed attempt: another try here or elsewhere, or the end of the task. */
export function attemptFailed(
  state: SchedulerState,
  { node, agent, isTwin }: RunningAttempt,
  failure: Failure,
  nowMs: number,
  into: Consequences,
): void {
  dropPlan(node.run);
  const trouble = troubleOf(node);
  const { marks } = trouble;
  const mark = marks.get(agent.index) ?? { count: 0, notBeforeMs: 0 };
  if (isRefusal(failure)) {
    if (!isTwin && ++trouble.refusals <= FREE_REFUSALS) trouble.uncharged++;
  } else mark.count++;
  mark.notBeforeMs =
    failure.kind === 'retryable'
      ? nowMs + (failure.retryAfterMs ?? backoffMs(Math.max(mark.count, trouble.refusals)))
      : Number.POSITIVE_INFINITY;
  marks.set(agent.index, mark);
  trouble.lastFailure = failure.message;
  node.holdReported = false;
  if (isRefusal(failure)) {
    for (const quota of quotasOf(agent)) quota.refused(nowMs, failure.retryAfterMs);
  } else if (failure.kind !== 'terminal-task') {
    agentFailed(agent, skillOf(agent, node.queue.class.skill, 0).level, nowMs);
    state.backlog.isStale ||= agent.onProbation;
  }
  if (node.settled !== undefined || node.attempt !== undefined) return;
  if (node.run.stopped !== undefined) {
    cancelTask(node, node.run.stopped.reason, into);
  } else if (failure.kind === 'terminal-task') {
    giveUp(state, node, failure.message, into);
  } else if (node.attempts - trouble.uncharged >= node.task.attempts) {
    giveUp(state, node, `${failure.message} (attempt ${node.attempts - trouble.uncharged} of ${node.task.attempts}, the last)`, into);
  } else if (nobodyIsLeft(node)) {
    giveUp(state, node, `${failure.message} (no other agent can do it)`, into);
  } else {
    enqueue(state, node, into);
  }
}

/** A refusal says nothing of the task or its agent; but one that is refused again and again is not going to be done. */
const FREE_REFUSALS = 8;

/** The server has too much to do, and says so. */
export function isRefusal({ code, retryAfterMs }: Failure): boolean {
  return code === '429' || retryAfterMs !== undefined;
}

/** An agent with no declared limit gets one of its own as soon as its server speaks of limits. */
export function quotasOf(agent: AgentNode): readonly Quota[] {
  if (agent.quotas.length === 0) agent.quotas = [new Quota(agent.profile.id, {})];
  return agent.quotas;
}

function nobodyIsLeft({ queue, trouble }: TaskNode): boolean {
  return queue.class.eligible.every(({ agents }) =>
    agents.every(({ index }) => trouble?.marks.get(index)?.notBeforeMs === Number.POSITIVE_INFINITY),
  );
}

/** A cancelled attempt counts for nothing: its task is ready again, unless its run was stopped. */
export function attemptCancelled(state: SchedulerState, { node, isBrokenOff }: RunningAttempt, into: Consequences): void {
  if (node.settled !== undefined || node.attempt !== undefined) return;
  dropPlan(node.run);
  const trouble = troubleOf(node);
  trouble.uncharged++;
  if (isBrokenOff) trouble.brokenOff++;
  if (node.run.stopped === undefined) enqueue(state, node, into);
  else cancelTask(node, node.run.stopped.reason, into);
}
