import type { AgentProfile, Price } from '../core/agent.ts';
import type { Task } from '../core/task.ts';

/** What a task is taken to need when nothing is said: a short exchange with a model. */
const PRIOR_DURATION_MS = 10_000;
const PRIOR_INPUT_TOKENS = 1500;
const PRIOR_OUTPUT_TOKENS = 500;

/** What a task is expected to take, from the declarations alone. */
export function declaredDurationMs(task: Task, agent: AgentProfile): number {
  return declaredLatencyMs(task, agent) ?? task.estimate?.durationMs ?? PRIOR_DURATION_MS;
}

/** What a task is expected to take on no agent in particular: the scale of bottom levels. */
export function typicalDurationMs(task: Task, agents: readonly AgentProfile[]): number {
  const estimate = task.estimate?.durationMs;
  if (estimate !== undefined) return estimate;
  const declared = agents.map((agent) => declaredLatencyMs(task, agent)).filter((latency) => latency !== undefined);
  return declared.length === 0 ? PRIOR_DURATION_MS : Math.min(...declared);
}

/** The longest of the latencies declared for the task's capabilities. */
function declaredLatencyMs(task: Task, agent: AgentProfile): number | undefined {
  const { latencyMs } = agent;
  if (latencyMs === undefined) return undefined;
  const named = task.capabilities.map((capability) => latencyMs[capability]).filter((latency) => latency !== undefined);
  return named.length === 0 ? latencyMs['*'] : Math.max(...named);
}

export function expectedTokens(task: Task): number {
  return (task.estimate?.inputTokens ?? PRIOR_INPUT_TOKENS) + (task.estimate?.outputTokens ?? PRIOR_OUTPUT_TOKENS);
}

/** The expected cost of one attempt in USD, or `undefined` when the price is not known. */
export function expectedCostUsd(task: Task, { perAttemptUsd, inputPerMillionUsd, outputPerMillionUsd }: Price): number | undefined {
  if (perAttemptUsd === undefined && inputPerMillionUsd === undefined && outputPerMillionUsd === undefined) return undefined;
  const input = (task.estimate?.inputTokens ?? PRIOR_INPUT_TOKENS) * (inputPerMillionUsd ?? 0);
  const output = (task.estimate?.outputTokens ?? PRIOR_OUTPUT_TOKENS) * (outputPerMillionUsd ?? 0);
  return (perAttemptUsd ?? 0) + (input + output) / 1e6;
}
