import type { Price, Usage } from './agent.ts';

/** The cost by the price list, or `undefined` when the price or the use is not known. */
export function costOf({ perAttemptUsd, inputPerMillionUsd, outputPerMillionUsd }: Price, usage: Usage | undefined): number | undefined {
  const perToken = inputPerMillionUsd !== undefined || outputPerMillionUsd !== undefined;
  if (!perToken) return perAttemptUsd;
  if (usage === undefined) return undefined;
  const tokens = usage.inputTokens * (inputPerMillionUsd ?? 0) + usage.outputTokens * (outputPerMillionUsd ?? 0);
  return (perAttemptUsd ?? 0) + tokens / 1e6;
}
