import { SkeinError } from '../core/errors.ts';
import type { AgentNode } from './agent-node.ts';
import { freeSlots, recount } from './agent-pool.ts';
import { isRefusal } from './attempt-record.ts';
import { quotasOf, tokensOf } from './attempts.ts';
import type { SchedulerEvent } from './messages.ts';
import type { Quota } from './quota.ts';
import type { Consequences, SchedulerState } from './state.ts';

/** A call to an agent beside the attempts that it is given: to plan, to review, or one request more of an attempt. */
interface SideCall {
  readonly id: string;
  readonly agent: AgentNode;
  readonly tokens: number;
  /** An attempt of the agent makes it, in the slot that it has. */
  readonly isWithin: boolean;
  quotas: readonly Quota[];
  draws: readonly number[];
}

/** Those that wait, in the order in which they came, and those under way. */
export interface SideCalls {
  waiting: SideCall[];
  readonly underWay: Map<string, SideCall>;
  /** What those that wait keep free. */
  claimed: Quota[];
}

export const noSideCalls = (): SideCalls => ({ waiting: [], underWay: new Map(), claimed: [] });

type Wanted = Extract<SchedulerEvent, { readonly type: 'call-wanted' }>;
type CallEnded = Extract<SchedulerEvent, { readonly type: 'call-ended' }>;

/** @throws SkeinError `wrong-state` when the team has no such agent, or the call is known already. */
export function wantCall({ agents, calls }: SchedulerState, { call: id, agent: name, tokens, isWithin = false }: Wanted): void {
  const agent = agents.find(({ profile }) => profile.id === name);
  const isKnown = calls.underWay.has(id) || calls.waiting.some((other) => other.id === id);
  if (agent === undefined || isKnown) {
    const what = agent === undefined ? `is to ${name}, and the team has no such agent` : 'is wanted already';
    throw new SkeinError('wrong-state', { where: `call ${id}`, what });
  }
  calls.waiting.push({ id, agent, tokens, isWithin, quotas: [], draws: [] });
}

/**
 * Lets the calls begin for which there is room now. They go before tasks, as somebody waits for each of them with work half done; and what a call waits
 * for is kept free for it, so that small tasks do not pass it by for ever.
 *
 * @returns When the next of them can begin; `Infinity` while only an event can make room.
 */
export function startCalls(state: SchedulerState, nowMs: number, into: Consequences): number {
  const { calls } = state;
  if (calls.waiting.length === 0 && calls.claimed.length === 0) return Number.POSITIVE_INFINITY;
  for (const quota of calls.claimed) quota.unclaim();
  calls.claimed = [];
  let wakeAtMs = Number.POSITIVE_INFINITY;
  calls.waiting = calls.waiting.filter((call) => {
    const { agent, tokens } = call;
    // Whoever waits for a window has claimed its place in it: the next comes after.
    const opensAtMs = agent.quotas.reduce((latest, quota) => Math.max(latest, quota.opensAtMs(tokens, nowMs)), nowMs);
    if (opensAtMs > nowMs) {
      for (const quota of agent.quotas) quota.claim(tokens);
      calls.claimed.push(...agent.quotas);
      wakeAtMs = Math.min(wakeAtMs, opensAtMs);
    } else if (call.isWithin || hasSlot(agent)) {
      begin(state, call, nowMs);
      into.commands.push({ type: 'start-call', call: call.id });
      return false;
    }
    return true;
  });
  return wakeAtMs;
}

/** An agent without any slots takes no tasks; whoever calls it all the same is not kept waiting for ever. */
function hasSlot(agent: AgentNode): boolean {
  return (agent.slots === 0 || freeSlots(agent) > 0) && agent.quotas.every((quota) => quota.hasPlace);
}

function begin({ calls }: SchedulerState, call: SideCall, nowMs: number): void {
  const { agent, tokens, isWithin } = call;
  const draws: number[] = [];
  let first = 0;
  for (const quota of agent.quotas) first = quota.reserve(tokens, nowMs, draws, first);
  call.quotas = agent.quotas;
  call.draws = draws;
  if (isWithin) for (const quota of call.quotas) quota.giveBack();
  else occupySlot(agent, 1);
  calls.underWay.set(call.id, call);
}

function occupySlot(agent: AgentNode, by: 1 | -1): void {
  const before = freeSlots(agent);
  agent.busy += by;
  recount(agent, before);
}

/** Gives back what the call held. One that had not begun is not wanted any more. */
export function endCall({ calls }: SchedulerState, event: CallEnded, nowMs: number): void {
  const call = calls.underWay.get(event.call);
  calls.waiting = calls.waiting.filter(({ id }) => id !== event.call);
  if (call === undefined) return;
  calls.underWay.delete(event.call);
  const { agent, quotas, draws, isWithin } = call;
  const { failure, usage, rateLimit } = event;
  const wasRefused = failure !== undefined && isRefusal(failure);
  let first = 0;
  for (const quota of quotas) {
    first = quota.correct(draws, first, tokensOf(usage), wasRefused);
    if (!isWithin) quota.giveBack();
    // How a request within an attempt went is told with the end of that.
    if (failure === undefined && !isWithin) quota.accepted(nowMs);
  }
  if (!isWithin) occupySlot(agent, -1);
  if (rateLimit !== undefined) for (const quota of quotasOf(agent)) quota.obey(rateLimit, nowMs);
  if (wasRefused) for (const quota of quotasOf(agent)) quota.refused(nowMs, failure.retryAfterMs);
}
