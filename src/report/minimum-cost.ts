import type { Price, Usage } from '../core/agent.ts';
import type { AttemptRecord } from '../core/run-record.ts';
import type { Crew } from './crew.ts';

/** What a use costs by a price list, or `undefined` when the price or the use is not known. */
export function costOfUse({ perAttemptUsd, inputPerMillionUsd, outputPerMillionUsd }: Price, usage: Usage | undefined): number | undefined {
  const isPerToken = inputPerMillionUsd !== undefined || outputPerMillionUsd !== undefined;
  if (!isPerToken) return perAttemptUsd;
  if (usage === undefined) return undefined;
  return (perAttemptUsd ?? 0) + (usage.inputTokens * (inputPerMillionUsd ?? 0) + usage.outputTokens * (outputPerMillionUsd ?? 0)) / 1e6;
}

/**
 * What the succeeded tasks would have cost, each on its cheapest capable agent, with the tokens that they took and
 * without a failure. Agents whose price is not known are left aside.
 *
 * @returns USD, or `null` when no task has succeeded or one has no agent of known price.
 */
export function minimumCostUsd(crew: Crew): number | null {
  let sum: number | null = null;
  for (const [leaf, { attempts, state }] of crew.leaves.entries()) {
    const won = state.status === 'succeeded' ? attempts.find(({ outcome }) => outcome === 'succeeded') : undefined;
    if (won === undefined) continue;
    const cheapest = cheapestUsd(crew, leaf, won);
    if (cheapest === undefined) return null;
    sum = (sum ?? 0) + cheapest;
  }
  return sum;
}

function cheapestUsd({ members, canDo }: Crew, leaf: number, { costUsd, inputTokens, outputTokens }: AttemptRecord): number | undefined {
  const usage = inputTokens === undefined || outputTokens === undefined ? undefined : { inputTokens, outputTokens };
  let least = costUsd;
  for (const [agent, { profile }] of members.entries()) {
    if (profile === undefined || !canDo(leaf, agent)) continue;
    const cost = costOfUse(profile.price, usage);
    if (cost !== undefined && (least === undefined || cost < least)) least = cost;
  }
  return least;
}
