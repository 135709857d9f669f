import type { StarterAgent } from '../../config/starter-agents.ts';
import type { StarterChoice } from '../../config/starter-config.ts';

/**
 * Marks the agents whose price nobody knows: a model that is not in the price table, or at an address of the user's own. An agent
 * without a price takes no tasks of a run that has a budget, so a budget that nobody asked for is left out then.
 */
export async function tellPrices(
  { agents, budgetUsd }: StarterChoice,
  environment: Readonly<Record<string, string | undefined>>,
  isBudgetAsked: boolean,
): Promise<StarterChoice> {
  if (agents.every(({ isLocal }) => isLocal)) return { agents, ...(budgetUsd === undefined ? {} : { budgetUsd }) };
  const [{ loadPriceTable }, { providerOf }] = await Promise.all([
    import('../../agents/model/price.ts'),
    import('../../agents/model/provider.ts'),
  ]);
  const factsOf = await loadPriceTable();
  const isPriced = ({ provider: name, model, endpoint, isLocal }: StarterAgent): boolean => {
    const entry = endpoint === undefined ? undefined : ({ kind: 'openai-compatible', baseUrl: endpoint.baseUrl } as const);
    const provider = providerOf(name, entry, environment);
    return isLocal || (provider !== undefined && factsOf(provider, model) !== undefined);
  };
  const told = agents.map((agent) => (isPriced(agent) ? agent : { ...agent, isUnpriced: true as const }));
  const isBounded = budgetUsd !== undefined && (isBudgetAsked || told.every((agent) => !('isUnpriced' in agent)));
  return { agents: told, ...(isBounded ? { budgetUsd } : {}) };
}
