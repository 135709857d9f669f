import type { Candidate, Decision } from '../core/decision.ts';
import { formatDuration } from '../core/duration.ts';
import { slowness, successProbability } from '../learn/skill-record.ts';
import { type AgentNode, freeSlots, skillOf } from './agent-node.ts';
import { declaredDurationMs, expectedCostUsd, expectedTokens, typicalDurationMs } from './expectation.ts';
import type { SlotForecast } from './slot-forecast.ts';
import type { TaskNode } from './task-node.ts';
import { expectedUtilityUsd } from './utility.ts';

/** An agent that has failed at this very task is believed this much less able to do it, each time. */
const DOUBT = 0.5;

export interface Option {
  readonly agent: AgentNode;
  readonly startMs: number;
  readonly durationMs: number;
  readonly declaredMs: number;
  readonly success: number;
  readonly costUsd: number | undefined;
  readonly utilityUsd: number;
}

/**
 * - `start`: the best agent can take it now;
 * - `wait`: the best agent can take it at `option.startMs`, and that is better than any that is free now;
 * - `held`: nobody can until something else ends (a concurrency limit, money that is reserved);
 * - `impossible`: nobody ever can.
 */
export type Choice =
  | { readonly kind: 'start'; readonly option: Option; readonly decision: () => Decision }
  | { readonly kind: 'wait'; readonly option: Option; readonly decision: () => Decision }
  | { readonly kind: 'held'; readonly decision: () => Decision }
  | { readonly kind: 'impossible'; readonly decision: () => Decision };

interface RuledOut {
  readonly agent: AgentNode;
  readonly why: string;
  readonly forGood: boolean;
}

/** Which agent should do this task, and when: the option of the largest expected utility. O(eligible agents). */
export function choose(node: TaskNode, agents: readonly AgentNode[], forecast: SlotForecast, nowMs: number): Choice {
  const ruledOut: RuledOut[] = [];
  const options: Option[] = [];
  let best: Option | undefined;
  for (const [position, index] of node.class.eligible.entries()) {
    const agent = agents[index];
    if (agent === undefined) continue;
    const option = optionOf(node, agent, node.class.levels[position] ?? 0, forecast, nowMs);
    if ('why' in option) {
      ruledOut.push(option);
      continue;
    }
    options.push(option);
    if (best === undefined || isBetter(option, best)) best = option;
  }
  const decision = (why: string) => (): Decision => ({ why, candidates: candidatesOf(node, agents, options, ruledOut, nowMs) });
  if (best === undefined) {
    const forGood = ruledOut.every((agent) => agent.forGood);
    const reasons = ruledOut.map(({ agent, why }) => `${agent.profile.id}: ${why}`).join('; ');
    return {
      kind: forGood ? ('impossible' as const) : ('held' as const),
      decision: decision(reasons === '' ? 'no agent of the team is eligible' : reasons),
    };
  }
  if (best.startMs <= nowMs) return { kind: 'start', option: best, decision: decision(whyChosen(node, best, options)) };
  return {
    kind: 'wait',
    option: best,
    decision: decision(
      `waits ${formatDuration(best.startMs - nowMs)} for ${best.agent.profile.id}: better than any agent that is free now`,
    ),
  };
}

function optionOf(node: TaskNode, agent: AgentNode, level: number, forecast: SlotForecast, nowMs: number): Option | RuledOut {
  const { task, run } = node;
  const mark = node.failures?.get(agent.index);
  if (mark?.notBeforeMs === Number.POSITIVE_INFINITY) return { agent, why: 'cannot do it (it said so when it tried)', forGood: true };
  const costUsd = expectedCostUsd(task, agent.profile.price);
  const overBudget = budgetObstacle(node, agent, costUsd);
  if (overBudget !== undefined) return overBudget;
  const tokens = expectedTokens(task);
  let startMs = Math.max(forecast.nextFreeMs(agent), mark?.notBeforeMs ?? nowMs, agent.restUntilMs);
  for (const quota of agent.quotas) startMs = Math.max(startMs, quota.earliestMs(tokens, nowMs));
  if (startMs === Number.POSITIVE_INFINITY) return { agent, why: 'its limit on concurrency is reached', forGood: false };
  const record = skillOf(agent, node.class.skill);
  const declaredMs = declaredDurationMs(task, agent.profile);
  const durationMs = declaredMs * slowness(record);
  const success = successProbability(record, level) * DOUBT ** (mark?.count ?? 0);
  const utilityUsd = expectedUtilityUsd(
    { waitMs: startMs - nowMs, durationMs, success, costUsd: costUsd ?? 0, typicalMs: typicalDurationMs(task, [agent.profile]) },
    run.terms.objective,
  );
  return { agent, startMs, durationMs, declaredMs, success, costUsd, utilityUsd };
}

function budgetObstacle(node: TaskNode, agent: AgentNode, costUsd: number | undefined): RuledOut | undefined {
  const { terms, spentUsd, reservedUsd } = node.run;
  if (terms.budgetUsd === undefined) return undefined;
  if (costUsd === undefined) return { agent, why: 'its price is unknown, and the run has a budget', forGood: true };
  if (spentUsd + costUsd > terms.budgetUsd)
    return {
      agent,
      why: `costs about ${costUsd.toFixed(4)} USD, of which ${Math.max(0, terms.budgetUsd - spentUsd).toFixed(4)} are left`,
      forGood: true,
    };
  if (spentUsd + reservedUsd + costUsd > terms.budgetUsd)
    return { agent, why: 'the rest of the budget is reserved by attempts under way', forGood: false };
  return undefined;
}

/** Larger utility; among equals the agent with the larger share of free slots, then the one declared first. */
function isBetter(option: Option, best: Option): boolean {
  if (option.utilityUsd !== best.utilityUsd) return option.utilityUsd > best.utilityUsd;
  return freeSlots(option.agent) / option.agent.profile.slots > freeSlots(best.agent) / best.agent.profile.slots;
}

function whyChosen(node: TaskNode, best: Option, options: readonly Option[]): string {
  const failed = node.failures === undefined ? [] : [...node.failures.keys()];
  const again = node.attempts === 0 ? '' : failed.includes(best.agent.index) ? 'another try: ' : 'given to another agent after a failure: ';
  if (options.length === 1) return `${again}the only agent that can do it`;
  const figures = `success ${Math.round(best.success * 100)} %, done in ${formatDuration(best.durationMs)}${best.costUsd === undefined ? '' : `, ${best.costUsd.toFixed(4)} USD`}`;
  return `${again}best expected utility of ${options.length} agents (${figures})`;
}

function candidatesOf(
  node: TaskNode,
  agents: readonly AgentNode[],
  options: readonly Option[],
  ruledOut: readonly RuledOut[],
  nowMs: number,
): Candidate[] {
  const able = options
    .toSorted((a, b) => b.utilityUsd - a.utilityUsd)
    .map(({ agent, startMs, durationMs, success, costUsd, utilityUsd }) => ({
      agent: agent.profile.id,
      finishMs: Math.round(startMs - nowMs + durationMs),
      success: round(success),
      ...(costUsd === undefined ? {} : { costUsd }),
      utility: round(utilityUsd),
    }));
  const out = ruledOut.map(({ agent, why }) => ({ agent: agent.profile.id, ruledOut: why }));
  const excluded = node.class.excluded.flatMap(({ agent, why }) => {
    const id = agents[agent]?.profile.id;
    return id === undefined ? [] : [{ agent: id, ruledOut: why }];
  });
  return [...able, ...out, ...excluded];
}

const round = (value: number): number => Number(value.toPrecision(6));
