import type { AgentProfile, Price } from '../core/agent.ts';
import type { Task } from '../core/task.ts';
import { learnedCostUsd } from '../learn/learned-cost.ts';
import type { Skill } from '../learn/skill.ts';

/** What a task is taken to need when nothing is said: a short exchange with a model. */
const PRIOR_DURATION_MS = 10_000;
const PRIOR_INPUT_TOKENS = 1500;
const PRIOR_OUTPUT_TOKENS = 500;

/** What kinds of work usually take longer or shorter than that. */
const PRIORS_MS: Readonly<Record<string, number>> = { math: 1000, data: 3000, coding: 30_000, research: 20_000, writing: 15_000 };

/** The task's own estimate; nothing when it has none, or one that makes no sense. */
export function estimatedMs({ estimate }: Task): number | undefined {
  const durationMs = estimate?.durationMs;
  return durationMs !== undefined && durationMs >= 0 && durationMs < Number.POSITIVE_INFINITY ? durationMs : undefined;
}

/** What a task takes when neither it nor the agent says: the longest of what its capabilities usually take. */
export function priorMs({ capabilities }: Task): number {
  let longest = 0;
  for (const capability of capabilities) {
    longest = Math.max(longest, (Object.hasOwn(PRIORS_MS, capability) ? PRIORS_MS[capability] : undefined) ?? PRIOR_DURATION_MS);
  }
  return longest === 0 ? PRIOR_DURATION_MS : longest;
}

/** What a task is expected to take an agent, from the declarations alone. */
export function declaredDurationMs(task: Task, agent: AgentProfile): number {
  return declaredLatencyMs(task, agent) ?? estimatedMs(task) ?? priorMs(task);
}

/** The longest of the latencies declared for the task's capabilities. */
export function declaredLatencyMs(task: Task, agent: AgentProfile): number | undefined {
  const { latencyMs } = agent;
  if (latencyMs === undefined) return undefined;
  const named = task.capabilities.flatMap((capability) => (Object.hasOwn(latencyMs, capability) ? (latencyMs[capability] ?? []) : []));
  return named.length === 0 ? latencyMs['*'] : Math.max(...named);
}

export function expectedTokens({ estimate }: Task): number {
  return sound(estimate?.inputTokens, PRIOR_INPUT_TOKENS) + sound(estimate?.outputTokens, PRIOR_OUTPUT_TOKENS);
}

/** The tokens that have to fit a context; 0 when the task does not say. */
export function contextNeeded({ estimate }: Task): number {
  return sound(estimate?.inputTokens, 0) + sound(estimate?.outputTokens, 0);
}

/** The expected cost of one attempt in USD, or NaN when the price is not known. */
export function expectedCostUsd({ estimate }: Task, { perAttemptUsd, inputPerMillionUsd, outputPerMillionUsd }: Price): number {
  if (inputPerMillionUsd === undefined && outputPerMillionUsd === undefined) return perAttemptUsd ?? Number.NaN;
  const input = sound(estimate?.inputTokens, PRIOR_INPUT_TOKENS) * (inputPerMillionUsd ?? 0);
  const output = sound(estimate?.outputTokens, PRIOR_OUTPUT_TOKENS) * (outputPerMillionUsd ?? 0);
  return (perAttemptUsd ?? 0) + (input + output) / 1e6;
}

/** The same with what the agent was paid before for such work, unless the plan says how many tokens this task needs. */
export function foreseenCostUsd(task: Task, price: Price, known: Skill | undefined): number {
  const declaredUsd = expectedCostUsd(task, price);
  const { inputTokens, outputTokens } = task.estimate ?? {};
  if (known === undefined || inputTokens !== undefined || outputTokens !== undefined) return declaredUsd;
  return learnedCostUsd(known, declaredUsd);
}

function sound(figure: number | undefined, prior: number): number {
  return figure !== undefined && figure >= 0 && figure < Number.POSITIVE_INFINITY ? figure : prior;
}
